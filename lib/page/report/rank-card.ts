// Which rank wrote when: a row per rank, time from left to right.
import { RANK_SIGNS, type RankMap, type RankRow } from '../../report/data.ts'
import { dataTable } from '../draw/data-table.ts'
import { element } from '../draw/element.ts'
import { type HeatCell, type HeatGrid, type HeatLabel, heatMap } from '../draw/heat-map.ts'
import { instant } from '../draw/time-axis.ts'
import { grouped } from './words.ts'

export interface RankCard {
  readonly node: HTMLElement
  redraw(): void
}

/** A sign's colour and strength, and what it is called. */
const SIGNS: Readonly<Record<string, { readonly colour: string; readonly strength: number; readonly words: string }>> =
  {
    '.': { colour: 'waiting-fill', strength: 0.25, words: 'silent' },
    w: { colour: 'healthy-fill', strength: 1, words: 'wrote' },
    E: { colour: 'faulted-fill', strength: 0.55, words: 'wrote an error' },
    S: { colour: 'slow-fill', strength: 1, words: 'SLOW' },
    H: { colour: 'hanging-fill', strength: 1, words: 'HANGING' },
    F: { colour: 'faulted-fill', strength: 1, words: 'FAULTED' },
  }

/** Edges of a cell, for so many ranks at most. */
const EDGES = [
  [48, 14],
  [192, 9],
  [Number.POSITIVE_INFINITY, 5],
] as const
/** Columns that the name of a rank takes where cells are large enough to have one. */
const LABEL_PX = 90
const LEAST_LABELLED_PX = 14

export function rankCard(map: RankMap, name: string): RankCard {
  const drawing = heatMap()
  const id = `ranks-${name}`
  const cellPx = EDGES.find(([most]) => map.ranks.length <= most)?.[1] ?? 5
  const summary = `${grouped(map.ranks.length)} ranks${map.left > 0 ? `, ${grouped(map.left)} more not shown` : ''}`
  drawing.show({
    label: `${summary}: a row for each, time from left to right`,
    cellPx,
    layout: columns => gridOf(map, columns, cellPx),
  })
  const legend = Object.entries(SIGNS).filter(([sign]) => map.ranks.some(({ signs }) => signs.includes(sign)))
  return {
    redraw: drawing.redraw,
    node: element(
      'div',
      { class: 'part' },
      element(
        'div',
        { class: 'card-head' },
        element('h3', { id }, 'Ranks'),
        element('span', { class: 'soft' }, summary),
      ),
      drawing.node,
      element(
        'ul',
        { class: 'legend plain' },
        ...legend.map(([sign, { words }]) =>
          element('li', {}, element('span', { class: `swatch sign-${nameOf(sign)}`, 'aria-hidden': 'true' }), words),
        ),
      ),
      dataTable('Ranks as a table', () => ({
        caption: 'Ranks',
        heads: ['Rank', 'Node', 'First line', 'Last line', 'Step', 'Worst'],
        rows: map.ranks.map(rank => tableRow(rank, map)),
      })).node,
    ),
  }
}

const nameOf = (sign: string): string => (sign === '.' ? 'silent' : sign)

/** The worst of so many buckets stands for all of them where there are more than columns. */
function gridOf({ ranks, from, bucketMs }: RankMap, columns: number, cellPx: number): HeatGrid {
  const labelled = cellPx >= LEAST_LABELLED_PX && columns * cellPx > 4 * LABEL_PX
  const first = labelled ? Math.ceil(LABEL_PX / cellPx) : 0
  const buckets = ranks[0]?.signs.length ?? 0
  const each = Math.max(1, Math.ceil(buckets / Math.max(1, columns - first)))
  const cells: HeatCell[] = []
  const labels: HeatLabel[] = []
  for (const [row, rank] of ranks.entries()) {
    if (labelled) labels.push({ column: 0, row, text: rank.name })
    for (let bucket = 0; bucket < buckets; bucket += each) {
      const sign = worstOf(rank.signs.slice(bucket, bucket + each))
      const { colour, strength, words } = SIGNS[sign] as (typeof SIGNS)[string]
      const where = `${rank.name}${rank.node === '' ? '' : ` of ${rank.node}`}`
      const text = `${where}, ${instant(from + bucket * bucketMs)}: ${words}`
      cells.push({ column: first + bucket / each, row, colour, strength, text })
    }
  }
  return { rows: ranks.length, cells, labels }
}

const worstOf = (signs: string): string =>
  [...signs].reduce((worst, sign) => (RANK_SIGNS.indexOf(sign) > RANK_SIGNS.indexOf(worst) ? sign : worst), '.')

function tableRow({ name, node, signs, step }: RankRow, { from, bucketMs }: RankMap): readonly string[] {
  const wrote = [...signs].map((_, index) => index).filter(index => signs.charAt(index) !== '.')
  const at = (index: number | undefined): string => (index === undefined ? '' : instant(from + index * bucketMs))
  return [
    name,
    node,
    at(wrote[0]),
    at(wrote.at(-1)),
    step === undefined ? '' : grouped(step),
    SIGNS[worstOf(signs)]?.words ?? '',
  ]
}
