// What is known of a source and of a line -> the record.
import type { Entry } from '../formats/format.ts'
import { parseTime } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'
import { wordOf } from '../record/word.ts'
import type { Attempts } from './attempts.ts'
import type { Learned } from './detect.ts'
import type { DeviceDumps } from './device-dump.ts'
import { type Given, putGiven } from './given.ts'
import type { Instant, SourceClock } from './source-clock.ts'

/** Fields that a source gives to every line of it that does not say otherwise. */
export type Defaults = Pick<
  LogRecord,
  'job' | 'run' | 'attempt' | 'node' | 'rank' | 'local_rank' | 'task' | 'stream' | 'file'
>

export interface Source {
  readonly id: number
  defaults: Defaults
  /** Records of its head that may still come; 0 where it is behind it, or where its job is named otherwise. */
  headLeft: number
  /** The ids of its job, which its path or its head says. */
  jobIds: readonly string[]
  readonly learned: Learned
  readonly clock: SourceClock
  readonly attempts: Attempts
  readonly dumps: DeviceDumps
}

type Progress = NonNullable<LogRecord['progress']>

/** One writer of a source: continuation lines are looked for under the same key. */
export function keyOf(source: Source, entry: Entry): number | string {
  if (entry.node !== undefined || entry.stream !== undefined || entry.fields !== undefined) {
    const { repeated: _, message_id: __, ...fields } = entry.fields ?? {}
    return `${source.id} ${entry.rank} ${entry.task} ${entry.local_rank} ${entry.node} ${entry.stream} ${Object.values(fields).map(wordOf).join(' ')}`
  }
  // Most writers are told apart by one number: each of the three kinds has a third of the numbers of its source.
  const writer =
    entry.rank !== undefined
      ? entry.rank * 3 + 1
      : entry.task !== undefined
        ? entry.task * 3 + 2
        : entry.local_rank !== undefined
          ? entry.local_rank * 3 + 3
          : 0
  return bareKeyOf(source) + writer
}

/** The key of lines that name no writer. */
export function bareKeyOf(source: Source): number {
  return source.id * 4_194_304
}

/** All that a record is made of. */
export interface Logged {
  readonly entry: Entry
  readonly source: Source
  readonly instant: Instant | undefined
  /** The record that the text came in, where it came in one. */
  readonly raw: LogRecord | undefined
  /** What a job file has read of it. */
  readonly given: Given | undefined
  /** The text where it has more than one line. */
  readonly lines: readonly string[] | undefined
  readonly lineCount: number
  readonly truncated: boolean
}

/**
 * Returns the record as one literal with all keys: records of one shape are what keeps every later stage, and JSON,
 * fast. JSON leaves undefined out. The keys are those of the form `log`, in its order.
 */
export function recordOf(logged: Logged): LogRecord {
  const { entry, source, instant, raw, given, lines, lineCount, truncated } = logged
  const { defaults } = source
  // A line that names its local rank or task but not its global rank must not borrow one.
  const named = entry.task !== undefined || entry.local_rank !== undefined
  const record = {
    kind: 'log',
    time: instant?.text,
    time_from: instant?.from,
    job: raw?.job ?? defaults.job,
    run: raw?.run ?? defaults.run,
    attempt: wholeOf(entry.attempt) ?? raw?.attempt ?? defaults.attempt,
    node: entry.node ?? raw?.node ?? defaults.node,
    rank: wholeOf(entry.rank) ?? (named ? undefined : (raw?.rank ?? defaults.rank)),
    local_rank: wholeOf(entry.local_rank) ?? raw?.local_rank ?? defaults.local_rank,
    task: wholeOf(entry.task) ?? raw?.task ?? defaults.task,
    stream: entry.stream ?? raw?.stream ?? defaults.stream,
    file: raw?.file ?? defaults.file,
    level: entry.level,
    logger: entry.logger,
    code: entry.code,
    format: entry.format ?? 'raw',
    step: wholeOf(entry.step),
    total_steps: wholeOf(entry.total_steps),
    epoch: Number.isFinite(entry.epoch) ? entry.epoch : undefined,
    metrics: entry.metrics,
    non_finite: entry.non_finite,
    progress: entry.progress === undefined ? undefined : finiteOf(entry.progress),
    message: lines === undefined ? (given?.message ?? entry.message) : lines.join('\n'),
    lines: lineCount > 1 ? lineCount : undefined,
    truncated: truncated ? true : undefined,
    offset: raw?.offset,
    fields: entry.fields,
  } as LogRecord
  return given === undefined ? record : putGiven(record, given)
}

/**
 * Formats take digits for a step or a rank however many there are. A number that a double cannot hold is none; the
 * message says it.
 */
function wholeOf(value: number | undefined): number | undefined {
  return Number.isSafeInteger(value) ? value : undefined
}

function finiteOf(progress: Progress): Progress {
  const { current, total, percent, elapsed_s: elapsed, remaining_s: remaining, rate } = progress
  for (const value of [current, total, percent, elapsed, remaining, rate])
    if (value !== undefined && !Number.isFinite(value))
      return Object.fromEntries(
        Object.entries(progress).filter(([, part]) => typeof part !== 'number' || Number.isFinite(part)),
      )
  return progress
}

/** The time that a source gave with the text, for lines that do not say their own. */
export function givenInstant(raw: LogRecord | undefined): Instant | undefined {
  if (raw?.time === undefined) return undefined
  const millis = parseTime(raw.time)
  return millis === undefined ? undefined : { millis, text: raw.time, from: raw.time_from ?? 'observed' }
}
