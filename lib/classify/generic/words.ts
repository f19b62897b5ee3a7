// Which words tell of a failure, and of which kind: counted over the samples of all rows.
import type { Category } from '../../signatures/categories.ts'
import type { Signature } from '../../signatures/signature.ts'

/** What the samples say about one word. */
export interface Word {
  /** How much more often it stands in samples of failures than in those of other lines: 0 to MAX_WEIGHT. */
  readonly weight: number
  /** The category of most samples that hold it, and the share of them that are of it; absent where none prevails. */
  readonly category?: Category
  readonly share?: number
}

export type WordIndex = Readonly<Record<string, Word>>

/** Weights are logarithms to the base 2; more than this is no surer. */
const MAX_WEIGHT = 4
/** A word of a single sample may be a name. */
const LEAST_SAMPLES = 2
/** From this share on a word speaks for one category. */
const PREVAILS = 0.5
const WORD = /[A-Za-z][a-z]{2,}|[A-Z]{3,}/g
const MAX_WORDS = 60

/** Returns the different words of a text in lower case; parts of compound names (`OutOfMemoryError`) are words too. */
export function wordsOf(text: string): readonly string[] {
  const words = new Set<string>()
  for (const [word] of text.matchAll(WORD)) {
    words.add(word.toLowerCase())
    if (words.size >= MAX_WORDS) break
  }
  return [...words]
}

/**
 * Returns what the samples of rows tell of their words; of rows that are no failures only that healthy lines use
 * them.
 */
export function indexWords(rows: readonly Signature[]): WordIndex {
  const counts = new Map<string, { failures: number; others: number; of: Map<Category, number> }>()
  let failures = 0
  let others = 0
  for (const row of rows) {
    const isFailure = row.role === 'initiator'
    // What symptoms and clean-up say is no evidence either way: they stand beside failures.
    if (!isFailure && !HEALTHY.has(row.role)) continue
    for (const sample of row.samples) {
      if (isFailure) failures++
      else others++
      for (const word of wordsOf(sample)) {
        const count = counts.get(word) ?? { failures: 0, others: 0, of: new Map() }
        counts.set(word, count)
        if (!isFailure) count.others++
        else {
          count.failures++
          count.of.set(row.category, (count.of.get(row.category) ?? 0) + 1)
        }
      }
    }
  }
  const index: Record<string, Word> = {}
  for (const [word, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (count.failures < LEAST_SAMPLES) continue
    const odds = Math.log2((count.failures + 0.5) / (failures + 1) / ((count.others + 0.5) / (others + 1)))
    if (odds <= 0) continue
    const [category, most] = [...count.of].reduce((best, next) => (next[1] > best[1] ? next : best))
    const share = most / count.failures
    index[word] = {
      weight: Math.round(10 * Math.min(MAX_WEIGHT, odds)) / 10,
      ...(share >= PREVAILS ? { category, share: Math.round(100 * share) / 100 } : {}),
    }
  }
  return index
}

const HEALTHY: ReadonlySet<string> = new Set(['noise', 'progress', 'checkpoint', 'finish', 'fact', 'attempt'])
