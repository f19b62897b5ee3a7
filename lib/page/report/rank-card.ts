// Which rank wrote when: a row per rank, time from left to right.
import type { RankMap, RankRow } from '../../report/data.ts'
import { dataTable } from '../draw/data-table.ts'
import { element } from '../draw/element.ts'
import { heatMap } from '../draw/heat-map.ts'
import { instant } from '../draw/time-axis.ts'
import { LEAST_CELL_PX, rankRows, rowHeight, SIGNS, worstOf } from './rank-rows.ts'
import { grouped } from './words.ts'

export interface RankCard {
  readonly node: HTMLElement
  redraw(): void
}

export function rankCard(map: RankMap, name: string): RankCard {
  const drawing = heatMap()
  const id = `ranks-${name}`
  const { ranks, left, from, bucketMs } = map
  const rowPx = rowHeight(ranks.length)
  const summary = `${grouped(ranks.length)} ranks${left > 0 ? `, ${grouped(left)} more not shown` : ''}`
  const to = from + (ranks[0]?.signs.length ?? 0) * bucketMs
  const time = `time from left to right: ${instant(from)} to ${instant(to)}`
  drawing.show({
    label: `${summary}: a row for each, ${time}`,
    cellPx: LEAST_CELL_PX,
    rowPx,
    layout: columns => rankRows(map, columns * LEAST_CELL_PX, rowPx),
  })
  const legend = Object.entries(SIGNS).filter(([sign]) => ranks.some(({ signs }) => signs.includes(sign)))
  return {
    redraw: drawing.redraw,
    node: element(
      'div',
      { class: 'part' },
      element(
        'div',
        { class: 'card-head' },
        element('h3', { id }, 'Ranks'),
        element('span', { class: 'soft' }, `${summary}, ${time}`),
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
        rows: ranks.map(rank => tableRow(rank, map)),
      })).node,
    ),
  }
}

const nameOf = (sign: string): string => (sign === '.' ? 'silent' : sign)

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
