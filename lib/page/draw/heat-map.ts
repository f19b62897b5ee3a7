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
  readonly cells: readonly HeatCell[]
  readonly labels: readonly HeatLabel[]
}

export interface HeatSetting {
  /** The drawing in one sentence. */
  readonly label: string
  /** Edge of a cell in pixels, the gap included. */
  readonly cellPx: number
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
    paint(canvas, grid, { width, cellPx, chosen })
    if (chosen !== undefined) say(readout, grid.cells[chosen]?.text ?? '')
  }
  function choose(index: number | undefined): void {
    if (index === undefined || index === chosen || setting === undefined) return
    chosen = index
    say(readout, grid.cells[index]?.text ?? '')
    paint(canvas, grid, { width: node.clientWidth, cellPx: setting.cellPx, chosen })
  }
  const point = ({ offsetX, offsetY }: PointerEvent): void => {
    if (setting === undefined) return
    const { cellPx } = setting
    choose(byPlace.get(`${Math.floor(offsetX / cellPx)} ${Math.floor(offsetY / cellPx)}`))
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

interface Sheet {
  readonly width: number
  readonly cellPx: number
  readonly chosen: number | undefined
}

function paint(canvas: HTMLCanvasElement, { rows, cells, labels }: HeatGrid, { width, cellPx, chosen }: Sheet): void {
  const height = Math.max(1, rows * cellPx)
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
  for (const cell of cells) {
    brush.globalAlpha = cell.strength ?? 1
    brush.fillStyle = colour(cell.colour)
    brush.beginPath()
    brush.roundRect(cell.column * cellPx, cell.row * cellPx, cellPx - GAP_PX, cellPx - GAP_PX, 2)
    brush.fill()
  }
  brush.globalAlpha = 1
  brush.fillStyle = colour('soft')
  brush.font = LABEL_FONT
  brush.textBaseline = 'middle'
  for (const { column, row, text } of labels) brush.fillText(text, column * cellPx, row * cellPx + cellPx / 2 - 1)
  const cell = chosen === undefined ? undefined : cells[chosen]
  if (cell === undefined) return
  brush.strokeStyle = colour('ink')
  brush.lineWidth = 2
  brush.strokeRect(cell.column * cellPx - 1, cell.row * cellPx - 1, cellPx, cellPx)
}
