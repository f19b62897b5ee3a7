import type { Say } from '../record/metric-words.ts'

/** What an operator judges: a number, a text that was captured, or null for a number that is not finite. */
export type Value = number | string | null

/** A condition in use, with what it remembers of earlier values. */
export interface Judge {
  /**
   * True or false for a value; undefined where it cannot be judged (yet). Remembers the value where the operator needs
   * to.
   */
  holds(value: Value): boolean | undefined
  /**
   * What the last value was compared with, in words that follow "is" or "is not": `above 3.5`. `say` says a value of
   * what is judged.
   */
  words(say: Say): string
  /** The same as a value for the record; undefined where there is none. */
  threshold(): number | string | undefined
  /** What it remembers, as plain JSON; absent where it remembers nothing. */
  save?(): unknown
  /** Takes what another judge of the same argument saved. */
  restore?(saved: unknown): void
}

/** Values in the order they come, and what the condition says to each (undefined: cannot be judged). */
export interface OperatorSample<Argument> {
  readonly argument: Argument
  readonly values: readonly Value[]
  readonly holds: readonly (boolean | undefined)[]
}

/** One operator of a condition: `name` is its key in the job file, `schema` the JSON Schema of its argument. */
export interface Operator<Argument> {
  readonly name: string
  readonly summary: string
  readonly schema: Readonly<Record<string, unknown>>
  /** True where texts that are no numbers are judged too. */
  readonly takesText?: boolean
  readonly samples: readonly OperatorSample<Argument>[]
  start(argument: Argument): Judge
}

/** A judge that remembers nothing: compares each finite number by itself. */
export function compare(
  words: (say: Say) => string,
  threshold: number | string | undefined,
  holds: (value: number) => boolean,
): Judge {
  return {
    holds: value => (typeof value === 'number' ? holds(value) : undefined),
    words,
    threshold: () => threshold,
  }
}
