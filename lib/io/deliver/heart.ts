// Calls a health-check service as long as all is well, and tells it what is not: who hears nothing knows that the
// watching itself has died.
import type { HeartbeatSettings } from '../../alert/settings.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { formatTime, type Millis } from '../../record/time.ts'
import type { AlertRecord, AnyRecord } from '../../record/types.generated.ts'
import type { Effect } from '../effect.ts'
import { safeError } from './outcome.ts'
import { type ReadyChannel, readyChannel } from './ready.ts'
import type { DeliveryWorld } from './tell.ts'

interface Wrong {
  readonly words: string
  /** After that nobody knows whether it still is. */
  readonly until: Millis
}

/** So long a channel that failed counts as broken, where it tells nothing after that. */
const FAILURE_LASTS_MS: Millis = 3_600_000
/** That something is wrong is told at once, and then ever less often: a service keeps it in mind. */
const LONGEST_COMPLAINT_MS: Millis = 3_600_000

/** A heart at work. */
interface Heart {
  readonly settings: HeartbeatSettings
  readonly ready: ReadyChannel
  readonly world: DeliveryWorld
  /** What is wrong, by what it is about; empty while all is well. */
  readonly wrong: Map<string, Wrong>
  /** How often it was told in a row that something is wrong. */
  complaints: number
  cancel: () => void
  /** The beat that is on its way. */
  beating: Promise<void>
  hasFailed: boolean
  isStopped: boolean
}

/** Resolves to an effect that beats beside the one given, or to what is wrong with its address. */
export async function withHeart(
  effect: Effect,
  settings: HeartbeatSettings,
  { world, hidden }: { readonly world: DeliveryWorld; readonly hidden: readonly string[] },
): Promise<Effect | readonly Problem[]> {
  const ready = await readyChannel(settings.channel, { clock: world.clock, environment: world.environment, hidden })
  if (isProblems(ready)) return ready
  const heart: Heart = {
    settings,
    ready: ready as ReadyChannel,
    world,
    wrong: new Map(),
    complaints: 0,
    cancel: () => {},
    beating: Promise.resolve(),
    hasFailed: false,
    isStopped: false,
  }
  next(heart)
  return {
    ...effect,
    take(record, made, emit) {
      see(heart, record)
      return effect.take(record, made, own => {
        see(heart, own)
        emit(own)
      })
    },
    async finish() {
      await effect.finish()
      heart.cancel()
      if (heart.isStopped) return
      // What came last: the job's end, or what was wrong at the end.
      await heart.beating
      await beat(heart, 'the watching has ended')
      heart.isStopped = true
    },
    stop() {
      heart.isStopped = true
      heart.cancel()
      effect.stop?.()
    },
  }
}

/** Notes what a record says of the watching itself, and tells it at once where that is news. */
function see(heart: Heart, record: AnyRecord): void {
  const before = heart.wrong.size
  const note = (about: string, words: string, until = Number.POSITIVE_INFINITY): void =>
    void heart.wrong.set(about, { words, until })
  if (record.kind === 'notice' && record.code === 'upstream_ended') note('upstream', record.message)
  if (record.kind === 'log' && heart.wrong.size > 0) heart.wrong.delete('upstream')
  if (record.kind === 'alert' && record.labels?.['reason'] === 'NoInput') {
    if (record.state === 'firing') note('input', record.summary)
    else heart.wrong.delete('input')
  }
  if (record.kind === 'delivery') {
    const until = heart.world.clock.now() + FAILURE_LASTS_MS
    if (record.outcome === 'failed') note(record.channel, `${record.channel} could not be told of an alert`, until)
    if (record.outcome === 'sent') heart.wrong.delete(record.channel)
  }
  if (heart.wrong.size > 0 !== before > 0 && !heart.isStopped) {
    heart.cancel()
    next(heart)
  }
}

function next(heart: Heart): void {
  const { world, wrong } = heart
  const now = world.clock.now()
  for (const [about, { until }] of wrong) if (until <= now) wrong.delete(about)
  heart.complaints = wrong.size === 0 ? 0 : heart.complaints + 1
  heart.beating = heart.beating.then(() => beat(heart, 'watching'))
  heart.cancel = world.clock.at(now + pauseOf(heart), () => next(heart))
}

/** Who is told nothing while something is wrong is called in time when it is no more. */
function pauseOf({ settings: { everyMs, tellsFailure }, wrong, complaints, world }: Heart): Millis {
  if (!tellsFailure || complaints === 0) return everyMs
  const earliest = Math.min(...[...wrong.values()].map(({ until }) => until)) - world.clock.now()
  const longest = Math.max(everyMs, LONGEST_COMPLAINT_MS)
  return Math.min(longest, everyMs * 2 ** Math.min(complaints - 1, 20), Math.max(everyMs, earliest))
}

/** Sends one beat, once: the next one comes soon enough. */
async function beat(heart: Heart, words: string): Promise<void> {
  const { settings, ready, world, wrong } = heart
  const [problem] = wrong.values()
  if (heart.isStopped || (problem !== undefined && !settings.tellsFailure)) return
  const signal = new AbortController()
  const late = world.clock.at(world.clock.now() + settings.channel.timeoutMs, () => signal.abort())
  const alert: AlertRecord = {
    kind: 'alert',
    time: formatTime(world.clock.now()) as string,
    key: 'heartbeat',
    state: problem === undefined ? 'resolved' : 'firing',
    summary: problem?.words ?? words,
  }
  const outcome = await ready.send(alert, signal.signal)
  late()
  if (outcome.is !== 'sent' && !heart.hasFailed) world.say(`heartbeat: ${safeError(outcome.error, ready.secrets)}`)
  heart.hasFailed = outcome.is !== 'sent'
}
