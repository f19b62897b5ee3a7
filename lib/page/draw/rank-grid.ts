// Where the cells of ranks stand: those of a node side by side, nodes below each other while they are few, else as many
// beside each other as there is room for.
import type { HeatCell, HeatGrid, HeatLabel } from './heat-map.ts'

/** A rank as it is drawn. */
export interface RankCell {
  /** '' where it is not known. */
  readonly node: string
  readonly colour: string
  readonly strength?: number
  readonly text: string
}

/** Columns that the name of a node takes. */
const LABEL_COLUMNS = 6
const MOST_LABELLED = 24
/** Letters of a node's name that have room. */
const LABEL_LETTERS = 14

/** Lays ranks out, in their order, in at most so many columns. */
export function rankGrid(ranks: readonly RankCell[], columns: number): HeatGrid {
  const nodes = new Map<string, RankCell[]>()
  for (const rank of ranks) {
    const ofNode = nodes.get(rank.node) ?? []
    ofNode.push(rank)
    nodes.set(rank.node, ofNode)
  }
  const isLabelled = nodes.size <= MOST_LABELLED && columns > 2 * LABEL_COLUMNS && [...nodes.keys()].some(Boolean)
  return isLabelled ? inRows(nodes, columns) : inFlow(nodes, columns)
}

function inRows(nodes: ReadonlyMap<string, readonly RankCell[]>, columns: number): HeatGrid {
  const cells: HeatCell[] = []
  const labels: HeatLabel[] = []
  const width = columns - LABEL_COLUMNS
  let row = 0
  for (const [name, ranks] of nodes) {
    labels.push({ column: 0, row, text: shortName(name === '' ? 'no node' : name) })
    for (const [index, { colour, strength, text }] of ranks.entries())
      cells.push({
        column: LABEL_COLUMNS + (index % width),
        row: row + Math.floor(index / width),
        colour,
        ...(strength === undefined ? {} : { strength }),
        text,
      })
    row += Math.ceil(ranks.length / width)
  }
  return { rows: row, cells, labels }
}

/** Its end tells nodes apart: `gpu-cluster-a-0017` and `-0018`. */
const shortName = (name: string): string => (name.length <= LABEL_LETTERS ? name : `…${name.slice(1 - LABEL_LETTERS)}`)

function inFlow(nodes: ReadonlyMap<string, readonly RankCell[]>, columns: number): HeatGrid {
  const cells: HeatCell[] = []
  let column = 0
  let row = 0
  for (const ranks of nodes.values()) {
    // A node is not torn where it fits into a row, and a gap stands before the next.
    if (column > 0 && column + ranks.length > columns) {
      column = 0
      row++
    }
    for (const { colour, strength, text } of ranks) {
      if (column >= columns) {
        column = 0
        row++
      }
      cells.push({ column, row, colour, ...(strength === undefined ? {} : { strength }), text })
      column++
    }
    column++
  }
  return { rows: cells.length === 0 ? 0 : (cells.at(-1) as HeatCell).row + 1, cells, labels: [] }
}
