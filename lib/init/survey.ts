// What a log holds that a job file can be made of: steps, numbers and how they spread, silences.
import { BOUNDS } from '../bounds.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { AnyRecord, LogRecord } from '../record/types.generated.ts'

/** How the values of a number spread. */
export interface Spread {
  readonly count: number
  readonly middle: number
  readonly least: number
  readonly most: number
}

export interface Survey {
  /** Lines and blocks of lines that are one entry. */
  readonly entries: number
  /** Name of the format that most steps came in; undefined where there are no steps. */
  readonly format: string | undefined
  readonly steps: number
  readonly lastStep: number | undefined
  readonly totalSteps: number | undefined
  /** Numbers of the steps by their names. */
  readonly metrics: ReadonlyMap<string, Spread>
  /** Names of numbers that were nan or inf somewhere. */
  readonly nonFinite: readonly string[]
  readonly ranks: number
  /** Time between two lines with a step, by their times, or else by how long steps took; undefined without either. */
  readonly gapMs: Spread | undefined
  /** True where most steps are states of a bar that is drawn over: who watches sees each, the log holds the last. */
  readonly isRedrawn: boolean
  /** From the first line to the first step. */
  readonly firstStepMs: Millis | undefined
  /** True where some lines state their time. */
  readonly hasTimes: boolean
}

export interface Surveyor {
  take(record: AnyRecord): void
  result(): Survey
}

const { most: MAX_METRICS } = BOUNDS['init.metrics']
const { most: MAX_VALUES } = BOUNDS['init.values']

/** Returns what looks at the records of logmon-parse, one after the other. */
export function surveyor(): Surveyor {
  const values = new Map<string, number[]>()
  const formats = new Map<string, number>()
  const nonFinite = new Set<string>()
  const ranks = new Set<number>()
  const gaps: number[] = []
  const strides: number[] = []
  const seen = { entries: 0, steps: 0, redraws: 0, lastStep: -1, totalSteps: undefined as number | undefined }
  const times: { first?: Millis; firstStep?: Millis; lastStep?: Millis } = {}

  const keep = (name: string, value: number): void => {
    const list = values.get(name) ?? []
    if (list.length === 0 && values.size >= MAX_METRICS) return
    values.set(name, list)
    // The first ones are as good as any: what is learned is what is usual.
    if (list.length < MAX_VALUES) list.push(value)
  }
  const takeStep = (record: LogRecord, step: number, time: Millis | undefined): void => {
    seen.totalSteps = record.total_steps ?? seen.totalSteps
    for (const [name, value] of Object.entries(record.metrics ?? {})) if (value !== null) keep(name, value)
    for (const name of record.non_finite ?? []) nonFinite.add(name)
    // Ranks that report one step together are one.
    if (step === seen.lastStep || (step < seen.lastStep && step > seen.lastStep / 2)) return
    if (seen.lastStep >= 0 && step > seen.lastStep && strides.length < MAX_VALUES) strides.push(step - seen.lastStep)
    seen.steps++
    seen.lastStep = step
    formats.set(record.format ?? 'raw', (formats.get(record.format ?? 'raw') ?? 0) + 1)
    if (time === undefined) return
    times.firstStep ??= time
    if (times.lastStep !== undefined && time >= times.lastStep && gaps.length < MAX_VALUES)
      gaps.push(time - times.lastStep)
    times.lastStep = time
  }
  return {
    take(record) {
      if (record.kind === 'notice' && record.code === 'progress_redraws') seen.redraws = Number(record.count)
      if (record.kind !== 'log') return
      seen.entries++
      const rank = record.rank ?? record.local_rank
      if (rank !== undefined && ranks.size < MAX_VALUES) ranks.add(rank)
      const time = record.time_from === 'line' ? parseTime(record.time ?? '') : undefined
      if (time !== undefined) times.first ??= time
      if (record.step !== undefined) takeStep(record, record.step, time)
    },
    result() {
      const stepTimes = values.get('step_time_ms')
      const isRedrawn = stepTimes !== undefined && seen.redraws > seen.steps
      return {
        entries: seen.entries,
        format: [...formats].sort((one, other) => other[1] - one[1])[0]?.[0],
        steps: seen.steps,
        lastStep: seen.lastStep < 0 ? undefined : seen.lastStep,
        totalSteps: seen.totalSteps,
        metrics: new Map([...values].map(([name, list]) => [name, spreadOf(list)])),
        nonFinite: [...nonFinite],
        ranks: ranks.size,
        gapMs: isRedrawn ? spreadOf(stepTimes) : gaps.length === 0 ? gapBySteps(strides, stepTimes) : spreadOf(gaps),
        isRedrawn,
        firstStepMs:
          times.first === undefined || times.firstStep === undefined
            ? undefined
            : Math.max(0, times.firstStep - times.first),
        hasTimes: times.first !== undefined,
      }
    },
  }
}

/** Lines without times may still say how long a step took, and how many steps lie between two of them. */
function gapBySteps(strides: readonly number[], stepTimes: readonly number[] = []): Spread | undefined {
  if (strides.length === 0 || stepTimes.length === 0) return undefined
  const { middle } = spreadOf(strides)
  return spreadOf(stepTimes.map(time => time * middle))
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other)
  return {
    count: sorted.length,
    middle: sorted[Math.floor(sorted.length / 2)] as number,
    least: sorted[0] as number,
    most: sorted.at(-1) as number,
  }
}
