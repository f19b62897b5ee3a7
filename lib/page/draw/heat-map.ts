// Cells in a grid, each with a colour and a sentence: ranks by node, or values by rank and step. Drawn on a canvas, for
// there may be thousands; who points at a cell, or walks over them by keys, is told its sentence.
import { element, say } from './element.ts'
import { colourOf } from './states.ts'

export interface HeatCell {
  readonly column: number
  readonly row: number
  /** Name of a colour of colours.css. */
  readonly colour: string
  /** 0 to 1: how much of the colour is seen; 1 where absent. */
  readonly strength?: number
  readonly text: string
}

export interface HeatLabel {
  readonly column: number
  readonly row: number
  readonly text: string
}

/** What is drawn, in cells from the top left. */
export interface HeatGrid {
  readonly rows: number
  /** Columns that fill the whole width, behind room for the labels; where absent cells are squares. */
  readonly spread?: { readonly columns: number; readonly labelPx: number }
  readonly cells: readonly HeatCell[]
  readonly labels: readonly HeatLabel[]
}

export interface HeatSetting {
  /** The drawing in one sentence. */
  readonly label: string
  /** Edge of a cell in pixels, the gap included; the least width of one where they fill the whole width. */
  readonly cellPx: number
  /** Height of a row where it is another one. */
  readonly rowPx?: number
  /** Lays the cells out, in at most so many columns. */
  readonly layout: (columns: number) => HeatGrid
}

export interface HeatMap {
  readonly node: HTMLElement
  /** Draws it anew: other cells, another width, another theme. */
  show(setting: HeatSetting): void
  redraw(): void
  /** Lets go of what it watches. */
  close(): void
}

const GAP_PX = 2
/** Cells up to this size have half of that between them. */
const SMALL_PX = 6
/** Height of a label, which is not cut off above the first row. */
const LABEL_PX = 12
const LABEL_FONT = '11px system-ui, sans-serif'

export function heatMap(): HeatMap {
  const canvas = element('canvas', { tabindex: 0, role: 'img' })
  // Only who asks is told: it speaks when a cell is pointed at.
  const readout = element('p', { class: 'told', role: 'status' })
  const node = element('div', { class: 'heat-map' }, canvas, readout)
  let setting: HeatSetting | undefined
  let grid: HeatGrid = { rows: 0, cells: [], labels: [] }
  let byPlace = new Map<string, number>()
  let chosen: number | undefined

  function redraw(): void {
    const width = node.clientWidth
    if (setting === undefined || width === 0) return
    const { cellPx } = setting
    grid = setting.layout(Math.max(1, Math.floor(width / cellPx)))
    byPlace = new Map(grid.cells.map(({ column, row }, index) => [`${column} ${row}`, index]))
    if (chosen !== undefined && chosen >= grid.cells.length) chosen = undefined
    paint(canvas, grid, { width, size: sizeOf(grid, setting, width), chosen })
    if (chosen !== undefined) say(readout, grid.cells[chosen]?.text ?? '')
  }
  function choose(index: number | undefined): void {
    if (index === undefined || index === chosen || setting === undefined) return
    chosen = index
    say(readout, grid.cells[index]?.text ?? '')
    const width = node.clientWidth
    paint(canvas, grid, { width, size: sizeOf(grid, setting, width), chosen })
  }
  const point = ({ offsetX, offsetY }: PointerEvent): void => {
    if (setting === undefined) return
    const { left, wide, high } = sizeOf(grid, setting, node.clientWidth)
    choose(byPlace.get(`${Math.floor((offsetX - left) / wide)} ${Math.floor(offsetY / high)}`))
  }
  // A finger points without moving.
  canvas.addEventListener('pointerdown', point)
  canvas.addEventListener('pointermove', point)
  canvas.addEventListener('keydown', event => {
    const next = stepOf(event.key, grid.cells, chosen)
    if (next === undefined) return
    event.preventDefault()
    choose(next)
  })
  const watching = new ResizeObserver(redraw)
  watching.observe(node)
  return {
    node,
    show(next) {
      setting = next
      canvas.setAttribute('aria-label', `${next.label}. Arrow keys go from cell to cell.`)
      redraw()
    },
    redraw,
    close: () => watching.disconnect(),
  }
}

/** Returns the cell that a key leads to; undefined where the key is none of ours. */
function stepOf(key: string, cells: readonly HeatCell[], at: number | undefined): number | undefined {
  const last = cells.length - 1
  if (last < 0) return undefined
  if (key === 'Home') return 0
  if (key === 'End') return last
  if (!key.startsWith('Arrow')) return undefined
  if (at === undefined) return 0
  if (key === 'ArrowLeft') return Math.max(0, at - 1)
  if (key === 'ArrowRight') return Math.min(last, at + 1)
  const { column, row } = cells[at] as HeatCell
  const isBelow = key === 'ArrowDown'
  const rows = cells
    .map((cell, index) => ({ ...cell, index }))
    .filter(cell => (isBelow ? cell.row > row : cell.row < row))
  const nearest = isBelow ? Math.min(...rows.map(cell => cell.row)) : Math.max(...rows.map(cell => cell.row))
  const inRow = rows.filter(cell => cell.row === nearest)
  inRow.sort((one, other) => Math.abs(one.column - column) - Math.abs(other.column - column))
  return inRow[0]?.index ?? at
}

/** Where the first cell begins, and how far it is to the next one. */
interface CellSize {
  readonly left: number
  readonly wide: number
  readonly high: number
}

function sizeOf({ spread }: HeatGrid, { cellPx, rowPx = cellPx }: HeatSetting, width: number): CellSize {
  if (spread === undefined) return { left: 0, wide: cellPx, high: rowPx }
  return { left: spread.labelPx, wide: (width - spread.labelPx) / Math.max(1, spread.columns), high: rowPx }
}

const gapOf = (edge: number): number => (edge <= SMALL_PX ? GAP_PX / 2 : GAP_PX)

interface Sheet {
  readonly width: number
  readonly size: CellSize
  readonly chosen: number | undefined
}

function paint(canvas: HTMLCanvasElement, { rows, cells, labels }: HeatGrid, { width, size, chosen }: Sheet): void {
  const { left, wide, high } = size
  const height = Math.max(1, rows * high)
  const scale = devicePixelRatio || 1
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  canvas.style.width = `${width}px`
  canvas.style.height = `${height}px`
  const brush = canvas.getContext('2d')
  if (brush === null) return
  brush.scale(scale, scale)
  const colours = new Map<string, string>()
  const colour = (name: string): string => {
    const known = colours.get(name) ?? colourOf(name)
    colours.set(name, known)
    return known
  }
  const [cellWidth, cellHeight] = [wide - gapOf(wide), high - gapOf(high)]
  const radius = Math.min(2, cellHeight / 4)
  for (const cell of cells) {
    brush.globalAlpha = cell.strength ?? 1
    brush.fillStyle = colour(cell.colour)
    brush.beginPath()
    brush.roundRect(left + cell.column * wide, cell.row * high, cellWidth, cellHeight, radius)
    brush.fill()
  }
  brush.globalAlpha = 1
  brush.fillStyle = colour('soft')
  brush.font = LABEL_FONT
  brush.textBaseline = 'middle'
  for (const { column, row, text } of labels)
    brush.fillText(text, column * wide, Math.max(LABEL_PX / 2, row * high + high / 2 - 1))
  const cell = chosen === undefined ? undefined : cells[chosen]
  if (cell === undefined) return
  brush.strokeStyle = colour('ink')
  brush.lineWidth = 2
  brush.strokeRect(left + cell.column * wide - 1, cell.row * high - 1, wide, high)
}
