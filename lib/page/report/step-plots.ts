// Step time and loss over time, with one zoom for both.
import type { StepPlot } from '../../report/data.ts'
import { amount, stepTime } from '../../view/words.ts'
import { element } from '../draw/element.ts'
import { type Plot, type PlotData, type PlotRange, plot } from '../draw/plot.ts'
import { instant } from '../draw/time-axis.ts'
import { grouped } from './words.ts'

export interface StepPlots {
  readonly node: HTMLElement
  redraw(): void
}

/** Undefined where no step was told. */
export function stepPlots(steps: StepPlot, name: string): StepPlots | undefined {
  const noteAt = (index: number): string => `step ${grouped(steps.step[index] ?? 0)}`
  const zoomed = (range: PlotRange | undefined): void => {
    for (const { drawing } of plots) drawing.zoom(range)
  }
  const make = (title: string, valueText: (value: number) => string, data: PlotData): readonly Made[] => {
    if (data.lines[0]?.values.some(value => value !== null) !== true) return []
    const setting = { title, placeName: 'time', isTime: true, placeText: instant, valueText, noteAt }
    return [{ drawing: plot({ ...setting, group: name, zoomed }), data }]
  }
  const places = steps.at
  const longest = { label: 'longest', values: steps.longestMs ?? [], colour: 'slow-fill', isFaint: true }
  const times = { label: 'step time', values: steps.stepMs, colour: 'accent-fill' }
  const plots: readonly Made[] = [
    ...make('Step time', stepTime, { places, lines: [times, ...(steps.longestMs === undefined ? [] : [longest])] }),
    ...make('Loss', value => amount(value), {
      places,
      lines: [{ label: 'loss', values: steps.loss, colour: 'healthy-fill' }],
    }),
  ]
  if (plots.length === 0) return undefined
  for (const { drawing, data } of plots) drawing.show(data)
  return {
    node: element('div', { class: 'plots part' }, ...plots.map(({ drawing }) => drawing.node)),
    redraw: () => {
      for (const { drawing } of plots) drawing.redraw()
    },
  }
}

interface Made {
  readonly drawing: Plot
  readonly data: PlotData
}
