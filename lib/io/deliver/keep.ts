// Tells a receiver again and again what is still firing, where it forgets it otherwise.
import type { Millis } from '../../record/time.ts'
import type { Clock } from '../clock.ts'
import { safeError } from './outcome.ts'
import type { ReadyChannel } from './ready.ts'

export interface Keeper {
  stop(): void
}

interface KeepOptions {
  readonly clock: Clock
  readonly everyMs: Millis
  readonly timeoutMs: Millis
  /** Called when a time fails that follows one that did not. */
  readonly failed: (error: string) => void
}

/** Begins to tell; what fails is told again next time. */
export function keepTelling(
  { sent, keep, secrets }: ReadyChannel,
  { clock, everyMs, timeoutMs, failed }: KeepOptions,
): Keeper {
  let hasFailed = false
  let isStopped = false
  let cancel = (): void => {}
  let attempt = new AbortController()

  async function tell(): Promise<void> {
    const firing = sent.firing()
    if (firing.length > 0 && keep !== undefined) {
      attempt = new AbortController()
      const late = clock.at(clock.now() + timeoutMs, () => attempt.abort())
      const outcome = await keep(firing, attempt.signal)
      late()
      if (outcome.is !== 'sent' && !hasFailed && !isStopped) failed(safeError(outcome.error, secrets))
      hasFailed = outcome.is !== 'sent'
    }
    if (!isStopped) arm()
  }
  function arm(): void {
    cancel = clock.at(clock.now() + everyMs, () => void tell())
  }
  arm()
  return {
    stop() {
      isStopped = true
      cancel()
      attempt.abort()
    },
  }
}
