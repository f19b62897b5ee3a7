// Sends alert records through the channels of the job file, and reports what became of each.

import type { AlertSettings } from '../../alert/settings.ts'
import type { Silence } from '../../alert/silence.ts'
import type { NamedFile } from '../../options.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { formatDuration, formatTime } from '../../record/time.ts'
import type { AlertRecord } from '../../record/types.generated.ts'
import { cleanLine, cleanText } from '../../redact/clean-text.ts'
import { wallClock } from '../clock.ts'
import type { Effect } from '../effect.ts'
import { describeAlert } from './describe.ts'
import type { Hush } from './hush.ts'
import { type Keeper, keepTelling } from './keep.ts'
import { type LaneResult, openLane } from './lane.ts'
import type { Outbox } from './outbox.ts'
import {
  type Delivering,
  type DeliveryWorld,
  nameOf,
  type OpenChannel,
  report,
  takersOf,
  takes,
  tell,
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
  const delivering: Delivering = { settings, world, outbox, lanes: [], emit: undefined, early: [], anyFailed: false }
  for (const one of ready as readonly ReadyChannel[]) delivering.lanes.push(openChannel(delivering, one))
  tellWhatIsLeft(delivering)
  const quiet = await hushed(delivering)
  const { lanes } = delivering
  return {
    take(record, made, emit) {
      delivering.emit = emit
      for (const early of delivering.early.splice(0)) emit(early)
      if (record.kind === 'alert' && made) quiet.take(record)
    },
    async finish() {
      quiet.stop()
      const cancel = world.clock.at(world.clock.now() + settings.drainMs, () => {
        for (const { lane } of lanes)
          lane.giveUp(`not delivered within ${formatDuration(settings.drainMs)} of the end of input`)
      })
      // Twice: what a channel could not tell is given to its fallback, which may have been idle already.
      for (let round = 0; round < 2; round++) await Promise.all(lanes.map(({ lane }) => lane.idle()))
      for (const { keeper } of lanes) keeper?.stop()
      cancel()
      outbox?.close()
    },
    stop() {
      quiet.stop()
      for (const { lane, keeper } of lanes) {
        lane.giveUp('interrupted')
        keeper?.stop()
      }
    },
    failed: () => delivering.anyFailed,
  }
}

function openChannel(delivering: Delivering, one: ReadyChannel): OpenChannel {
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
    if (!isLeft) outbox?.done(name, alert)
    if (outcome === 'failed') delivering.anyFailed = true
    if (error !== undefined)
      world.say(`${name}: ${nameOf(alert)} was ${outcome === 'failed' ? 'not delivered' : 'delivered'}: ${error}`)
    report(delivering, name, { ...result, outcome: isLeft ? 'pending' : outcome })
  }
  const delayed = (alert: AlertRecord, error: string): void =>
    world.say(`${name}: ${nameOf(alert)} cannot be delivered yet, trying again: ${error}`)
  for (const alert of settings.openBefore) sent.note(alert, undefined)
  return {
    channel,
    lane: openLane({ ...world, ...channel, secrets, send, done, delayed }),
    keeper: keeperOf(one, world),
  }
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

/** Stands before the channels, and lets through what is not silenced. */
async function hushed(delivering: Delivering): Promise<Hush> {
  const { settings, world, lanes } = delivering
  const pass = (alert: AlertRecord): void => tell(delivering, alert)
  if (settings.silences === undefined) return { take: pass, stop: () => {} }
  const [{ hush }, { watchSilenceFile }] = await Promise.all([import('./hush.ts'), import('./silence-file.ts')])
  return hush({
    file: watchSilenceFile(settings.silences, world.clock, world.say),
    clock: world.clock,
    tell: pass,
    silenced(alert, silence) {
      const error = silence === undefined ? 'its beginning was silenced' : wordsOfSilence(silence)
      for (const { channel } of takersOf(lanes, alert))
        report(delivering, channel.name, { alert, outcome: 'silenced', attempts: 0, error })
    },
  })
}

const wordsOfSilence = ({ id, endsAt, author, reason }: Silence): string =>
  cleanLine(`silence ${id} until ${formatTime(endsAt) ?? ''}, by ${author}: ${reason}`, 300)

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

/** --dry-run: reads no secret and sends nothing. */
function describeAlerts(settings: AlertSettings, world: DeliveryWorld): Effect {
  return {
    take(record, made) {
      if (record.kind !== 'alert' || !made) return
      const now = world.clock.now()
      for (const channel of settings.channels.filter(one => takes(one, record)))
        for (const line of describeAlert(channel, record, now)) world.say(line)
    },
    finish: async () => {},
    failed: () => false,
  }
}
