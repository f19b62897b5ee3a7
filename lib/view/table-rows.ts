// Records as rows of a table, for spreadsheets: steps with their numbers, and what happened.
import { parseTime } from '../record/time.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import { eventOf, jobOf, whoOf } from './events.ts'

/** Numbers of a step that have a column. */
const METRICS = [
  'step_time_ms',
  'loss',
  'val_loss',
  'learning_rate',
  'grad_norm',
  'tokens_per_second',
  'tokens_per_second_per_gpu',
  'samples_per_second',
  'tflops_per_gpu',
] as const

export const TABLE_HEAD: readonly string[] = [
  ...['time', 'job', 'attempt', 'rank', 'node', 'what', 'step', 'total_steps', 'epoch'],
  ...METRICS,
  'text',
]

type Cell = string | number

/** Returns the row of a record; undefined for one that is neither a step nor an event. */
export function tableRow(record: AnyRecord): readonly Cell[] | undefined {
  const isStep = record.kind === 'log' && record.step !== undefined
  const event = isStep ? undefined : eventOf(record, parseTime(record.time ?? '') ?? 0)
  if (!isStep && event === undefined) return undefined
  const { time = '', attempt = '', node = '' } = record
  const numbers: readonly Cell[] =
    record.kind === 'log'
      ? [record.step ?? '', record.total_steps ?? '', record.epoch ?? '', ...METRICS.map(name => metric(record, name))]
      : [record.kind === 'status' ? (record.step ?? '') : '', '', '', ...METRICS.map(() => '')]
  return [
    time,
    jobOf(record),
    attempt,
    whoOf(record),
    node,
    isStep ? 'step' : (event?.word ?? ''),
    ...numbers,
    event?.text ?? '',
  ]
}

/** What is not finite is told, too. */
function metric({ metrics, non_finite: odd = [] }: Extract<AnyRecord, { kind: 'log' }>, name: string): Cell {
  const value = metrics?.[name]
  return value ?? (odd.includes(name) ? 'nan' : '')
}
