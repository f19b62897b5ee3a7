// Sends alert records through the channels of the job file, and reports what became of each.

import type { Thread } from '../../alert/outbox-lines.ts'
import type { AlertSettings } from '../../alert/settings.ts'
import { HELD_BACK } from '../../alert/wording.ts'
import type { NamedFile } from '../../options.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { recencyMap } from '../../record/recency-map.ts'
import { formatDuration } from '../../record/time.ts'
import type { AlertRecord, AnyRecord, NoticeRecord } from '../../record/types.generated.ts'
import { cleanText } from '../../redact/clean-text.ts'
import { wallClock } from '../clock.ts'
import type { Effect } from '../effect.ts'
import { reasonOf } from '../error-words.ts'
import { replayClock } from '../replay-clock.ts'
import { describeAlerts } from './describe.ts'
import type { GateForAll } from './gate-for-all.ts'
import { type Keeper, keepTelling } from './keep.ts'
import { type LaneResult, openLane } from './lane.ts'
import type { Outbox } from './outbox.ts'
import type { SilenceFile } from './silence-file.ts'
import {
  type Delivering,
  type DeliveryWorld,
  nameOf,
  type OpenChannel,
  report,
  tell,
  tellFailure,
  tellInstead,
  tellWhatIsLeft,
} from './tell.ts'

export type { DeliveryWorld }

import type { ReadyChannel } from './ready.ts'

/** Longest line for the user, in characters. */
const MAX_SAID = 65_536

export const realWorld: DeliveryWorld = {
  clock: wallClock,
  random: Math.random,
  environment: process.env,
  say: line => void process.stderr.write(`logmon-alert: ${cleanText(line, MAX_SAID)}\n`),
  firstPauseMs: 1000,
  longestPauseMs: 60_000,
}

/**
 * Resolves to what sends the alerts that this process makes, or to what is wrong with the channels' secrets and files.
 * `isReplay`: the records' time is the time, for what is told at some hours alone.
 */
export async function deliverAlerts(
  settings: AlertSettings,
  world: DeliveryWorld = realWorld,
  isReplay = false,
): Promise<Effect | readonly Problem[]> {
  if (settings.dryRun) return describeAlerts(settings, world)
  const ready = await readyChannels(settings, world)
  if (isProblems(ready)) return ready
  const outbox = await openedOutbox(settings.outbox, world.say)
  if (isProblems(outbox)) return outbox
  const replayed = isReplay ? replayClock() : undefined
  const delivering: Delivering = {
    settings,
    world,
    hoursClock: replayed ?? world.clock,
    outbox,
    lanes: [],
    emit: undefined,
    early: [],
    anyFailed: false,
    failures: new Map(),
    insteads: recencyMap(),
  }
  const file = await silenceFile(delivering)
  for (const one of ready as readonly ReadyChannel[]) delivering.lanes.push(await openChannel(delivering, one, file))
  tellWhatIsLeft(delivering)
  const effect = effectOf(delivering, await openedGate(delivering, file), record => replayed?.see(record))
  if (settings.heartbeat === undefined) return effect
  const { withHeart } = await import('./heart.ts')
  return withHeart(effect, settings.heartbeat, { world, hidden: settings.secretVariables })
}

function effectOf(delivering: Delivering, gate: GateForAll, see: (record: AnyRecord) => void): Effect {
  const { settings, world, outbox, lanes } = delivering
  return {
    take(record, made, emit) {
      delivering.emit = emit
      for (const early of delivering.early.splice(0)) emit(early)
      see(record)
      if (record.kind === 'alert' && made) gate.take(record)
      if (record.kind === 'notice' && made && record.code === HELD_BACK) keepBack(delivering, record)
    },
    async finish() {
      gate.leave()
      for (const channel of lanes) leaveGate(delivering, channel)
      const cancel = world.clock.at(world.clock.now() + settings.drainMs, () => {
        for (const { lane } of lanes)
          lane.giveUp(`not delivered within ${formatDuration(settings.drainMs)} of the end of input`)
      })
      // What a channel could not tell is given to its fallback, and that it failed to others: they may have been idle.
      while (lanes.some(({ lane }) => lane.isBusy())) await Promise.all(lanes.map(({ lane }) => lane.idle()))
      for (const { keeper } of lanes) keeper?.stop()
      cancel()
      outbox?.close()
    },
    stop() {
      gate.stop()
      for (const { lane, gate: own, keeper } of lanes) {
        // What is kept back is failed as all else is, where no outbox has it.
        if (outbox === undefined) own?.release()
        own?.stop()
        lane.giveUp('interrupted')
        keeper?.stop()
      }
    },
    failed: () => delivering.anyFailed,
  }
}

/** What waits for a digest survives a kill as what waits for a channel does. */
function keepBack({ outbox, world }: Delivering, { held_back: alert, message }: NoticeRecord): void {
  try {
    if (alert !== undefined) outbox?.storm(alert as AlertRecord)
  } catch (error) {
    world.say(`"${message}" waits for a digest, and is not kept: ${reasonOf(error)}`)
  }
}

async function openChannel(
  delivering: Delivering,
  one: ReadyChannel,
  file: SilenceFile | undefined,
): Promise<OpenChannel> {
  const { world, outbox } = delivering
  const { channel, secrets, warning, send, sent } = one
  const { name } = channel
  if (warning !== undefined) world.say(`${name}: ${warning}`)
  const done = (result: LaneResult): void => {
    const { alert, outcome, error } = result
    // What is left for the next start has no outcome on disk.
    const isLeft = result.isGivenUp === true && outbox !== undefined
    if (outcome === 'failed' && !isLeft && channel.fallback !== undefined)
      tellInstead(delivering, channel.fallback, alert)
    // Somebody whom a message does not reach is told of to the others, also where it reached the rest.
    const isPartly = result.recipients?.some(one => one.outcome === 'refused') === true
    if ((outcome === 'failed' || isPartly) && result.isGivenUp !== true)
      tellFailure(delivering, name, alert, error ?? '')
    if (!isLeft) outbox?.done(name, alert, threadAfter(one, alert))
    if (outcome === 'failed') delivering.anyFailed = true
    if (error !== undefined)
      world.say(`${name}: ${nameOf(alert)} was ${outcome === 'failed' ? 'not delivered' : 'delivered'}: ${error}`)
    report(delivering, name, { ...result, outcome: isLeft ? 'pending' : outcome })
  }
  const delayed = (alert: AlertRecord, error: string): void =>
    world.say(`${name}: ${nameOf(alert)} cannot be delivered yet, trying again: ${error}`)
  for (const [incident, thread] of outbox?.threads(name, channel.fingerprint) ?? []) sent.resume(incident, thread)
  for (const alert of outbox?.firing ?? []) sent.note(alert, undefined)
  const lane = openLane({ ...world, ...channel, secrets, send, done, delayed })
  const isGated = channel.escalateAfterMs !== undefined || channel.hours !== undefined
  // Loaded on demand, as all that few need.
  const gate = isGated ? (await import('./channel-gate.ts')).gateOf(delivering, { channel, lane }, file) : undefined
  return { channel, lane, gate, keeper: keeperOf(one, world) }
}

/** What later notices of its episode answer: after a recovery there are none. */
function threadAfter({ channel, sent }: ReadyChannel, alert: AlertRecord): { readonly thread?: Thread } {
  const { thread } = sent.of(alert)
  return alert.state === 'resolved' || thread === undefined ? {} : { thread: { id: thread, to: channel.fingerprint } }
}

/** The end has come: what a channel keeps back waits on disk for the next start, or is told now. */
function leaveGate({ outbox, world }: Delivering, { channel, gate }: OpenChannel): void {
  if (gate === undefined) return
  const size = gate.size()
  if (outbox === undefined) gate.release()
  else if (size > 0)
    world.say(
      `${channel.name}: ${size === 1 ? '1 alert is' : `${size} alerts are`} kept for later: told at the next start with this --state`,
    )
  gate.stop()
}

async function openedOutbox(
  file: NamedFile | undefined,
  say: DeliveryWorld['say'],
): Promise<Outbox | undefined | readonly Problem[]> {
  if (file === undefined) return undefined
  const { openOutbox } = await import('./outbox.ts')
  try {
    return openOutbox(file, say)
  } catch (error) {
    return [{ place: '--state', reason: (error as Error).message }]
  }
}

async function silenceFile({ settings, world }: Delivering): Promise<SilenceFile | undefined> {
  if (settings.silences === undefined) return undefined
  const { watchSilenceFile } = await import('./silence-file.ts')
  return watchSilenceFile(settings.silences, world.clock, world.say)
}

async function openedGate(delivering: Delivering, file: SilenceFile | undefined): Promise<GateForAll> {
  const left = delivering.outbox?.held.length ?? 0
  if (file === undefined && delivering.settings.inhibit.length === 0 && left === 0)
    return { take: alert => tell(delivering, alert), leave() {}, stop() {} }
  const { gateForAll } = await import('./gate-for-all.ts')
  return gateForAll(delivering, file)
}

function keeperOf(ready: ReadyChannel, { clock, say }: DeliveryWorld): Keeper | undefined {
  const { keeping, timeoutMs, name } = ready.channel
  if (keeping === undefined) return undefined
  const failed = (error: string): void => say(`${name}: what is still firing could not be told again: ${error}`)
  return keepTelling(ready, { clock, everyMs: keeping.everyMs, timeoutMs, failed })
}

/** One after the other: two questions on the terminal at once could not be answered. */
async function readyChannels(
  { channels, secretVariables: hidden }: AlertSettings,
  { clock, environment }: DeliveryWorld,
): Promise<readonly ReadyChannel[] | readonly Problem[]> {
  const ready: ReadyChannel[] = []
  const problems: Problem[] = []
  for (const configured of channels) {
    if (configured.via === 'stdout') continue
    // Loaded on demand: Node's HTTP and TLS are a fifth of the start-up time.
    const { readyChannel } = await import('./ready.ts')
    const channel = await readyChannel(configured, { clock, environment, hidden })
    if (isProblems(channel)) problems.push(...channel)
    else ready.push(channel as ReadyChannel)
  }
  return problems.length > 0 ? problems : ready
}
