// Who is to tell an alert, and what became of it.

import {
  channelFailedAlert,
  type FailureState,
  isOwn,
  newFailureState,
  noteFailure,
} from '../../alert/channel-failed.ts'
import type { AlertSettings } from '../../alert/settings.ts'
import { withoutMembers } from '../../alert/short-alert.ts'
import { BOUNDS } from '../../bounds.ts'
import type { Recipient } from '../../channel/answer.ts'
import type { ConfiguredChannel } from '../../channel/channel.ts'
import { matchesAll } from '../../channel/matcher.ts'
import { noticeId } from '../../record/alert-identity.ts'
import type { RecencyMap } from '../../record/recency-map.ts'
import { isAtLeast } from '../../record/severity.ts'
import { formatTime } from '../../record/time.ts'
import type { AlertRecord, AnyRecord, DeliveryRecord } from '../../record/types.generated.ts'
import type { Clock } from '../clock.ts'
import { reasonOf } from '../error-words.ts'
import type { Gate } from './gate.ts'
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
  /** By which it is judged whether a channel is quiet: in a replay the time of its records. */
  readonly hoursClock: Clock
  readonly outbox: Outbox | undefined
  readonly lanes: OpenChannel[]
  /** Takes a record; known from the first that comes on. */
  emit: ((record: AnyRecord) => void) | undefined
  /** What became of alerts of an earlier run before the first record of this one. */
  readonly early: AnyRecord[]
  anyFailed: boolean
  /** By channel, what the others were told of its failures. */
  readonly failures: Map<string, FailureState>
  /** By fallback and notice, what it was given: it may stand in for several channels. */
  readonly insteads: RecencyMap<string, true>
}

export interface OpenChannel {
  readonly channel: ConfiguredChannel
  readonly lane: Lane
  /** Stands before the lane; undefined for a channel that tells everything at once. */
  readonly gate: Gate | undefined
  readonly keeper: Keeper | undefined
}

/** Gives an alert to every channel that is to tell it. */
export function tell(delivering: Delivering, alert: AlertRecord): void {
  const { lanes, outbox } = delivering
  const takers = takersOf(lanes, alert)
  // Nobody waits for it: what was held of it is not any more.
  if (takers.length === 0) outbox?.drop(alert)
  if (takers.length === 0) return
  if (outbox?.knows(alert) === true) {
    for (const { channel } of takers) report(delivering, channel.name, { alert, outcome: 'known', attempts: 0 })
    return
  }
  give(delivering, takers, alert)
}

/** On disk before it is on its way. A disk that is full must not keep anybody from being told. */
export function intend({ outbox, world }: Delivering, alert: AlertRecord, channels: readonly string[]): void {
  try {
    outbox?.intend(alert, channels)
  } catch (error) {
    world.say(`${nameOf(alert)} is told, but not kept: ${reasonOf(error)}`)
  }
}

function give(delivering: Delivering, takers: readonly OpenChannel[], alert: AlertRecord): void {
  intend(
    delivering,
    alert,
    takers.map(({ channel }) => channel.name),
  )
  const given = withoutMembers(alert)
  for (const { lane, gate } of takers) (gate?.take ?? lane.push)(given)
}

/** As many as may wait for a channel. */
const MOST_INSTEADS = BOUNDS['alert.queue'].most

/** Gives what a channel could not tell to its fallback, unless that tells it anyhow, or has it from another channel. */
export function tellInstead(delivering: Delivering, fallback: string, alert: AlertRecord): void {
  const { lanes, insteads } = delivering
  const instead = lanes.find(({ channel }) => channel.name === fallback)
  const name = `${noticeId(alert)} ${fallback}`
  if (instead === undefined || takersOf(lanes, alert).includes(instead) || insteads.get(name) === true) return
  insteads.set(name, true)
  if (insteads.size() > MOST_INSTEADS) insteads.takeOldest()
  give(delivering, [instead], alert)
}

/** Tells the other channels that one has failed: those that tell such an alert, else all that tell anything. */
export function tellFailure(delivering: Delivering, channel: string, alert: AlertRecord, error: string): void {
  const { lanes, failures, world } = delivering
  const others = lanes.filter(one => one.channel.name !== channel && !one.channel.isStandby)
  if (isOwn(alert) || others.length === 0) return
  const state = failures.get(channel) ?? newFailureState()
  failures.set(channel, state)
  const now = world.clock.now()
  if (!noteFailure(state, now)) return
  const failed = channelFailedAlert({ channel, error, count: state.count }, alert, now)
  const takers = others.filter(one => takes(one.channel, failed))
  emit(delivering, failed)
  give(delivering, takers.length > 0 ? takers : others, failed)
}

export const takersOf = (lanes: readonly OpenChannel[], alert: AlertRecord): readonly OpenChannel[] =>
  lanes.filter(({ channel }) => takes(channel, alert))

export const takes = ({ minSeverity, match, isStandby }: ConfiguredChannel, alert: AlertRecord): boolean =>
  !isStandby && isAtLeast(alert.severity ?? 'warning', minSeverity) && matchesAll(match, alert)

/** What the last run did not get to comes first. */
export function tellWhatIsLeft({ lanes, outbox, world }: Delivering): void {
  for (const { channel: name, alert } of outbox?.left ?? []) {
    const known = lanes.find(({ channel }) => channel.name === name)
    if (known !== undefined) (known.gate?.take ?? known.lane.push)(alert)
    else {
      world.say(`${nameOf(alert)} was to be told on ${name}, which is no channel any more`)
      outbox?.done(name, alert)
    }
  }
}

export const report = (delivering: Delivering, channel: string, result: Reported): void =>
  emit(delivering, deliveryRecord(channel, result, delivering.world.clock))

function emit(delivering: Delivering, record: AnyRecord): void {
  if (delivering.emit === undefined) delivering.early.push(record)
  else delivering.emit(record)
}

export interface Reported {
  readonly alert: AlertRecord
  readonly outcome: NonNullable<DeliveryRecord['outcome']>
  readonly attempts: number
  readonly error?: string | undefined
  readonly recipients?: readonly Recipient[]
}

export const nameOf = (alert: AlertRecord): string => `"${alert.summary}"`

function deliveryRecord(channel: string, result: Reported, clock: Clock): DeliveryRecord {
  const { alert, outcome, attempts, error, recipients } = result
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
    ...(recipients === undefined ? {} : { recipients: recipients.map(one => ({ ...one })) }),
  }
}
