// What is wrong with options or configuration: an expected failure is a value, not an exception.

/** Something wrong with options or configuration, before input is read. */
export interface Problem {
  /** The file it stands in; absent for the command line. */
  readonly file?: string
  /** Where: an option (`--window`) or a JSON path (`rules[2].pattern`). */
  readonly place: string
  /** What is wrong and what would be right; no place, no full stop. */
  readonly reason: string
}

/** True for a list of problems that is not empty: what stands in the place of a result. */
export function isProblems<T>(value: T | readonly Problem[]): value is readonly Problem[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    typeof value[0] === 'object' &&
    value[0] !== null &&
    'reason' in value[0] &&
    'place' in value[0]
  )
}
