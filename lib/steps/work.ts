// What steps work on: one entry, what was read of it so far, and what becomes of it.
import type { Stamp } from '../formats/stamp.ts'
import type { Millis } from '../record/time.ts'

export interface Work {
  text: string
  /** By name: what was read, what every line of the source has, and `filename`. */
  readonly values: Map<string, string>
  /** Fields that the record gets. */
  readonly fields: Map<string, string>
  stamp: Stamp | undefined
  isDropped: boolean
  readonly now: Millis
}

/** One step; it changes the work. */
export type Step = (work: Work) => void

/** What is wrong with a step, and where below it. */
export interface StepIssue {
  readonly path: readonly (string | number)[]
  readonly reason: string
}

/** Returns the value of a name, the text where none is asked for; undefined where there is no such value. */
export const textAt = ({ text, values }: Work, name: string | undefined): string | undefined =>
  name === undefined ? text : values.get(name)

/** Does steps one after the other until one drops the entry. */
export function doSteps(steps: readonly Step[], work: Work): void {
  for (const step of steps) {
    if (work.isDropped) return
    step(work)
  }
}
