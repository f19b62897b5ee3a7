// One channel's queue: one alert at a time, in order, tried again until it is sent, refused or out of time.
import type { Millis } from '../../record/time.ts'
import { formatDuration } from '../../record/time.ts'
import type { AlertRecord } from '../../record/types.generated.ts'
import type { Clock } from '../clock.ts'
import { type Outcome, safeError } from './outcome.ts'

export interface LaneOptions {
  readonly name: string
  readonly send: (alert: AlertRecord, signal: AbortSignal) => Promise<Outcome>
  readonly clock: Clock
  /** 0 to 1, evenly. */
  readonly random: () => number
  readonly timeoutMs: Millis
  readonly retryForMs: Millis
  /** The pause before the second try is up to this, and up to twice as long before every further one. */
  readonly firstPauseMs: Millis
  readonly longestPauseMs: Millis
  /** Never appear in an error. */
  readonly secrets: readonly string[]
  readonly done: (result: LaneResult) => void
  /** Told once per alert, when its first try fails and others will follow. */
  readonly delayed: (alert: AlertRecord, error: string) => void
}

export interface LaneResult {
  readonly alert: AlertRecord
  readonly outcome: 'sent' | 'failed'
  readonly attempts: number
  readonly error: string | undefined
}

export interface Lane {
  push(alert: AlertRecord): void
  /** Resolves when the queue is empty. */
  idle(): Promise<void>
  /** Gives up what is left: it is reported as failed for this reason. */
  giveUp(reason: string): void
}

/** Most alerts that wait; beyond it the oldest that is not being sent is given up. */
const MAX_WAITING = 1000

export function openLane(options: LaneOptions): Lane {
  const { clock } = options
  const queue: AlertRecord[] = []
  const givenUp = new AbortController()
  let working: Promise<void> | undefined

  const finish = (alert: AlertRecord, outcome: 'sent' | 'failed', attempts: number, error?: string): void =>
    options.done({
      alert,
      outcome,
      attempts,
      error: error === undefined ? undefined : safeError(error, options.secrets),
    })

  /** Resolves after a time, or at once when everything is given up. */
  const pause = (millis: Millis): Promise<void> =>
    new Promise(resolve => {
      const end = (): void => {
        cancel()
        givenUp.signal.removeEventListener('abort', end)
        resolve()
      }
      const cancel = clock.at(clock.now() + millis, end)
      givenUp.signal.addEventListener('abort', end)
    })

  async function tryOnce(alert: AlertRecord): Promise<Outcome> {
    const attempt = new AbortController()
    const abort = (): void => attempt.abort()
    const cancel = clock.at(clock.now() + options.timeoutMs, abort)
    givenUp.signal.addEventListener('abort', abort, { once: true })
    try {
      return await options.send(alert, attempt.signal)
    } catch (error) {
      return { is: 'refused', error: (error as Error).message } // such as an argument that no program can be given
    } finally {
      cancel()
      givenUp.signal.removeEventListener('abort', abort)
    }
  }

  async function deliver(alert: AlertRecord): Promise<void> {
    const started = clock.now()
    for (let attempts = 1; ; attempts++) {
      if (givenUp.signal.aborted) return finish(alert, 'failed', attempts - 1, String(givenUp.signal.reason))
      const outcome = await tryOnce(alert)
      if (outcome.is === 'sent') return finish(alert, 'sent', attempts, outcome.remark)
      if (outcome.is === 'refused') return finish(alert, 'failed', attempts, outcome.error)
      if (givenUp.signal.aborted) return finish(alert, 'failed', attempts, `${givenUp.signal.reason}: ${outcome.error}`)
      // Full jitter: many watchers that failed together must not come back together.
      const jittered = options.random() * Math.min(options.longestPauseMs, options.firstPauseMs * 2 ** (attempts - 1))
      const pauseMs = Math.max(outcome.afterMs ?? 0, jittered)
      if (clock.now() + pauseMs > started + options.retryForMs)
        return finish(alert, 'failed', attempts, outOfTime(outcome))
      if (attempts === 1) options.delayed(alert, safeError(outcome.error, options.secrets))
      await pause(pauseMs)
    }
  }

  function outOfTime(outcome: { readonly error: string; readonly afterMs?: Millis }): string {
    if (outcome.afterMs !== undefined && outcome.afterMs > options.retryForMs)
      return `${outcome.error}: to be tried again only in ${formatDuration(outcome.afterMs)}`
    return outcome.error
  }

  async function work(): Promise<void> {
    while (queue.length > 0) await deliver(queue.shift() as AlertRecord)
    working = undefined
  }

  return {
    push(alert) {
      queue.push(alert)
      if (queue.length > MAX_WAITING)
        finish(queue.shift() as AlertRecord, 'failed', 0, `${MAX_WAITING} alerts are waiting already`)
      working ??= work()
    },
    idle: async () => working,
    giveUp: reason => givenUp.abort(reason),
  }
}
