// A step of a job, as its hours are counted by.
import { phaseBegunBy } from '../hang/phase.ts'
import type { Millis } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'

/** What an attempt did between the step before and this one, beside training. */
export type Pause = 'checkpoint' | 'evaluation'

/** A step that was reported, and what lies between it and the one before. */
export interface StepPoint {
  /** Counted over epochs, where the log counts the batches of each anew. */
  readonly step: number
  readonly at: Millis
  /** True where the job was HANGING before it. */
  readonly hung: boolean
  readonly pause?: Pause
  /** As its line says, where it does. */
  readonly stepTimeMs?: number
  readonly loss?: number
}

/** Whatever has steps. */
export interface Stepped {
  readonly points: readonly StepPoint[]
}

/** Returns what a line begins in which no step comes; undefined for any other. */
export function pauseOf({ message }: LogRecord): Pause | undefined {
  const phase = phaseBegunBy(message, false)
  if (phase === 'checkpoint') return 'checkpoint'
  return phase === 'evaluation' || phase === 'validation' ? 'evaluation' : undefined
}
