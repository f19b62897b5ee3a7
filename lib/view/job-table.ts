// Several jobs as rows of the screen.

import type { Millis } from '../record/time.ts'
import { type Column, fitColumns, GAP } from '../terminal/columns.ts'
import type { Tone } from '../terminal/style.ts'
import { type JobView, pace, timeLeft } from './job.ts'
import { titleOf, troubleWords } from './job-lines.ts'
import type { Line } from './line.ts'
import { rankList } from './ranks.ts'
import { amount, span, stepTime, toneOfState } from './words.ts'

interface JobColumn extends Omit<Column, 'natural'> {
  readonly title: string
  readonly align?: 'right'
  cell(job: JobView, now: Millis): string
  tone?(job: JobView): Tone
}

const fixed = { dropFirst: 0, growLast: 1 }
const COLUMNS: readonly JobColumn[] = [
  { title: 'job', least: 16, ...fixed, growLast: 3, cell: titleOf, tone: () => 'strong' },
  { title: 'state', least: 8, ...fixed, cell: ({ state }) => state, tone: ({ state }) => toneOfState(state) },
  { title: 'for', least: 9, ...fixed, dropFirst: 3, cell: ({ since }, now) => span(now - since) },
  {
    title: 'step',
    least: 6,
    ...fixed,
    align: 'right',
    cell: ({ step, totalSteps }) =>
      step === undefined ? '' : `${step}${totalSteps === undefined ? '' : `/${totalSteps}`}`,
  },
  {
    title: 'ends in',
    least: 8,
    ...fixed,
    dropFirst: 2,
    align: 'right',
    cell(job) {
      const left = timeLeft(job)
      return left === undefined ? '' : span(left)
    },
  },
  {
    title: 'step time',
    least: 8,
    ...fixed,
    dropFirst: 1,
    align: 'right',
    cell(job) {
      const time = job.metrics['step_time_ms'] ?? pace(job)
      return time === undefined ? '' : stepTime(time)
    },
  },
  {
    title: 'loss',
    least: 6,
    ...fixed,
    dropFirst: 1,
    align: 'right',
    cell: ({ metrics: { loss } }) => (typeof loss === 'number' ? amount(loss) : loss === null ? 'nan' : ''),
  },
  {
    title: 'ranks',
    least: 10,
    growLast: 2,
    dropFirst: 4,
    cell(job, now) {
      const [first, ...others] = rankList(job.ranks, now).filter(({ trouble }) => trouble !== undefined)
      if (first === undefined) return ''
      return `${troubleWords(first, now)}${others.length === 0 ? '' : ` and ${others.length} more`}`
    },
    tone: () => 'warning',
  },
]

/** Columns that mark which row is chosen. */
const MARK = 2

/** Returns the head and a row for each job; `chosen` is marked. */
export function jobTable(
  jobs: readonly JobView[],
  chosen: JobView | undefined,
  { width, now }: { readonly width: number; readonly now: Millis },
): { readonly head: Line; readonly rows: readonly Line[] } {
  const cells = jobs.map(job => COLUMNS.map(({ cell }) => cell(job, now)))
  const isUsed = COLUMNS.map((_, index) => cells.some(row => row[index] !== ''))
  const widths = fitColumns(
    COLUMNS.map((column, index) => ({
      ...column,
      natural: isUsed[index]
        ? Math.max(column.title.length, ...cells.map(row => [...(row[index] as string)].length))
        : 0,
    })),
    width - MARK,
  )
  const kept = [...COLUMNS.keys()].filter(index => isUsed[index] && (widths[index] as number) > 0)
  const line = (mark: string, spans: (index: number, column: JobColumn) => { text: string; tone?: Tone }): Line => [
    { text: mark, width: MARK },
    ...kept.flatMap((index, place) => {
      const column = COLUMNS[index] as JobColumn
      const gap = place === 0 ? [] : [{ text: '', width: GAP }]
      return [...gap, { ...spans(index, column), width: widths[index] as number, align: column.align ?? 'left' }]
    }),
  ]
  return {
    head: line('', (_, { title }) => ({ text: title, tone: 'quiet' })),
    rows: jobs.map((job, row) =>
      line(job === chosen ? '>' : '', (index, { tone }) => ({
        text: cells[row]?.[index] as string,
        ...(tone === undefined ? {} : { tone: tone(job) }),
      })),
    ),
  }
}
