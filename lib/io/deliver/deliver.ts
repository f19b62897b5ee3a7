// Sends alert records through the channels of the job file, and reports what became of each.

import type { Thread } from '../../alert/outbox.ts'
import type { AlertSettings } from '../../alert/settings.ts'
import type { NamedFile } from '../../options.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { formatDuration } from '../../record/time.ts'
import type { AlertRecord } from '../../record/types.generated.ts'
import { cleanText } from '../../redact/clean-text.ts'
import { wallClock } from '../clock.ts'
import type { Effect } from '../effect.ts'
import { describeAlerts } from './describe.ts'
import type { Gate } from './gate.ts'
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
  takersOf,
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
 */
export async function deliverAlerts(
  settings: AlertSettings,
  world: DeliveryWorld = realWorld,
): Promise<Effect | readonly Problem[]> {
  if (settings.dryRun) return describeAlerts(settings, world)
  const ready = await readyChannels(settings, world)
  if (isProblems(ready)) return ready
  const outbox = await openedOutbox(settings.outbox)
  if (isProblems(outbox)) return outbox
  const delivering: Delivering = {
    settings,
    world,
    outbox,
    lanes: [],
    emit: undefined,
    early: [],
    anyFailed: false,
    failures: new Map(),
  }
  const file = await silenceFile(delivering)
  for (const one of ready as readonly ReadyChannel[]) delivering.lanes.push(await openChannel(delivering, one, file))
  tellWhatIsLeft(delivering)
  const effect = effectOf(delivering, await gateForAll(delivering, file))
  if (settings.heartbeat === undefined) return effect
  const { withHeart } = await import('./heart.ts')
  return withHeart(effect, settings.heartbeat, { world, hidden: settings.secretVariables })
}

function effectOf(delivering: Delivering, gate: Pick<Gate, 'take' | 'stop'>): Effect {
  const { settings, world, outbox, lanes } = delivering
  return {
    take(record, made, emit) {
      delivering.emit = emit
      for (const early of delivering.early.splice(0)) emit(early)
      if (record.kind === 'alert' && made) gate.take(record)
    },
    async finish() {
      gate.stop()
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

async function openChannel(
  delivering: Delivering,
  one: ReadyChannel,
  file: SilenceFile | undefined,
): Promise<OpenChannel> {
  const { world, settings, outbox } = delivering
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
  for (const alert of settings.openBefore) sent.note(alert, undefined)
  const lane = openLane({ ...world, ...channel, secrets, send, done, delayed })
  const isGated = channel.escalateAfterMs !== undefined || channel.hours !== undefined
  // Loaded on demand, as all that few need.
  const gate = isGated ? (await import('./channel-gate.ts')).gateOf(delivering, { channel, lane }, file) : undefined
  return { channel, lane, gate, keeper: keeperOf(one, world) }
}

/** What later notices of its episode answer: after a recovery there are none. */
function threadAfter({ channel, sent }: ReadyChannel, alert: AlertRecord): Thread | undefined {
  const { thread } = sent.of(alert)
  return alert.state === 'resolved' || thread === undefined ? undefined : { id: thread, to: channel.fingerprint }
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

async function openedOutbox(file: NamedFile | undefined): Promise<Outbox | undefined | readonly Problem[]> {
  if (file === undefined) return undefined
  const { openOutbox } = await import('./outbox.ts')
  try {
    return openOutbox(file)
  } catch (error) {
    return [{ place: '--state', reason: (error as Error).message }]
  }
}

async function silenceFile({ settings, world }: Delivering): Promise<SilenceFile | undefined> {
  if (settings.silences === undefined) return undefined
  const { watchSilenceFile } = await import('./silence-file.ts')
  return watchSilenceFile(settings.silences, world.clock, world.say)
}

/** Stands before the channels, and lets through what is neither silenced nor muted. */
async function gateForAll(delivering: Delivering, file: SilenceFile | undefined): Promise<Pick<Gate, 'take' | 'stop'>> {
  const { settings, world, lanes } = delivering
  const pass = (alert: AlertRecord): void => tell(delivering, alert)
  if (file === undefined && settings.inhibit.length === 0) return { take: pass, stop: () => {} }
  const [{ openGate }, { whyNobody }, { outcomeOf, UNTOLD }] = await Promise.all([
    import('./gate.ts'),
    import('./why-held.ts'),
    import('./channel-gate.ts'),
  ])
  const { why, note } = whyNobody(settings, file)
  const gate = openGate({
    why,
    clock: world.clock,
    act(turn) {
      if (turn.is === 'tell') return pass(turn.alert)
      if (turn.is !== 'keep' && turn.is !== 'drop') return
      const { alert, reason } = turn
      for (const { channel } of takersOf(lanes, alert))
        report(delivering, channel.name, {
          alert,
          outcome: outcomeOf(turn),
          attempts: 0,
          error: reason?.words ?? UNTOLD,
        })
    },
  })
  return {
    take(alert) {
      note(alert)
      gate.take(alert)
    },
    stop: gate.stop,
  }
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
