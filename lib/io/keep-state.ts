// When what the stages know is kept: soon after it has changed, at once where somebody was told of something, and never
// so often that it takes time from the work.
import type { Driver } from '../drive.ts'
import type { Millis } from '../record/time.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import { type Acknowledging, noteMoment } from './acknowledge.ts'
import type { Clock } from './clock.ts'

/** What keeps it: called with what the stages know, as JSON, when everything that they know it of is done with. */
export type KeepState = (stages: string) => void

export interface Keeping {
  /** Notes that something may have changed, behind which `push` brings it out. */
  changed(now: Millis): void
  /** Notes a record that left: what is told must not be told again. */
  noteMade(record: AnyRecord): void
  /** Keeps all that is known at the end. */
  end(): void
  stop(): void
}

interface KeepingOptions {
  readonly keep: KeepState
  readonly driver: Driver
  readonly clock: Clock
  readonly acknowledging: Acknowledging
  /** Brings out what was noted, where nothing else does. */
  readonly push: () => void
}

/** What tells somebody of a job; a status of the job does, too. */
const URGENT: ReadonlySet<string> = new Set(['alert', 'verdict', 'failure'])
const EVERY_MS = 1000
/** It takes at most one part in so many of the time. */
const SHARE = 20
/** What takes so long is not done at once for every word that is said. */
const QUICK_MS = 50

export function keepState({ keep, driver, clock, acknowledging, push }: KeepingOptions): Keeping {
  let nextAt = clock.now() + EVERY_MS
  let tookMs = 0
  let isUrgent = false
  let disarm: (() => void) | undefined

  function note(): void {
    disarm?.()
    disarm = undefined
    isUrgent = false
    const began = clock.now()
    // As text at once: what it is made of goes on changing.
    const stages = JSON.stringify(driver.save())
    tookMs = clock.now() - began
    nextAt = clock.now() + Math.max(EVERY_MS, SHARE * tookMs)
    noteMoment(acknowledging, () => keep(stages))
  }
  return {
    changed(now) {
      if (now >= nextAt || (isUrgent && tookMs <= QUICK_MS)) note()
      else
        disarm ??= clock.at(nextAt, () => {
          note()
          push()
        })
    },
    noteMade(record) {
      const { kind } = record
      if (URGENT.has(kind) || (kind === 'status' && record.scope === 'job')) isUrgent = true
    },
    end: note,
    stop: () => disarm?.(),
  }
}
