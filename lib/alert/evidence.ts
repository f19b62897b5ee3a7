// What a person needs to judge an alert: the last training steps, the lines that matter, the ranks that are bad.

import { BOUNDS } from '../bounds.ts'
import type { StepRow } from '../channel/step-table.ts'
import { rankKey } from '../record/origin.ts'
import { type RecencyMap, recencyMap } from '../record/recency-map.ts'
import type { LogRecord, VerdictRecord } from '../record/types.generated.ts'
import { cleanText } from '../redact/clean-text.ts'
import { keyBlockRedactor } from '../redact/key-block.ts'
import type { BadState } from './bad-state.ts'
import type { NamedRanks } from './name-ranks.ts'

/** An error-level line, shown once however many ranks said it. */
export interface ErrorLine {
  readonly time: string | undefined
  readonly who: string
  readonly text: string
  readonly count: number
}

type CountedError = ErrorLine & { count: number }

interface BadRank {
  readonly state: BadState
  readonly rank: number | undefined
}
interface BadRanks {
  /** The one whose state changed longest ago first. */
  byKey: RecencyMap<string, BadRank>
  readonly inState: Record<BadState, number>
}

interface Row {
  readonly time: string | undefined
  readonly step: number
  readonly rank: number | undefined
  /** Metrics of records of the step, the first first: who spoke first keeps its values. At most MAX_WAITING. */
  readonly metrics: Metrics[]
  /** The line that told of it first. */
  readonly message: string
}
type Metrics = Readonly<Record<string, number | null>>
type StepLog = LogRecord & { readonly step: number; readonly metrics: Metrics }

/** What is known of one job. */
export interface Evidence {
  takeLog(log: LogRecord): void
  takeRank(record: { rank?: number } & Parameters<typeof rankKey>[0], state: BadState | undefined): void
  /** What classify says of the attempt; the last word counts. */
  takeVerdict(verdict: VerdictRecord): void
  verdict(): VerdictRecord | undefined
  forgetRanks(): void
  /** What was wrong is over: its lines and cause do not belong into the next alert. */
  forgetErrors(): void
  steps(): readonly StepRow[]
  /** Error-level lines, oldest first. */
  errors(): readonly ErrorLine[]
  /** True for the line of a step: what it says stands in the rows. */
  hasStepLine(message: string): boolean
  /** undefined where the last line is an error, or of a step: that stands above already. */
  lastLine(): ErrorLine | undefined
  /** The worst state that a rank is in; undefined where none is bad. */
  worst(): BadState | undefined
  ranksIn(state: BadState): NamedRanks
  countIn(state: BadState): number
  save(): SavedEvidence
  restore(saved: SavedEvidence): void
}

/** What is known of a job, as plain JSON. */
export interface SavedEvidence {
  readonly rows: readonly Row[]
  readonly errors: readonly (readonly [string, ErrorLine])[]
  readonly bad: readonly (readonly [string, BadRank])[]
  readonly last?: LogRecord
  readonly verdict?: VerdictRecord
  readonly keyBlocks: unknown
}

/** Worst first. */
const BAD_STATES: readonly BadState[] = ['FAULTED', 'HANGING', 'SLOW']

const MAX_STEPS = BOUNDS['alert.steps'].most
/**
 * Records of a step whose metrics are kept one by one: most steps are forgotten before anybody asks, and so are never
 * put together.
 */
const MAX_WAITING = 64
const MAX_ERRORS = BOUNDS['alert.errors'].most
/** Most characters of one entry: the head of a traceback and its last lines. */
const MAX_ENTRY = 2000
/** Most characters of the last line that are kept for another run. */
const MAX_KEPT = MAX_ENTRY * 16
/** So many characters of an error distinguish it from another. */
const SHAPE_LENGTH = 200
/** Most bad ranks that are remembered; the one that went bad longest ago is forgotten first. */
const MAX_RANKS = BOUNDS['alert.ranks'].most

export function gatherEvidence(): Evidence {
  const rows: Row[] = []
  const errors = new Map<string, CountedError>()
  const bad: BadRanks = { byKey: recencyMap(), inState: { SLOW: 0, HANGING: 0, FAULTED: 0 } }
  let last: LogRecord | undefined
  let verdict: VerdictRecord | undefined
  // A line of a private key says nothing of what it is: the lines before it do.
  const keyBlocks = keyBlockRedactor()
  return {
    takeLog(read) {
      const message = keyBlocks.redact(read.message)
      const log = message === read.message ? read : { ...read, message }
      last = log
      if (isStep(log)) takeStep(rows, log)
      if (isError(log)) takeError(errors, log)
    },
    takeRank(record, state) {
      const key = rankKey(record)
      forgetRank(bad, key)
      if (state !== undefined) addRank(bad, key, { state, rank: record.rank })
    },
    takeVerdict(newest) {
      verdict = newest
    },
    verdict: () => verdict,
    forgetErrors() {
      errors.clear()
      verdict = undefined
    },
    forgetRanks() {
      bad.byKey = recencyMap()
      for (const state of BAD_STATES) bad.inState[state] = 0
    },
    steps: () => rows.map(stepRow),
    errors: () => [...errors.values()],
    hasStepLine: message => rows.some(row => row.message === message),
    lastLine: () => (last === undefined || isError(last) || isStep(last) ? undefined : errorLine(last)),
    worst: () => BAD_STATES.find(state => bad.inState[state] > 0),
    ranksIn(state) {
      const inState = bad.byKey.entries().filter(([, rank]) => rank.state === state)
      const numbered = inState.flatMap(([, { rank }]) => rank ?? [])
      const keys = inState.flatMap(([key, { rank }]) => (rank === undefined ? key : []))
      return { numbered, keys, unnamed: 0 }
    },
    countIn: state => bad.inState[state],
    save: () => ({
      rows: rows.map(row => ({ ...row, metrics: [...row.metrics] })),
      errors: [...errors],
      bad: bad.byKey.entries(),
      ...(last === undefined ? {} : { last: { ...last, message: last.message.slice(0, MAX_KEPT) } }),
      ...(verdict === undefined ? {} : { verdict }),
      keyBlocks: keyBlocks.save(),
    }),
    restore(saved) {
      for (const row of saved.rows) rows.push({ ...row, metrics: [...row.metrics] })
      for (const [shape, error] of saved.errors) errors.set(shape, { ...error })
      for (const [key, rank] of saved.bad) addRank(bad, key, rank)
      ;({ last, verdict } = saved)
      keyBlocks.restore(saved.keyBlocks)
    },
  }
}

/** Ranks and lines of the same step share a row. */
function takeStep(rows: Row[], log: StepLog): void {
  const row = rowOf(rows, log.step)
  if (row !== undefined) {
    if (row.metrics.length >= MAX_WAITING) row.metrics.splice(0, MAX_WAITING, together(row.metrics))
    row.metrics.push(log.metrics)
    return
  }
  rows.push({ time: log.time, step: log.step, rank: log.rank, metrics: [log.metrics], message: log.message })
  if (rows.length > MAX_STEPS) rows.shift()
}

/** The newest row first: that is the one which most lines are of. */
function rowOf(rows: readonly Row[], step: number): Row | undefined {
  for (let index = rows.length - 1; index >= 0; index--) if (rows[index]?.step === step) return rows[index]
  return undefined
}

const stepRow = ({ time, step, rank, metrics }: Row): StepRow => ({
  ...(time === undefined ? {} : { time }),
  step,
  ...(rank === undefined ? {} : { rank }),
  metrics: together(metrics),
})

function takeError(errors: Map<string, CountedError>, log: LogRecord): void {
  // By shape, so that a flood of one error is counted without being looked at closely.
  const shape = log.message.slice(0, SHAPE_LENGTH).replace(/\d+/g, '#')
  const same = errors.get(shape)
  if (same !== undefined) {
    same.count++
    return
  }
  errors.set(shape, errorLine(log))
  // The first error is the likeliest cause: it stays while later ones are forgotten.
  if (errors.size > MAX_ERRORS) errors.delete([...errors.keys()][1] as string)
}

const errorLine = (log: LogRecord): CountedError => ({
  time: log.time,
  who: whoSaid(log),
  text: headAndTail(cleanText(log.message, MAX_ENTRY * 4)),
  count: 1,
})

function addRank(bad: BadRanks, key: string, rank: BadRank): void {
  bad.byKey.set(key, rank)
  bad.inState[rank.state]++
  if (bad.byKey.size() <= MAX_RANKS) return
  const oldest = bad.byKey.takeOldest()
  if (oldest !== undefined) bad.inState[oldest.state]--
}

function forgetRank({ byKey, inState }: BadRanks, key: string): void {
  const known = byKey.get(key)
  if (known === undefined) return
  inState[known.state]--
  byKey.delete(key)
}

/** Returns a fresh object of all that is named, each with its first value. */
function together([first, ...others]: readonly Metrics[]): Metrics {
  const known: Record<string, number | null> = { ...first }
  for (const metrics of others)
    for (const name in metrics) if (known[name] === undefined) known[name] = metrics[name] as number | null
  return known
}

const isStep = (log: LogRecord): log is StepLog => log.step !== undefined && log.metrics !== undefined

const isError = (log: LogRecord): boolean => log.level === 'ERROR' || log.level === 'CRITICAL'

/** A traceback says what went wrong in its last line. */
function headAndTail(text: string): string {
  if (text.length <= MAX_ENTRY) return text
  return `${text.slice(0, MAX_ENTRY / 2)}\n… ${text.length - MAX_ENTRY} characters left out …\n${text.slice(-MAX_ENTRY / 2)}`
}

function whoSaid(log: LogRecord): string {
  const who = rankKey(log)
  return cleanText(
    [who, log.node !== undefined && !who.includes(log.node) ? `on ${log.node}` : '']
      .filter(part => part !== '')
      .join(' '),
    200,
  )
}
