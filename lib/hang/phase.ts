// What a job does that is no training step.
import type { Millis } from '../record/time.ts'

export type Phase = 'a checkpoint' | 'an evaluation'

/** A phase at work. */
export interface RunningPhase {
  readonly name: Phase
  readonly since: Millis
  readonly limitMs: Millis
}
