// The last training steps as a picture of text: one line per metric, one bar per step.
import { plainNumber, type StepRow, stepTime } from './step-table.ts'

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
/** In place of a bar: the step did not tell the metric, or the value was not finite. */
const UNTOLD = ' '
const NOT_FINITE = '×'

const PLOTTED = [
  { metric: 'step_time_ms', title: 'step time', format: stepTime },
  { metric: 'loss', title: 'loss', format: plainNumber },
] as const

/**
 * Returns a line for each metric that changes over at least three steps: bars from the oldest to the newest, and the
 * first and last value; '' for none. The lowest bar is the lowest value; times begin at 0.
 */
export function stepPlot(rows: readonly StepRow[]): string {
  return PLOTTED.flatMap(({ metric, title, format }) => {
    const values = rows.map(row => row.metrics?.[metric])
    const numbers = values.filter((value): value is number => typeof value === 'number')
    const isBroken = values.includes(null)
    if (values.length < 3 || numbers.length === 0 || (!isBroken && new Set(numbers).size < 2)) return []
    const least = metric === 'loss' ? Math.min(...numbers) : Math.min(0, ...numbers)
    const most = Math.max(...numbers)
    const bars = values.map(value => barOf(value, least, most)).join('')
    const ends = [numbers[0] as number, values.at(-1) === null ? null : (numbers.at(-1) as number)]
    return [`${title.padEnd(9)}  ${bars}  ${ends.map(end => (end === null ? 'nan' : format(end))).join(' to ')}`]
  }).join('\n')
}

function barOf(value: number | null | undefined, least: number, most: number): string {
  if (value === undefined) return UNTOLD
  if (value === null) return NOT_FINITE
  const share = most > least ? (value - least) / (most - least) : 1
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))] as string
}
