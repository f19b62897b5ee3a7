// The ranks of a job as cells: the colour of their state, paler where they are behind.
import type { JobRanks, RankRow } from '../../serve/job-ranks.ts'
import { dataTable } from '../draw/data-table.ts'
import { element, say } from '../draw/element.ts'
import { heatMap } from '../draw/heat-map.ts'
import { type RankCell, rankGrid } from '../draw/rank-grid.ts'
import { lookOf } from '../draw/states.ts'
import { ago, grouped } from './words.ts'

export interface RanksCard {
  readonly node: HTMLElement
  show(ranks: JobRanks): void
  redraw(): void
  close(): void
}

const LARGE_PX = 18
const SMALL_PX = 11
/** From so many on cells are small. */
const MANY = 512

export function ranksCard(): RanksCard {
  const map = heatMap()
  const summary = element('span', { class: 'soft' })
  let shown: JobRanks = { ranks: [], forgotten: 0 }
  const table = dataTable('Ranks as a table', () => ({
    caption: 'Ranks, the worst first',
    heads: ['Rank', 'Node', 'State', 'Step', 'Heard', 'Last line'],
    rows: shown.ranks.map(rank => [
      rank.name,
      rank.node ?? '',
      wordOf(rank),
      rank.step === null ? '' : grouped(rank.step),
      ago(rank.heard_at),
      rank.last_line,
    ]),
  }))
  const node = element(
    'section',
    { class: 'card', 'aria-labelledby': 'ranks-title', hidden: true },
    element('div', { class: 'card-head' }, element('h2', { id: 'ranks-title' }, 'Ranks'), summary),
    map.node,
    table.node,
  )
  return {
    node,
    show(next) {
      shown = next
      node.hidden = next.ranks.length < 2
      if (node.hidden) return
      const words = summaryOf(next)
      say(summary, words)
      const cells = cellsOf(next.ranks)
      map.show({
        label: `${grouped(next.ranks.length)} ranks by node: ${words}`,
        cellPx: cells.length > MANY ? SMALL_PX : LARGE_PX,
        layout: columns => rankGrid(cells, columns),
      })
      table.changed()
    },
    redraw: map.redraw,
    close: map.close,
  }
}

const wordOf = ({ trouble, state }: RankRow): string => trouble ?? state ?? 'well'

function summaryOf({ ranks, forgotten }: JobRanks): string {
  const counts = new Map<string, number>()
  for (const rank of ranks) counts.set(wordOf(rank), (counts.get(wordOf(rank)) ?? 0) + 1)
  const parts = [...counts].map(([word, count]) => `${grouped(count)} ${word}`)
  return [...parts, ...(forgotten > 0 ? [`${grouped(forgotten)} not shown`] : [])].join(', ')
}

/** In the order of their numbers, those of a node together. */
function cellsOf(ranks: readonly RankRow[]): readonly RankCell[] {
  const foremost = Math.max(0, ...ranks.map(({ step }) => step ?? 0))
  const last = Math.min(foremost, ...ranks.map(({ step }) => step ?? foremost))
  const numberOf = ({ name }: RankRow): number => Number(/\d+/.exec(name)?.[0] ?? 0)
  return [...ranks]
    .sort((one, other) => numberOf(one) - numberOf(other))
    .map(rank => ({
      node: rank.node ?? '',
      colour: `${toneOf(rank)}-fill`,
      strength: strengthOf(rank, last, foremost),
      text: sentenceOf(rank),
    }))
}

/** A rank that is well and yet behind the others is pale; trouble is never. */
const strengthOf = ({ trouble, step }: RankRow, last: number, foremost: number): number =>
  trouble !== null || step === null || foremost === last ? 1 : 0.45 + (0.55 * (step - last)) / (foremost - last)

function toneOf({ trouble, state }: RankRow): string {
  if (trouble === 'silent') return 'hanging'
  if (trouble === 'behind') return 'slow'
  return trouble === null && state === null ? 'healthy' : lookOf(trouble ?? state).tone
}

function sentenceOf(rank: RankRow): string {
  const parts = [
    rank.name + (rank.node === null ? '' : ` on ${rank.node}`),
    `${wordOf(rank)}${rank.reason === '' ? '' : ` (${rank.reason})`}`,
    rank.step === null ? '' : `step ${grouped(rank.step)}`,
    rank.heard_at === null ? '' : `heard ${ago(rank.heard_at)}`,
  ]
  return parts.filter(part => part !== '').join(', ')
}
