// The last training steps as curves: what of them is worth a plot, and its scale. Text and pictures are made of it.
import { plainNumber, type StepRow, stepTime } from './step-table.ts'

export interface StepCurve {
  readonly metric: PlottedMetric
  readonly title: string
  /** One per step, the oldest first; null: it was not finite, undefined: the step did not tell it. */
  readonly values: readonly (number | null | undefined)[]
  readonly least: number
  readonly most: number
  /** Numbers of the first and the last step. */
  readonly steps: readonly [first: number, last: number]
}

const PLOTTED = {
  step_time_ms: { title: 'step time', format: stepTime },
  loss: { title: 'loss', format: plainNumber },
} as const
type PlottedMetric = keyof typeof PLOTTED
const METRICS = Object.keys(PLOTTED) as readonly PlottedMetric[]

/** No plot has room for more. */
const MOST_STEPS = 200

/**
 * Returns a curve of the last steps for each metric that changes over at least three of them. The lowest value is the
 * lowest place; times begin at 0.
 */
export function stepCurves(all: readonly StepRow[]): readonly StepCurve[] {
  const rows = all.slice(-MOST_STEPS)
  const steps = [rows[0]?.step ?? 0, rows.at(-1)?.step ?? 0] as const
  return METRICS.flatMap(metric => {
    const values = rows.map(row => row.metrics?.[metric])
    const numbers = values.filter((value): value is number => typeof value === 'number')
    const isBroken = values.includes(null)
    if (values.length < 3 || numbers.length === 0 || (!isBroken && new Set(numbers).size < 2)) return []
    const least = metric === 'loss' ? Math.min(...numbers) : Math.min(0, ...numbers)
    return [{ metric, title: PLOTTED[metric].title, values, least, most: Math.max(...numbers), steps }]
  })
}

/** Returns a value of a curve in words. */
export const valueWords = ({ metric }: StepCurve, value: number | null): string =>
  value === null ? 'nan' : PLOTTED[metric].format(value)

/** Returns where a value lies between the lowest place, 0, and the highest, 1. */
export const placeOf = (value: number, { least, most }: Pick<StepCurve, 'least' | 'most'>): number =>
  most > least ? (value - least) / (most - least) : 1
