// Sends alert records through the channels of the job file, and reports what became of each.

import type { AlertSettings } from '../../alert/settings.ts'
import type { Silence } from '../../alert/silence.ts'
import type { ConfiguredChannel } from '../../channel/channel.ts'
import { matchesAll } from '../../channel/matcher.ts'
import type { NamedFile } from '../../options.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { isAtLeast } from '../../record/severity.ts'
import { formatDuration, formatTime } from '../../record/time.ts'
import type { AlertRecord, AnyRecord, DeliveryRecord } from '../../record/types.generated.ts'
import { cleanLine, cleanText } from '../../redact/clean-text.ts'
import { type Clock, wallClock } from '../clock.ts'
import type { Effect } from '../effect.ts'
import { describeAlert } from './describe.ts'
import type { Hush } from './hush.ts'
import { type Keeper, keepTelling } from './keep.ts'
import { type Lane, type LaneResult, openLane } from './lane.ts'
import type { Outbox } from './outbox.ts'
import type { ReadyChannel } from './ready.ts'

/** What deliveries touch besides the network; tests give their own. */
export interface DeliveryWorld {
  readonly clock: Clock
  readonly random: () => number
  readonly environment: NodeJS.ProcessEnv
  /** Takes a line for the user. */
  readonly say: (line: string) => void
  readonly firstPauseMs: number
  readonly longestPauseMs: number
}

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

/** Channels at work. */
interface Delivering {
  readonly settings: AlertSettings
  readonly world: DeliveryWorld
  readonly outbox: Outbox | undefined
  readonly lanes: OpenChannel[]
  /** Takes a record; known from the first that comes on. */
  emit: ((record: AnyRecord) => void) | undefined
  /** What became of alerts of an earlier run before the first record of this one. */
  readonly early: DeliveryRecord[]
  anyFailed: boolean
}

interface OpenChannel {
  readonly channel: ConfiguredChannel
  readonly lane: Lane
  readonly keeper: Keeper | undefined
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

/** Gives an alert to every channel that is to tell it. */
function tell(delivering: Delivering, alert: AlertRecord): void {
  const { lanes, outbox } = delivering
  const takers = takersOf(lanes, alert)
  if (takers.length === 0) return
  if (outbox?.knows(alert) === true) {
    for (const { channel } of takers) report(delivering, channel.name, { alert, outcome: 'known', attempts: 0 })
    return
  }
  give(delivering, takers, alert)
}

/** On disk first, then on its way. */
function give({ outbox, world }: Delivering, takers: readonly OpenChannel[], alert: AlertRecord): void {
  try {
    outbox?.intend(
      alert,
      takers.map(({ channel }) => channel.name),
    )
  } catch (error) {
    // A disk that is full must not keep anybody from being told.
    world.say(`${nameOf(alert)} is told, but not kept: ${(error as Error).message}`)
  }
  for (const { lane } of takers) lane.push(alert)
}

/** Gives what a channel could not tell to its fallback, unless that tells it anyhow. */
function tellInstead(delivering: Delivering, fallback: string, alert: AlertRecord): void {
  const { lanes } = delivering
  const instead = lanes.find(({ channel }) => channel.name === fallback)
  if (instead !== undefined && !takersOf(lanes, alert).includes(instead)) give(delivering, [instead], alert)
}

const takersOf = (lanes: readonly OpenChannel[], alert: AlertRecord): readonly OpenChannel[] =>
  lanes.filter(({ channel }) => takes(channel, alert))

const takes = ({ minSeverity, match, isStandby }: ConfiguredChannel, alert: AlertRecord): boolean =>
  !isStandby && isAtLeast(alert.severity ?? 'warning', minSeverity) && matchesAll(match, alert)

/** What the last run did not get to comes first. */
function tellWhatIsLeft({ lanes, outbox, world }: Delivering): void {
  for (const { channel: name, alert } of outbox?.left ?? []) {
    const known = lanes.find(({ channel }) => channel.name === name)
    if (known !== undefined) known.lane.push(alert)
    else {
      world.say(`${nameOf(alert)} was to be told on ${name}, which is no channel any more`)
      outbox?.done(name, alert)
    }
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

function report(delivering: Delivering, channel: string, result: Reported): void {
  const record = deliveryRecord(channel, result, delivering.world.clock)
  if (delivering.emit === undefined) delivering.early.push(record)
  else delivering.emit(record)
}

interface Reported {
  readonly alert: AlertRecord
  readonly outcome: NonNullable<DeliveryRecord['outcome']>
  readonly attempts: number
  readonly error?: string | undefined
}

function keeperOf(ready: ReadyChannel, { clock, say }: DeliveryWorld): Keeper | undefined {
  const { keeping, timeoutMs, name } = ready.channel
  if (keeping === undefined) return undefined
  const failed = (error: string): void => say(`${name}: what is still firing could not be told again: ${error}`)
  return keepTelling(ready, { clock, everyMs: keeping.everyMs, timeoutMs, failed })
}

const nameOf = (alert: AlertRecord): string => `"${alert.summary}"`

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

function deliveryRecord(channel: string, { alert, outcome, attempts, error }: Reported, clock: Clock): DeliveryRecord {
  return {
    kind: 'delivery',
    time: formatTime(clock.now()) as string,
    ...(alert.job === undefined ? {} : { job: alert.job }),
    alert: alert.key,
    ...(alert.episode === undefined ? {} : { episode: alert.episode }),
    ...(alert.sequence === undefined ? {} : { sequence: alert.sequence }),
    channel,
    outcome,
    attempts,
    ...(error === undefined ? {} : { error }),
  }
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
