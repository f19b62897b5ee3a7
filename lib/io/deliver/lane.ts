// One channel's queue: one alert at a time, in order, tried again until it is sent, refused or out of time.

import { BOUNDS } from '../../bounds.ts'
import type { Outcome, Recipient } from '../../channel/answer.ts'
import type { Millis } from '../../record/time.ts'
import { formatDuration } from '../../record/time.ts'
import type { AlertRecord } from '../../record/types.generated.ts'
import type { Clock } from '../clock.ts'
import { GIVEN_UP, safeError } from './outcome.ts'

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
  /** Called once per alert, when its first try fails and others will follow. */
  readonly delayed: (alert: AlertRecord, error: string) => void
}

export interface LaneResult {
  readonly alert: AlertRecord
  readonly outcome: 'sent' | 'failed'
  readonly attempts: number
  readonly error: string | undefined
  /** What became of each address, where a message goes to several. */
  readonly recipients?: readonly Recipient[]
  /** True where it was not tried for as long as it may: nobody waits any more. */
  readonly isGivenUp?: true
}

export interface Lane {
  push(alert: AlertRecord): void
  /** True while something is sent or waits for it. */
  isBusy(): boolean
  /** Resolves when the queue is empty. */
  idle(): Promise<void>
  /** Gives up what is left: it is reported as failed for this reason. */
  giveUp(reason: string): void
}

/** Most alerts that wait; beyond it the oldest that is not being sent is given up. */
const MAX_WAITING = BOUNDS['alert.queue'].most

/** A lane at work. */
interface Work {
  readonly options: LaneOptions
  readonly queue: AlertRecord[]
  readonly givenUp: AbortController
}

export function openLane(options: LaneOptions): Lane {
  const work: Work = { options, queue: [], givenUp: new AbortController() }
  let working: Promise<void> | undefined
  const workOff = async (): Promise<void> => {
    while (work.queue.length > 0) await deliver(work, work.queue.shift() as AlertRecord)
    working = undefined
  }
  return {
    push(alert) {
      work.queue.push(alert)
      if (work.queue.length > MAX_WAITING) {
        const error = `${MAX_WAITING} alerts are waiting already`
        finish(options, { alert: work.queue.shift() as AlertRecord, outcome: 'failed', attempts: 0, error })
      }
      working ??= workOff()
    },
    isBusy: () => working !== undefined,
    idle: async () => working,
    giveUp: reason => work.givenUp.abort(reason),
  }
}

/** Tries one alert until it is sent, refused or out of time. */
async function deliver(work: Work, alert: AlertRecord): Promise<void> {
  const { options, givenUp } = work
  const { clock } = options
  const started = clock.now()
  let recipients: readonly Recipient[] | undefined
  const end = (result: Omit<LaneResult, 'alert' | 'recipients'>): void =>
    finish(options, { alert, ...result, ...(recipients === undefined ? {} : { recipients }) })
  const leave = (attempts: number, error: string): void => end({ outcome: 'failed', attempts, error, isGivenUp: true })
  for (let attempts = 1; ; attempts++) {
    if (givenUp.signal.aborted) return leave(attempts - 1, String(givenUp.signal.reason))
    const outcome = await tryOnce(work, alert)
    recipients = outcome.recipients ?? recipients
    if (outcome.is === 'sent') return end({ outcome: 'sent', attempts, error: outcome.remark })
    if (outcome.is === 'refused') return end({ outcome: 'failed', attempts, error: outcome.error })
    if (givenUp.signal.aborted) return leave(attempts, `${givenUp.signal.reason}: ${outcome.error}`)
    // Full jitter: many watchers that failed together must not come back together.
    const jittered = options.random() * Math.min(options.longestPauseMs, options.firstPauseMs * 2 ** (attempts - 1))
    const pauseMs = Math.max(outcome.afterMs ?? 0, jittered)
    if (clock.now() + pauseMs > started + options.retryForMs)
      return end({ outcome: 'failed', attempts, error: outOfTime(options, outcome) })
    if (attempts === 1) options.delayed(alert, safeError(outcome.error, options.secrets))
    await pause(work, pauseMs)
  }
}

async function tryOnce({ options, givenUp }: Work, alert: AlertRecord): Promise<Outcome> {
  const attempt = new AbortController()
  const abort = (): void => attempt.abort(givenUp.signal.aborted ? GIVEN_UP : undefined)
  const cancel = options.clock.at(options.clock.now() + options.timeoutMs, abort)
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

/** Resolves after a time, or at once when everything is given up. */
function pause({ options: { clock }, givenUp }: Work, millis: Millis): Promise<void> {
  return new Promise(resolve => {
    const end = (): void => {
      cancel()
      givenUp.signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.at(clock.now() + millis, end)
    givenUp.signal.addEventListener('abort', end)
  })
}

function finish({ done, secrets }: LaneOptions, result: LaneResult): void {
  const { error, recipients } = result
  done({
    ...result,
    error: error === undefined ? undefined : safeError(error, secrets),
    ...(recipients === undefined ? {} : { recipients: recipients.map(one => safeRecipient(one, secrets)) }),
  })
}

const safeRecipient = ({ to, outcome, error }: Recipient, secrets: readonly string[]): Recipient => ({
  to,
  outcome,
  ...(error === undefined ? {} : { error: safeError(error, secrets) }),
})

function outOfTime(
  options: LaneOptions,
  { error, afterMs }: { readonly error: string; readonly afterMs?: Millis },
): string {
  if (afterMs === undefined || afterMs <= options.retryForMs) return error
  return `${error}: to be tried again only in ${formatDuration(afterMs)}`
}
