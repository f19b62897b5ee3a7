// What takes lines: a server, or in a dry run whoever reads our records.
import type { Answer, Verdict } from '../../ship/answer.ts'
import type { CountQuery } from '../../ship/count-query.ts'
import type { LokiEntry } from '../../ship/entry.ts'

/** What became of lines that were given once. */
export interface Word {
  readonly verdict: Verdict
  /** What the server said about the lines; '' for nothing. */
  readonly why: string
  /** The same as a sentence about the server, for a person. */
  readonly words: string
}

/** Asks how many lines there are; resolves to the answer as it came. Never rejects. */
export type Ask = (query: CountQuery, signal: AbortSignal) => Promise<Answer>

export interface Receiver {
  /** Takes lines of one stream, which is named by its labels as JSON. Never rejects; ends soon after the signal. */
  give(labels: string, entries: readonly LokiEntry[], signal: AbortSignal): Promise<Word>
  /** Absent where nobody can be asked. */
  readonly ask?: Ask
  /** Lets go of connections and files that are kept. */
  close(): void
  /** Something that the user should know beforehand. */
  readonly warning: string | undefined
}

/** Times that lines are given at once. */
export const MAX_PUSHES = 4
