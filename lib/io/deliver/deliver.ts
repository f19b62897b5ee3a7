// Sends alert records through the channels of the job file, and reports what became of each.

import type { AlertSettings } from '../../alert/settings.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { isAtLeast } from '../../record/severity.ts'
import { formatDuration, formatTime } from '../../record/time.ts'
import type { AlertRecord, AnyRecord, DeliveryRecord } from '../../record/types.generated.ts'
import { cleanText } from '../../redact/clean-text.ts'
import { type Clock, wallClock } from '../clock.ts'
import type { Effect } from '../effect.ts'
import { describeAlert } from './describe.ts'
import { type Keeper, keepTelling } from './keep.ts'
import { type LaneResult, openLane } from './lane.ts'
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

  let emitRecord: (record: AnyRecord) => void = () => {}
  let anyFailed = false
  const lanes = (ready as readonly ReadyChannel[]).map(one => {
    const { channel, secrets, warning, send } = one
    if (warning !== undefined) world.say(`${channel.name}: ${warning}`)
    const done = (result: LaneResult): void => {
      if (result.outcome === 'failed') anyFailed = true
      if (result.error !== undefined)
        world.say(
          `${channel.name}: ${nameOf(result.alert)} ${result.outcome === 'failed' ? 'was not delivered' : 'was delivered'}: ${result.error}`,
        )
      emitRecord(deliveryRecord(channel.name, result, world.clock))
    }
    const delayed = (alert: AlertRecord, error: string): void =>
      world.say(`${channel.name}: ${nameOf(alert)} cannot be delivered yet, trying again: ${error}`)
    const lane = openLane({ ...world, ...channel, secrets, send, done, delayed })
    return { channel, lane, keeper: keeperOf(one, world) }
  })

  return {
    take(record, made, emit) {
      emitRecord = emit
      if (record.kind !== 'alert' || !made) return
      for (const { channel, lane } of lanes) {
        if (isAtLeast(record.severity ?? 'warning', channel.minSeverity)) lane.push(record)
      }
    },
    async finish() {
      const cancel = world.clock.at(world.clock.now() + settings.drainMs, () => {
        for (const { lane } of lanes)
          lane.giveUp(`not delivered within ${formatDuration(settings.drainMs)} of the end of input`)
      })
      await Promise.all(lanes.map(({ lane }) => lane.idle()))
      for (const { keeper } of lanes) keeper?.stop()
      cancel()
    },
    stop() {
      for (const { lane, keeper } of lanes) {
        lane.giveUp('interrupted')
        keeper?.stop()
      }
    },
    failed: () => anyFailed,
  }
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

function deliveryRecord(
  channel: string,
  { alert, outcome, attempts, error }: LaneResult,
  clock: Clock,
): DeliveryRecord {
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
      for (const channel of settings.channels) for (const line of describeAlert(channel, record, now)) world.say(line)
    },
    finish: async () => {},
    failed: () => false,
  }
}
