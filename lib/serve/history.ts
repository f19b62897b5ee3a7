// The steps of a job over its whole life, in few points: where there are too many, two become one.
import { BOUNDS } from '../bounds.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'

/** Some steps in a row. Of values that several reports gave it has the mean. */
export interface HistoryPoint {
  /** The last of its steps. */
  readonly step: number
  /** When that was reported. */
  readonly at: Millis
  /** How many steps it stands for. */
  readonly steps: number
  readonly stepTimeMs?: number
  /** The longest of its steps. */
  readonly longestMs?: number
  readonly loss?: number
  readonly throughput?: number
  /** How many reports the values are means of, each of its own. */
  readonly counts: readonly [stepTime: number, loss: number, throughput: number]
}

export interface History {
  points: readonly HistoryPoint[]
  /** Steps that a point stands for when it is full. */
  stepsOfAPoint: number
  /** Which quantity throughput is: a name among metrics; undefined before any is seen. */
  throughputName: string | undefined
  /** Number of the newest attempt; -1 before any is named. */
  attempt: number
  /** Number of the newest event in it. */
  through: number
}

const MOST_POINTS = BOUNDS['serve.pointsOfAJob'].most

/** Quantities of throughput, the most telling first. */
const THROUGHPUTS = [
  'tokens_per_second',
  'samples_per_second',
  'tokens_per_second_per_gpu',
  'tflops_per_gpu',
  'mfu_percent',
] as const

export const newHistory = (): History => ({
  points: [],
  stepsOfAPoint: 1,
  throughputName: undefined,
  attempt: -1,
  through: 0,
})

/** A line that came, with the number of its event. */
export interface Arrival {
  readonly record: LogRecord
  readonly number: number
  readonly at: Millis
}

/** Takes a line of the job. One that reports no step, or that was taken already, changes nothing. */
export function takeStep(history: History, { record, number, at }: Arrival): void {
  const { step, metrics = {}, attempt = history.attempt } = record
  if (step === undefined || number <= history.through) return
  // What an attempt that is over says late.
  if (attempt < history.attempt) return
  const isNewAttempt = attempt > history.attempt && history.attempt >= 0
  history.attempt = attempt
  const points = history.points as HistoryPoint[]
  const last = points.at(-1)
  history.through = number
  history.throughputName ??= THROUGHPUTS.find(each => typeof metrics[each] === 'number')
  const name = history.throughputName
  const when = Math.max(last?.at ?? 0, timeOf(record) ?? at)
  const values = [metrics['step_time_ms'], metrics['loss'], name === undefined ? undefined : metrics[name]]
  const reported = pointOf(step, when, values)
  // A rank that is behind does not take the job back; a new attempt does, and one that begins far before.
  const beginsAnew = last === undefined || isNewAttempt || step < last.step / 2
  if (beginsAnew) points.push(reported)
  else if (step <= last.step) addToStep(points, reported)
  else if (last.steps < history.stepsOfAPoint) points[points.length - 1] = merged(last, reported)
  else points.push(reported)
  if (points.length <= MOST_POINTS) return
  history.points = halved(points)
  history.stepsOfAPoint *= 2
}

/** A history as it is now, whatever steps come later. */
export const copyOf = (history: History): History => ({ ...history, points: [...history.points] })

/** How many points ranks may be behind each other. */
const LOOK_BACK = 64

/** Adds what a further rank reports of a step to the point that stands for it. */
function addToStep(points: HistoryPoint[], reported: HistoryPoint): void {
  for (let index = points.length - 1; index >= Math.max(0, points.length - LOOK_BACK); index--) {
    const point = points[index] as HistoryPoint
    // Before it lies an attempt that is over, or a hole.
    if (point.step < reported.step) return
    if (point.step - point.steps >= reported.step) continue
    points[index] = merged(point, { ...reported, step: point.step, at: point.at, steps: 0 })
    return
  }
}

const timeOf = ({ time }: LogRecord): Millis | undefined => (time === undefined ? undefined : parseTime(time))

function pointOf(step: number, at: Millis, values: readonly (number | null | undefined)[]): HistoryPoint {
  const [stepTimeMs, loss, throughput] = values
  const known = <Name extends string>(name: Name, value: number | null | undefined): { [key in Name]?: number } =>
    typeof value === 'number' ? ({ [name]: value } as { [key in Name]?: number }) : {}
  const count = (value: number | null | undefined): number => (typeof value === 'number' ? 1 : 0)
  return {
    step,
    at,
    steps: 1,
    ...known('stepTimeMs', stepTimeMs),
    ...known('longestMs', stepTimeMs),
    ...known('loss', loss),
    ...known('throughput', throughput),
    counts: [count(stepTimeMs), count(loss), count(throughput)],
  }
}

const NAMES = ['stepTimeMs', 'loss', 'throughput'] as const

/** Two points that follow each other as one. */
function merged(one: HistoryPoint, other: HistoryPoint): HistoryPoint {
  const means: { -readonly [name in (typeof NAMES)[number]]?: number } = {}
  for (const [index, name] of NAMES.entries()) {
    const [before, after] = [one[name], other[name]]
    const [few, more] = [one.counts[index] as number, other.counts[index] as number]
    const mean =
      before === undefined ? after : after === undefined ? before : (before * few + after * more) / (few + more)
    if (mean !== undefined) means[name] = mean
  }
  const longest = Math.max(one.longestMs ?? 0, other.longestMs ?? 0)
  return {
    step: other.step,
    at: other.at,
    steps: one.steps + other.steps,
    ...means,
    ...(one.longestMs === undefined && other.longestMs === undefined ? {} : { longestMs: longest }),
    counts: [0, 1, 2].map(index => (one.counts[index] as number) + (other.counts[index] as number)) as [
      number,
      number,
      number,
    ],
  }
}

function halved(points: readonly HistoryPoint[]): readonly HistoryPoint[] {
  const half: HistoryPoint[] = []
  for (let index = 0; index < points.length; index += 2) {
    const [one, other] = [points[index] as HistoryPoint, points[index + 1]]
    half.push(other === undefined ? one : merged(one, other))
  }
  return half
}
