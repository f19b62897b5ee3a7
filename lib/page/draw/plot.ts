// Lines over steps or time that can be zoomed: uPlot, with what it lacks for keys, for who listens, and for themes.
import uPlot from 'uplot'
import { type DataTable, dataTable } from './data-table.ts'
import { element, say } from './element.ts'
import type { PlotData, PlotRange, PlotSetting } from './plot-data.ts'
import { plotOptions } from './plot-options.ts'

export type { PlotData, PlotLine, PlotRange, PlotSetting } from './plot-data.ts'

export interface Plot {
  readonly node: HTMLElement
  show(data: PlotData): void
  /** Shows a range of places; all where undefined. */
  zoom(range: PlotRange | undefined): void
  /** Draws it anew, in the colours of the theme that holds now. */
  redraw(): void
  close(): void
}

const HEIGHT_PX = 180
/** How much nearer a key brings. */
const ZOOM_STEP = 2

interface Drawing {
  readonly setting: PlotSetting
  readonly place: HTMLElement
  readonly readout: HTMLElement
  data: PlotData
  range: PlotRange | undefined
  chart: uPlot | undefined
}

export function plot(setting: PlotSetting): Plot {
  const readout = element('output', { class: 'told' })
  const place = element('div', {
    class: 'plot-place',
    tabindex: 0,
    role: 'application',
    'aria-roledescription': 'plot',
    'aria-label': `${setting.title}. Arrow keys read values, plus and minus zoom, 0 shows all.`,
  })
  const drawing: Drawing = {
    setting,
    place,
    readout,
    data: { places: [], lines: [] },
    range: undefined,
    chart: undefined,
  }
  const button = (sign: string, label: string, act: () => void): HTMLElement =>
    element('button', { type: 'button', class: 'tool', 'aria-label': label, title: label, onclick: act }, sign)
  const table = dataTable(`${setting.title} as a table`, () => tableOf(drawing))
  const node = element(
    'figure',
    { class: 'plot' },
    element(
      'figcaption',
      {},
      element('h3', {}, setting.title),
      readout,
      element(
        'span',
        { class: 'tools' },
        button('+', `${setting.title}: zoom in`, () => zoomBy(drawing, 1 / ZOOM_STEP)),
        button('−', `${setting.title}: zoom out`, () => zoomBy(drawing, ZOOM_STEP)),
        button('⤢', `${setting.title}: show all`, () => setting.zoomed(undefined)),
      ),
    ),
    place,
    table.node,
  )
  place.addEventListener('keydown', event => {
    if (act(drawing, event.key)) event.preventDefault()
  })
  const watching = new ResizeObserver(() => {
    if (drawing.chart === undefined) draw(drawing)
    else drawing.chart.setSize({ width: Math.max(1, place.clientWidth), height: HEIGHT_PX })
  })
  watching.observe(place)
  const again = (): void => {
    drawing.chart?.destroy()
    drawing.chart = undefined
    draw(drawing)
  }
  return {
    node,
    show(data) {
      const isAlike =
        data.lines.map(({ label }) => label).join() === drawing.data.lines.map(({ label }) => label).join()
      drawing.data = data
      if (drawing.chart === undefined || !isAlike) again()
      else {
        drawing.chart.setData(columnsOf(data), false)
        applyRange(drawing)
      }
      tellLast(drawing)
      table.changed()
    },
    zoom(range) {
      drawing.range = range
      applyRange(drawing)
    },
    redraw: again,
    close() {
      watching.disconnect()
      drawing.chart?.destroy()
    },
  }
}

const columnsOf = ({ places, lines }: PlotData): uPlot.AlignedData =>
  [[...places], ...lines.map(({ values }) => [...values])] as uPlot.AlignedData

function draw(drawing: Drawing): void {
  const { place, data } = drawing
  if (place.clientWidth === 0 || data.places.length === 0) return
  const { setting } = drawing
  const size = { width: place.clientWidth, height: HEIGHT_PX }
  const options = plotOptions({ setting, data, size, pointed: index => tell(drawing, index) })
  drawing.chart = new uPlot(options, columnsOf(data), place)
  applyRange(drawing)
}

const allOf = ({ places }: PlotData): PlotRange => ({ from: places[0] ?? 0, to: places.at(-1) ?? 1 })

function applyRange({ chart, range, data }: Drawing): void {
  const { from, to } = range ?? allOf(data)
  // A single place needs some room around it.
  chart?.setScale('x', to > from ? { min: from, max: to } : { min: from - 1, max: to + 1 })
}

function zoomBy(drawing: Drawing, factor: number): void {
  const { data, setting, chart } = drawing
  const whole = allOf(data)
  const { from, to } = drawing.range ?? whole
  const at = chart?.cursor.idx
  const middle = at === undefined || at === null ? (from + to) / 2 : (data.places[at] ?? (from + to) / 2)
  const half = ((to - from) * factor) / 2
  const range = { from: Math.max(whole.from, middle - half), to: Math.min(whole.to, middle + half) }
  setting.zoomed(range.from <= whole.from && range.to >= whole.to ? undefined : range)
}

/** Does what a key means; returns whether it means something. */
function act(drawing: Drawing, key: string): boolean {
  const { chart, data, setting } = drawing
  if (chart === undefined) return false
  if (key === '+' || key === '=') zoomBy(drawing, 1 / ZOOM_STEP)
  else if (key === '-') zoomBy(drawing, ZOOM_STEP)
  else if (key === '0') setting.zoomed(undefined)
  else if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const last = data.places.length - 1
    const at = chart.cursor.idx ?? (key === 'ArrowLeft' ? last + 1 : -1)
    const index = Math.min(last, Math.max(0, at + (key === 'ArrowLeft' ? -1 : 1)))
    chart.setCursor({ left: chart.valToPos(data.places[index] as number, 'x'), top: HEIGHT_PX / 3 })
  } else return false
  return true
}

/** Says what stands at a place: `step 120: 4.1 s`. */
function tell(drawing: Drawing, index: number | null | undefined): void {
  const { data, setting, readout } = drawing
  if (index === null || index === undefined) {
    tellLast(drawing)
    return
  }
  const place = data.places[index]
  if (place === undefined) return
  const values = data.lines.flatMap(({ label, values: all }, at) => {
    const value = all[index]
    if (value === null || value === undefined) return []
    return [at === 0 ? setting.valueText(value) : `${label} ${setting.valueText(value)}`]
  })
  const note = setting.noteAt?.(index) ?? ''
  const where =
    note === '' ? `${setting.placeName} ${setting.placeText(place)}` : `${setting.placeText(place)}, ${note}`
  say(readout, `${where}: ${values.join(', ') || 'no value'}`)
}

/** Where nobody points, the newest value is told. */
function tellLast({ data, setting, readout }: Drawing): void {
  const value = data.lines[0]?.values.findLast(each => each !== null)
  say(readout, value === undefined || value === null ? '' : setting.valueText(value))
}

function tableOf({ setting, data }: Drawing): DataTable {
  return {
    caption: setting.title,
    heads: [
      setting.placeName,
      ...(setting.noteAt === undefined ? [] : ['at']),
      ...data.lines.map(({ label }) => label),
    ],
    rows: data.places.map((place, index) => [
      setting.placeText(place),
      ...(setting.noteAt === undefined ? [] : [setting.noteAt(index)]),
      ...data.lines.map(({ values }) => {
        const value = values[index]
        return value === null || value === undefined ? '–' : setting.valueText(value)
      }),
    ]),
  }
}
