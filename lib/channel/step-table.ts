// The last training steps as a table for a person.
import type { AlertRecord } from '../record/types.generated.ts'

export type StepRow = NonNullable<AlertRecord['steps']>[number]

interface Column {
  readonly title: string
  readonly metric: string
  readonly format: (value: number) => string
}

export const plainNumber = (value: number): string => {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value)
  const size = Math.abs(value)
  return size !== 0 && (size < 0.001 || size >= 1e7) ? value.toExponential(3) : String(Number(value.toPrecision(5)))
}
export const stepTime = (millis: number): string =>
  millis < 10_000 ? `${plainNumber(Math.round(millis))} ms` : `${plainNumber(Math.round(millis / 100) / 10)} s`

/** In the order of what is looked at first. */
const COLUMNS: readonly Column[] = [
  { title: 'loss', metric: 'loss', format: plainNumber },
  { title: 'step time', metric: 'step_time_ms', format: stepTime },
  { title: 'TFLOP/s/GPU', metric: 'tflops_per_gpu', format: plainNumber },
  { title: 'tokens/s', metric: 'tokens_per_second', format: plainNumber },
  { title: 'tokens/s/GPU', metric: 'tokens_per_second_per_gpu', format: plainNumber },
  { title: 'samples/s', metric: 'samples_per_second', format: plainNumber },
  { title: 'grad norm', metric: 'grad_norm', format: plainNumber },
  { title: 'lr', metric: 'learning_rate', format: plainNumber },
  { title: 'skipped', metric: 'skipped_steps', format: plainNumber },
  { title: 'nan', metric: 'nan_steps', format: plainNumber },
]
const MAX_COLUMNS = 7

/**
 * Returns the rows under their titles, columns aligned, newest last; '' for none. A value that was not finite is `nan`.
 */
export function stepTable(rows: readonly StepRow[]): string {
  if (rows.length === 0) return ''
  const columns = COLUMNS.filter(({ metric }) => isTold(rows, metric)).slice(0, MAX_COLUMNS)
  const ranks = new Set(rows.map(row => row.rank))
  const cells = [
    [timeTitle(rows), 'step', ...(ranks.size > 1 ? ['rank'] : []), ...columns.map(column => column.title)],
    ...rows.map(row => [
      clockOf(row.time),
      String(row.step),
      ...(ranks.size > 1 ? [row.rank === undefined ? '' : String(row.rank)] : []),
      ...columns.map(column => {
        const value = row.metrics?.[column.metric]
        return value === undefined ? '' : value === null ? 'nan' : column.format(value)
      }),
    ]),
  ]
  const widths = (cells[0] as string[]).map((_, index) =>
    Math.max(...cells.map(line => (line[index] as string).length)),
  )
  return cells
    .map(line =>
      line
        .map((cell, index) => cell.padStart(widths[index] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Counters of what goes wrong say something only where they are not all 0. */
const COUNTERS: readonly string[] = ['skipped_steps', 'nan_steps']

const isTold = (rows: readonly StepRow[], metric: string): boolean =>
  rows.some(({ metrics }) => metrics?.[metric] !== undefined && (metrics[metric] !== 0 || !COUNTERS.includes(metric)))

/** Clocks of another zone than UTC are named. */
function timeTitle(rows: readonly StepRow[]): string {
  const [first, ...others] = new Set(rows.map(({ time }) => /[+-]\d\d:\d\d$/.exec(time ?? '')?.[0]))
  return first === undefined || others.length > 0 ? 'time' : `time ${first}`
}

/** The time of day, to the second: the date stands above. */
const clockOf = (time: string | undefined): string => /T(\d\d:\d\d:\d\d)/.exec(time ?? '')?.[1] ?? ''
