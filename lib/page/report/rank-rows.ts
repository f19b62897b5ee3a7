// Where the cells of ranks over time stand: a row for each rank, as wide as there is room.
import { RANK_SIGNS, type RankMap } from '../../report/data.ts'
import type { HeatCell, HeatGrid, HeatLabel } from '../draw/heat-map.ts'
import { instant } from '../draw/time-axis.ts'

/** A sign's colour and strength, and what it is called. */
export const SIGNS: Readonly<
  Record<string, { readonly colour: string; readonly strength: number; readonly words: string }>
> = {
  '.': { colour: 'waiting-fill', strength: 0.25, words: 'silent' },
  w: { colour: 'healthy-fill', strength: 1, words: 'wrote' },
  E: { colour: 'faulted-fill', strength: 0.55, words: 'wrote an error' },
  S: { colour: 'slow-fill', strength: 1, words: 'SLOW' },
  H: { colour: 'hanging-fill', strength: 1, words: 'HANGING' },
  F: { colour: 'faulted-fill', strength: 1, words: 'FAULTED' },
}

/** Heights of a row, for so many ranks at most: thousands fit on some screens, and eight are not lost on one. */
const HEIGHTS = [
  [48, 14],
  [192, 9],
  [Number.POSITIVE_INFINITY, 3],
] as const
export const LEAST_CELL_PX = 5
/** Room for the name of a rank, where there is several times as much. */
const LABEL_PX = 90
/** From one name to the next, where rows are lower than one. */
const LABELS_APART_PX = 28
const LEAST_LABELLED_PX = 14

export const rowHeight = (ranks: number): number => HEIGHTS.find(([most]) => ranks <= most)?.[1] ?? 3

/** The worst of so many buckets stands for all of them where there are more than columns. */
export function rankRows({ ranks, from, bucketMs }: RankMap, width: number, rowPx: number): HeatGrid {
  const labelPx = width > 4 * LABEL_PX ? LABEL_PX : 0
  const labelled = rowsPerLabel(rowPx)
  const buckets = ranks[0]?.signs.length ?? 0
  const each = Math.max(1, Math.ceil(buckets / Math.max(1, Math.floor((width - labelPx) / LEAST_CELL_PX))))
  const cells: HeatCell[] = []
  const labels: HeatLabel[] = []
  for (const [row, rank] of ranks.entries()) {
    if (labelPx > 0 && row % labelled === 0) labels.push({ column: 0, row, text: rank.name })
    for (let bucket = 0; bucket < buckets; bucket += each) {
      const sign = worstOf(rank.signs.slice(bucket, bucket + each))
      const { colour, strength, words } = SIGNS[sign] as (typeof SIGNS)[string]
      const where = `${rank.name}${rank.node === '' ? '' : ` of ${rank.node}`}`
      const text = `${where}, ${instant(from + bucket * bucketMs)}: ${words}`
      cells.push({ column: bucket / each, row, colour, strength, text })
    }
  }
  return { rows: ranks.length, cells, labels, spread: { columns: Math.ceil(buckets / each), labelPx } }
}

/** A power of two: the names that are left are those of whole nodes. */
function rowsPerLabel(rowPx: number): number {
  let rows = 1
  while (rowPx < LEAST_LABELLED_PX && rows * rowPx < LABELS_APART_PX) rows *= 2
  return rows
}

export const worstOf = (signs: string): string =>
  [...signs].reduce((worst, sign) => (RANK_SIGNS.indexOf(sign) > RANK_SIGNS.indexOf(worst) ? sign : worst), '.')
