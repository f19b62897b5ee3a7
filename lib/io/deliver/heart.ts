// Calls a health-check service as long as all is well, and tells it what is not: who hears nothing knows that the
// watching itself has died.
import type { HeartbeatSettings } from '../../alert/settings.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { formatTime } from '../../record/time.ts'
import type { AlertRecord, AnyRecord } from '../../record/types.generated.ts'
import type { Effect } from '../effect.ts'
import { safeError } from './outcome.ts'
import { type ReadyChannel, readyChannel } from './ready.ts'
import type { DeliveryWorld } from './tell.ts'

/** A heart at work. */
interface Heart {
  readonly settings: HeartbeatSettings
  readonly ready: ReadyChannel
  readonly world: DeliveryWorld
  /** By what is wrong, in words; empty while all is well. */
  readonly wrong: Map<string, string>
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
  if (record.kind === 'notice' && record.code === 'upstream_ended') heart.wrong.set('upstream', record.message)
  if (record.kind === 'log' && heart.wrong.size > 0) heart.wrong.delete('upstream')
  if (record.kind === 'alert' && record.labels?.['reason'] === 'NoInput') {
    if (record.state === 'firing') heart.wrong.set('input', record.summary)
    else heart.wrong.delete('input')
  }
  if (record.kind === 'delivery') {
    if (record.outcome === 'failed') heart.wrong.set(record.channel, `${record.channel} could not be told of an alert`)
    if (record.outcome === 'sent') heart.wrong.delete(record.channel)
  }
  if (heart.wrong.size > 0 !== before > 0 && !heart.isStopped) {
    heart.cancel()
    next(heart)
  }
}

function next(heart: Heart): void {
  const { world, settings } = heart
  heart.beating = heart.beating.then(() => beat(heart, 'watching'))
  heart.cancel = world.clock.at(world.clock.now() + settings.everyMs, () => next(heart))
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
    summary: problem ?? words,
  }
  const outcome = await ready.send(alert, signal.signal)
  late()
  if (outcome.is !== 'sent' && !heart.hasFailed) world.say(`heartbeat: ${safeError(outcome.error, ready.secrets)}`)
  heart.hasFailed = outcome.is !== 'sent'
}
