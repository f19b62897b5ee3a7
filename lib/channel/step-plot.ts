// The last training steps as a picture of text: one line per metric, one bar per step.
import { placeOf, type StepCurve, stepCurves, valueWords } from './step-curve.ts'
import type { StepRow } from './step-table.ts'

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
/** In place of a bar: the step did not tell the metric, or the value was not finite. */
const UNTOLD = ' '
const NOT_FINITE = '×'

/**
 * Returns a line for each curve: bars from the oldest to the newest, the first and last value, and the highest where it
 * is neither; '' for none.
 */
export const stepPlot = (rows: readonly StepRow[]): string => stepCurves(rows).map(curveLine).join('\n')

/** Returns a curve as a line of text. */
export function curveLine(curve: StepCurve): string {
  const { title, values } = curve
  const numbers = values.filter((value): value is number => typeof value === 'number')
  const ends = [numbers[0] as number, values.at(-1) === null ? null : (numbers.at(-1) as number)]
  const highest = Math.max(...numbers)
  const peak = ends.every(end => end === null || end < highest) ? `, at most ${valueWords(curve, highest)}` : ''
  const bars = values.map(value => barOf(value, curve)).join('')
  return `${title.padEnd(9)}  ${bars}  ${ends.map(end => valueWords(curve, end)).join(' to ')}${peak}`
}

function barOf(value: number | null | undefined, curve: StepCurve): string {
  if (value === undefined) return UNTOLD
  if (value === null) return NOT_FINITE
  return BARS[Math.min(BARS.length - 1, Math.floor(placeOf(value, curve) * BARS.length))] as string
}
