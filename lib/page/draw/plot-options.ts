// A plot in the words of uPlot.
import type uPlot from 'uplot'
import type { PlotData, PlotSetting } from './plot-data.ts'
import { colourOf } from './states.ts'
import { timeTicks } from './time-axis.ts'

const FONT = '11px system-ui, sans-serif'
const MOST_TICKS = 6
const TIME_AXIS: Pick<uPlot.Axis, 'splits' | 'values'> = {
  splits: (_chart, _axis, from, to) => timeTicks(from, to, MOST_TICKS).map(({ at }) => at),
  values: (chart, splits) => {
    const { min, max } = chart.scales['x'] as uPlot.Scale
    const labels = new Map(timeTicks(min ?? 0, max ?? 0, MOST_TICKS).map(({ at, label }) => [at, label]))
    return splits.map(at => labels.get(at) ?? '')
  },
}

export interface PlotSheet {
  readonly setting: PlotSetting
  readonly data: PlotData
  readonly size: { readonly width: number; readonly height: number }
  /** Told of the index of the place that is pointed at; null or undefined for none. */
  readonly pointed: (index: number | null | undefined) => void
}

/** Returns what uPlot is to draw, in the colours of the theme that holds now. */
export function plotOptions({ setting, data, size, pointed }: PlotSheet): uPlot.Options {
  const [ink, grid] = [colourOf('soft'), colourOf('grid')]
  const axis = { stroke: ink, font: FONT, grid: { stroke: grid, width: 1 }, ticks: { show: false } }
  return {
    ...size,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    scales: { x: { time: false } },
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { x: true, y: false, setScale: false },
      ...(setting.group === undefined ? {} : { sync: { key: setting.group } }),
    },
    axes: [
      {
        ...axis,
        size: 28,
        // Ticks of time stand at whole minutes and hours.
        ...(setting.isTime === true ? TIME_AXIS : { values: (_chart, splits) => splits.map(setting.placeText) }),
      },
      { ...axis, values: (_chart, splits) => splits.map(setting.axisText ?? setting.valueText), size: 64 },
    ],
    series: [
      {},
      ...data.lines.map(({ label, colour, isFaint }) => ({
        label,
        stroke: withStrength(colourOf(colour), isFaint === true ? 0.35 : 1),
        width: isFaint === true ? 1 : 1.75,
        spanGaps: true,
        points: { show: data.places.length < 3 },
      })),
    ],
    hooks: {
      setCursor: [chart => pointed(chart.cursor.idx)],
      setSelect: [
        chart => {
          const { left, width } = chart.select
          if (width < 4) return
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          setting.zoomed({ from: chart.posToVal(left, 'x'), to: chart.posToVal(left + width, 'x') })
        },
      ],
    },
  }
}

/** Colours are computed, and so of the form `rgb(1, 2, 3)`. */
const withStrength = (colour: string, strength: number): string =>
  colour.replace(/^rgb\((.*)\)$/, `rgba($1, ${strength})`)
