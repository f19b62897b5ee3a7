// Alerts folded by what they say, for a digest: one line for all that have a state, a reason and a job in common.
import { BOUNDS } from '../bounds.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { formatRanks } from './rank-list.ts'

/** Most different lines of a digest; beyond it alerts are only counted there. */
const MAX_LINES = BOUNDS['alert.digest'].most
/** Most ranks that one line names. */
const MAX_RANKS = BOUNDS['alert.digestRanks'].most

interface Fold {
  readonly example: string
  count: number
  readonly ranks: Set<number>
}

export interface Folds {
  /** Adds an alert, with the line that says it; false where there is no room to name it. */
  add(alert: AlertRecord, line: string): boolean
  /** How many had no line of their own. */
  unnamed(): number
  lines(): readonly string[]
  save(): SavedFolds
}

/** The same as plain JSON. */
export interface SavedFolds {
  readonly unnamed: number
  readonly folds: readonly (readonly [
    shape: string,
    fold: Pick<Fold, 'example' | 'count'> & { readonly ranks: readonly number[] },
  ])[]
}

/** `saved`: what another one has kept. */
export function foldAlerts(saved: SavedFolds = { unnamed: 0, folds: [] }): Folds {
  const folds = new Map<string, Fold>(
    saved.folds.map(([shape, fold]) => [shape, { ...fold, ranks: new Set(fold.ranks) }]),
  )
  let { unnamed } = saved
  return {
    add(alert, line) {
      const shape = `${alert.state} ${alert.labels?.['reason'] ?? ''} ${alert.job ?? ''}`
      let fold = folds.get(shape)
      if (fold === undefined && folds.size < MAX_LINES) {
        fold = { example: line, count: 0, ranks: new Set() }
        folds.set(shape, fold)
      }
      if (fold === undefined) {
        unnamed++
        return false
      }
      fold.count++
      if (alert.rank === undefined || fold.ranks.has(alert.rank)) return true
      if (fold.ranks.size >= MAX_RANKS) return false
      fold.ranks.add(alert.rank)
      return true
    },
    unnamed: () => unnamed,
    save: () => ({
      unnamed,
      folds: [...folds].map(([shape, fold]) => [shape, { ...fold, ranks: [...fold.ranks] }]),
    }),
    lines: () =>
      [...folds.values()].map(({ example, count, ranks }) => {
        const others =
          ranks.size > 1
            ? ` (${count} alerts, ranks ${formatRanks([...ranks])})`
            : count > 1
              ? ` (${count} alerts)`
              : ''
        return `${example}${others}`
      }),
  }
}
