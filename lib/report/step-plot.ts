// The steps of all attempts -> curves of so many places at most.
import type { AttemptHistory } from '../goodput/history.ts'
import type { StepPoint } from '../goodput/step-point.ts'
import type { StepPlot } from './data.ts'

interface PlotPoint {
  readonly at: number
  readonly step: number
  readonly stepMs: number | null
  readonly longestMs: number | null
  readonly loss: number | null
}

/** A place without values: curves end before it, and begin anew behind it. */
const gapAt = (at: number, step: number): PlotPoint => ({ at, step, stepMs: null, longestMs: null, loss: null })

/** Returns the curves; places stand for several steps each where there are more than `most`. */
export function stepPlotOf(attempts: readonly AttemptHistory[], most: number): StepPlot {
  const count = attempts.reduce((sum, { points }) => sum + points.length, 0)
  const size = Math.max(1, Math.ceil(count / most))
  const places: PlotPoint[] = []
  for (const { points } of attempts) {
    const last = places.at(-1)
    if (last !== undefined && points.length > 0) places.push(gapAt(last.at + 1, last.step))
    for (let from = 0; from < points.length; from += size) places.push(placeOf(points, from, from + size))
  }
  return {
    at: places.map(({ at }) => at),
    step: places.map(({ step }) => step),
    stepMs: places.map(({ stepMs }) => stepMs),
    ...(size === 1 ? {} : { longestMs: places.map(({ longestMs }) => longestMs) }),
    loss: places.map(({ loss }) => loss),
  }
}

function placeOf(points: readonly StepPoint[], from: number, to: number): PlotPoint {
  const chosen = points.slice(from, to)
  const last = chosen.at(-1) as StepPoint
  const times = chosen.flatMap((_, index) => stepMsOf(points, from + index) ?? [])
  const losses = chosen.flatMap(({ loss }) => loss ?? [])
  return {
    at: last.at,
    step: last.step,
    stepMs: meanOf(times),
    longestMs: times.length === 0 ? null : Math.max(...times),
    loss: meanOf(losses),
  }
}

/** What its line says; else the time since the line before, which a hang or a pause says nothing about. */
function stepMsOf(points: readonly StepPoint[], index: number): number | undefined {
  const point = points[index] as StepPoint
  const before = points[index - 1]
  if (point.stepTimeMs !== undefined) return point.stepTimeMs
  if (before === undefined || point.hung || point.pause !== undefined) return undefined
  return (point.at - before.at) / (point.step - before.step)
}

/** Numbers of five digits are as good as all. */
function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null
  return Number((values.reduce((sum, value) => sum + value, 0) / values.length).toPrecision(5))
}
