// Who is to tell an alert, and what became of it.
import type { AlertSettings } from '../../alert/settings.ts'
import type { ConfiguredChannel } from '../../channel/channel.ts'
import { matchesAll } from '../../channel/matcher.ts'
import { isAtLeast } from '../../record/severity.ts'
import { formatTime } from '../../record/time.ts'
import type { AlertRecord, AnyRecord, DeliveryRecord } from '../../record/types.generated.ts'
import type { Clock } from '../clock.ts'
import type { Keeper } from './keep.ts'
import type { Lane } from './lane.ts'
import type { Outbox } from './outbox.ts'

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

/** Channels at work. */
export interface Delivering {
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

export interface OpenChannel {
  readonly channel: ConfiguredChannel
  readonly lane: Lane
  readonly keeper: Keeper | undefined
}

/** Gives an alert to every channel that is to tell it. */
export function tell(delivering: Delivering, alert: AlertRecord): void {
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
export function tellInstead(delivering: Delivering, fallback: string, alert: AlertRecord): void {
  const { lanes } = delivering
  const instead = lanes.find(({ channel }) => channel.name === fallback)
  if (instead !== undefined && !takersOf(lanes, alert).includes(instead)) give(delivering, [instead], alert)
}

export const takersOf = (lanes: readonly OpenChannel[], alert: AlertRecord): readonly OpenChannel[] =>
  lanes.filter(({ channel }) => takes(channel, alert))

export const takes = ({ minSeverity, match, isStandby }: ConfiguredChannel, alert: AlertRecord): boolean =>
  !isStandby && isAtLeast(alert.severity ?? 'warning', minSeverity) && matchesAll(match, alert)

/** What the last run did not get to comes first. */
export function tellWhatIsLeft({ lanes, outbox, world }: Delivering): void {
  for (const { channel: name, alert } of outbox?.left ?? []) {
    const known = lanes.find(({ channel }) => channel.name === name)
    if (known !== undefined) known.lane.push(alert)
    else {
      world.say(`${nameOf(alert)} was to be told on ${name}, which is no channel any more`)
      outbox?.done(name, alert)
    }
  }
}

export function report(delivering: Delivering, channel: string, result: Reported): void {
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

export const nameOf = (alert: AlertRecord): string => `"${alert.summary}"`

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
