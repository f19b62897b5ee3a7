// Step time, loss and throughput of a job over time, with one zoom for all.
import { amount, stepTime } from '../../view/words.ts'
import { element } from '../draw/element.ts'
import { type Plot, type PlotData, type PlotRange, plot } from '../draw/plot.ts'
import { instant } from '../draw/time-axis.ts'
import type { Steps } from './steps.ts'
import { grouped } from './words.ts'

export interface JobPlots {
  readonly node: HTMLElement
  show(steps: Steps): void
  zoom(range: PlotRange | undefined): void
  redraw(): void
  close(): void
}

const UNITS: Readonly<Record<string, string>> = {
  tokens_per_second: 'tokens/s',
  tokens_per_second_per_gpu: 'tokens/s per GPU',
  samples_per_second: 'samples/s',
  tflops_per_gpu: 'TFLOP/s per GPU',
  mfu_percent: '% MFU',
}

export function jobPlots(zoomed: (range: PlotRange | undefined) => void): JobPlots {
  let steps: Steps | undefined
  const noteAt = (index: number): string => {
    const step = steps?.step[index]
    return step === undefined ? '' : `step ${grouped(step)}`
  }
  const make = (title: string, valueText: (value: number) => string, axisText = valueText): Plot =>
    plot({
      title,
      placeName: 'time',
      isTime: true,
      placeText: instant,
      valueText,
      axisText,
      group: 'job',
      zoomed,
      noteAt,
    })
  const unit = (): string => UNITS[steps?.throughputName ?? ''] ?? ''
  const plots = {
    time: make('Step time', stepTime),
    loss: make('Loss', value => amount(value)),
    throughput: make(
      'Throughput',
      value => `${amount(value)} ${unit()}`.trim(),
      value => amount(value),
    ),
  }
  const node = element('section', { class: 'card plots', 'aria-labelledby': 'plots-title', hidden: true })
  node.append(
    element('h2', { id: 'plots-title', class: 'hidden' }, 'Training'),
    ...Object.values(plots).map(each => each.node),
  )
  return {
    node,
    show(next) {
      steps = next
      for (const [name, data] of Object.entries(dataOf(next)) as [keyof typeof plots, PlotData][]) {
        const hasValues = data.lines[0]?.values.some(value => value !== null) === true
        plots[name].node.hidden = !hasValues
        if (hasValues) plots[name].show(data)
      }
      node.hidden = Object.values(plots).every(each => each.node.hidden)
    },
    zoom: range => Object.values(plots).forEach(each => void each.zoom(range)),
    redraw: () => Object.values(plots).forEach(each => void each.redraw()),
    close: () => Object.values(plots).forEach(each => void each.close()),
  }
}

function dataOf(steps: Steps): Readonly<Record<'time' | 'loss' | 'throughput', PlotData>> {
  const places = steps.time
  const isMean = steps.longestMs.some((value, index) => value !== null && value !== steps.stepTimeMs[index])
  const longest = { label: 'longest', values: steps.longestMs, colour: 'slow-fill', isFaint: true }
  return {
    time: {
      places,
      lines: [{ label: 'step time', values: steps.stepTimeMs, colour: 'accent-fill' }, ...(isMean ? [longest] : [])],
    },
    loss: { places, lines: [{ label: 'loss', values: steps.loss, colour: 'healthy-fill' }] },
    throughput: { places, lines: [{ label: 'throughput', values: steps.throughput, colour: 'ended-fill' }] },
  }
}
