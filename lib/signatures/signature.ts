// What one row of a signature table says.
import type { Category } from './categories.ts'

/**
 * initiator: may start a failure. symptom: follows one, unless nothing better is known. confirms: tells what another
 * line meant. teardown: part of the clean-up. context: evidence that is no failure alone. noise: never a failure,
 * whatever else matches the line. The rest are no failures: progress (a step), checkpoint (saved), finish (clean end),
 * attempt (a new one begins), recovery (clears `clears`), fact (captures only).
 */
export const ROLES = [
  'initiator',
  'symptom',
  'confirms',
  'teardown',
  'context',
  'noise',
  'progress',
  'checkpoint',
  'finish',
  'attempt',
  'recovery',
  'fact',
] as const
export type Role = (typeof ROLES)[number]

/**
 * How telling an initiator is among initiators; the higher wins, then the earlier. 5 hardware, kernel or scheduler
 * evidence; 4 an exact message; 3 a message with several causes; 2 any exception; 1 a mere error line.
 */
export type Tier = 1 | 2 | 3 | 4 | 5

/** What is asked of a pattern: a regular expression has it. */
export interface LinePattern {
  exec(text: string): { readonly groups?: Readonly<Record<string, string | undefined>> | undefined } | null
}

/** One failure (or other event) that a line can show. Named groups of `pattern` are kept as captures. */
export interface Signature {
  /** `family.what`, unique. */
  readonly id: string
  /**
   * Literals, case-sensitive, of which a line that `pattern` matches holds at least one: what the prefilter looks for.
   */
  readonly anchors: readonly string[]
  /** Tried on the line without carrier prefixes, colours and advice, cut to a bounded length. */
  readonly pattern: LinePattern
  readonly category: Category
  readonly role: Role
  /** 4 where absent. */
  readonly tier?: Tier
  /** True for a general row that yields to every other row that matches the line. */
  readonly fallback?: true
  /** True where a line that calls itself INFO or a warning does not count. */
  readonly errorsOnly?: true
  /** Ids of rows whose failures this one takes back (role recovery). */
  readonly clears?: readonly string[]
  /**
   * Ids of rows that also match this row's samples, on purpose; the one with the higher tier, then the earlier in the
   * index, is used.
   */
  readonly also?: readonly string[]
  /** Where the claim comes from: URL or document. */
  readonly source: string
  /** Real lines that show it; at least one. */
  readonly samples: readonly string[]
}
