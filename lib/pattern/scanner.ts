/** What is wrong with a pattern, and at which character (from 1). */
export class PatternError extends Error {
  readonly position: number
  constructor(reason: string, position: number) {
    super(reason)
    this.position = position
  }
}

/** Flags that are in force at a place of the pattern. */
export interface Flags {
  readonly ignoreCase: boolean
  readonly dotAll: boolean
  readonly multiLine: boolean
  readonly verbose: boolean
  /** RE2's `U`: lazy and greedy change places. */
  readonly swapGreed: boolean
}

/** The text of a pattern with a place in it. Positions are code units from 0. */
export interface Scanner {
  readonly text: string
  at: number
  flags: Flags
  /** Names of the groups so far, by index; index 0 is the whole match. */
  readonly names: (string | undefined)[]
  /** Indexes of the groups that are closed: only these can be referred to. */
  readonly closed: Set<number>
  depth: number
}

export function refuse(scanner: Scanner, reason: string, at: number = scanner.at): never {
  throw new PatternError(reason, at + 1)
}

/** Moves past `expected` where the text goes on with it, and says whether it does. */
export function accept(scanner: Scanner, expected: string): boolean {
  if (!scanner.text.startsWith(expected, scanner.at)) return false
  scanner.at += expected.length
  return true
}

/** Moves past a match of a sticky expression and returns it; undefined where there is none. */
export function acceptMatch(scanner: Scanner, expression: RegExp): RegExpExecArray | undefined {
  expression.lastIndex = scanner.at
  const match = expression.exec(scanner.text)
  if (match === null) return undefined
  scanner.at = expression.lastIndex
  return match
}

/** Takes one code point. */
export function takeCodePoint(scanner: Scanner): number {
  const code = scanner.text.codePointAt(scanner.at) as number
  scanner.at += code > 0xffff ? 2 : 1
  return code
}
