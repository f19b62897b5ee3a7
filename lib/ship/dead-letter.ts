// Lines that were refused: each a line of JSON with its reason, from which it can be sent again.
import { isDeeper, MAX_DEPTH } from '../record/depth.ts'
import { type LokiEntry, partsOf } from './entry.ts'
import type { Labels } from './labels.ts'
import type { Reason } from './local-check.ts'

export interface DeadLetter {
  readonly refused: Reason
  /** What the server said, or what we found. */
  readonly why: string
  readonly labels: Labels
  /** Nanoseconds since the epoch, as decimal text; where a time is none, that text. */
  readonly stamp: string
  readonly line: string
  readonly metadata: Readonly<Record<string, string>>
}

/** Returns a letter as a line. */
export const letterText = (letter: DeadLetter): string => `${JSON.stringify(letter)}\n`

/** Returns lines of one stream as lines of JSON, which can be sent later as refused ones can. */
export const keptLines = (labels: Labels, entries: readonly Pick<LokiEntry, 'text'>[]): string =>
  entries.map(entry => `${JSON.stringify({ labels, ...partsOf(entry) })}\n`).join('')

/** Returns the letter that a line is, or undefined. */
export function readLetter(text: string): DeadLetter | undefined {
  let value: Partial<DeadLetter> | null
  try {
    if (isDeeper(text, MAX_DEPTH)) return undefined
    value = JSON.parse(text) as Partial<DeadLetter> | null
  } catch {
    return undefined // a line that was torn
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { labels, stamp, line, metadata = {} } = value
  if (typeof stamp !== 'string' || !/^\d{1,19}$/.test(stamp) || typeof line !== 'string') return undefined
  if (!areTexts(labels) || !areTexts(metadata)) return undefined
  return { refused: value.refused ?? 'refused', why: String(value.why ?? ''), labels, stamp, line, metadata }
}

const areTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null && Object.values(value).every(text => typeof text === 'string')
