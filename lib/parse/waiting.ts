// Entries that wait for the lines that belong to them, per source and writer, and the records that they become.
import { BOUNDS } from '../bounds.ts'
import { MAX_TEXT_DEPTH } from '../record/depth.ts'
import { type RecencyMap, recencyMap } from '../record/recency-map.ts'
import type { Millis } from '../record/time.ts'
import type { AnyRecord, LogRecord, NoticeRecord } from '../record/types.generated.ts'
import type { Form } from '../record/write.ts'
import type { Zone } from '../record/zone.ts'
import type { Began } from './attempts.ts'
import { isChildFailed, noteChildFailed } from './child-failed.ts'
import type { Held } from './held.ts'
import { isFinal, jobIdsIn, wordsOfId } from './job-id.ts'
import { jobIdsOf } from './job-labels.ts'
import { type Logged, recordOf, type Source } from './record-of-entry.ts'
import type { Instant } from './source-clock.ts'
import type { JobOfId } from './sources.ts'

/**
 * Entries that wait at the same time (one per writer of a source), and lines after which one that nobody continued
 * leaves.
 */
const MAX_HELD = BOUNDS['parse.waiting'].most
const MAX_LINES_BETWEEN = 4096

/**
 * How much later by its own clock a line must be to end an entry without a time of its own: the lines of such an entry,
 * a traceback of a rank say, stand among those of others.
 */
const UNTIMED_MS = 10_000

export interface Waiting {
  readonly zone: Zone
  readonly quietMs: Millis
  /** The name of the job with an id, of which a source is, and whether others have the name that it had. */
  jobOf(id: string, source: Source): JobOfId
  /** Oldest first: an entry that is continued moves to the end. */
  readonly held: RecencyMap<number | string, Held>
  /** The entry that began to wait last. */
  begun: Held | undefined
  /** Texts that were taken. A line may be several. */
  lineNumber: number
  /** Lines and records that the parser was given. */
  inputNumber: number
  /** Lines that no record holds, told at the end. */
  blankLines: number
  redraws: number
  deviceLines: number
  /** Lines of which a part was too deep to be kept but as text; the first is told at once. */
  deepLines: number
  /** Records that left since `startOutput`, and the form of each. */
  records: AnyRecord[]
  forms: (Form | undefined)[]
}

export function newWaiting(zone: Zone, quietMs: Millis, jobOf: Waiting['jobOf']): Waiting {
  return {
    zone,
    quietMs,
    jobOf,
    held: recencyMap(),
    begun: undefined,
    lineNumber: 0,
    inputNumber: 0,
    blankLines: 0,
    redraws: 0,
    deviceLines: 0,
    deepLines: 0,
    records: [],
    forms: [],
  }
}

/** Forgets the records that left before. */
export function startOutput(waiting: Waiting): void {
  waiting.records = []
  waiting.forms = []
}

/** Lets a record leave; `form` is that of its text as long as one line is all that it holds. */
export function emit(waiting: Waiting, logged: Logged, form: Form): void {
  const isWhole = logged.lines === undefined && !logged.truncated && logged.raw?.offset === undefined
  const record = recordOf(logged)
  if (logged.source.headLeft > 0) takeHead(waiting, logged.source, record)
  const began = logged.source.attempts.take(record)
  waiting.records.push(record)
  waiting.forms.push(isWhole ? form : 'log')
  if (began === undefined) return
  waiting.records.push(attemptNotice(record, began))
  waiting.forms.push(undefined)
}

/** A log whose head says the id of another job than was thought is of that job from there on. */
function takeHead(waiting: Waiting, source: Source, record: LogRecord): void {
  source.headLeft = record.step === undefined ? source.headLeft - 1 : 0
  // What a collector says of the line, it says of a step's, too.
  const ids = [...jobIdsOf(record.fields), ...(source.headLeft === 0 ? [] : jobIdsIn(record.message))]
  for (const id of ids) {
    if (!source.jobIds.includes(id)) takeJobId(waiting, source, record, id)
    if (!isFinal(id)) continue
    source.headLeft = 0
    return
  }
}

/** Ids of one source that are kept: one of each kind, where nobody plays with them. */
const MOST_IDS = 8

function takeJobId(waiting: Waiting, source: Source, record: LogRecord, id: string): void {
  if (source.jobIds.length >= MOST_IDS) return
  const { job } = source.defaults
  const { name, isShared } = waiting.jobOf(id, source)
  source.jobIds = [...source.jobIds, id]
  if (name === undefined || name === job || record.job !== job) return
  source.defaults = { ...source.defaults, job: name }
  record.job = name
  const { time, file } = record
  const message = `${file} is of the job ${name}: its head says ${wordsOfId(id)}`
  const replaces = isShared ? undefined : job
  const notice = { kind: 'notice', time, job: name, file, code: 'job_known', message, replaces, stage: 'parse' }
  waiting.records.push(notice as NoticeRecord)
  waiting.forms.push(undefined)
}

/** JSON leaves undefined out, as for log records. */
function attemptNotice({ time, job, run, node, file }: LogRecord, { attempt, why }: Began): NoticeRecord {
  const message = `attempt ${attempt} has started: ${why}`
  const origin = { time, job, run, attempt, node, file }
  return { kind: 'notice', ...origin, code: 'attempt_started', message, stage: 'parse' } as NoticeRecord
}

export function hold(waiting: Waiting, entry: Held): void {
  waiting.held.set(entry.key, entry)
  waiting.begun = entry
  if (waiting.held.size() > MAX_HELD) release(waiting, waiting.held.oldest() as Held)
}

export function release(waiting: Waiting, entry: Held): void {
  waiting.held.delete(entry.key)
  const { lines } = entry
  // A traceback that no logger announced.
  if (entry.block === 'exception' || entry.block === 'group') entry.entry.level ??= 'ERROR'
  if (lines !== undefined && isChildFailed(lines)) noteChildFailed(lines, entry.entry, waiting.zone)
  emit(waiting, entry, entry.form)
}

/** Lets go of what waited too long by log time or by lines; by wall time the deadline does. */
export function releaseStale(waiting: Waiting, instant: Instant | undefined): void {
  const { held, lineNumber, quietMs } = waiting
  for (let entry = held.oldest(); entry !== undefined; entry = held.oldest()) {
    const stale =
      lineNumber - entry.atLine > MAX_LINES_BETWEEN ||
      (instant?.from === 'line' && entry.instant !== undefined && isOver(entry, entry.instant, instant, quietMs))
    if (!stale) return
    release(waiting, entry)
  }
}

function isOver({ lastMillis }: Held, own: Instant, { millis }: Instant, quietMs: Millis): boolean {
  if (own.from === 'line') return own.millis + quietMs < millis
  return own.from === 'inferred' && Math.max(own.millis, lastMillis) + UNTIMED_MS < millis
}

/** Lets go of what waited too long by wall time. */
export function releaseDue(waiting: Waiting, now: Millis): void {
  const { held, quietMs } = waiting
  for (let entry = held.oldest(); entry !== undefined && entry.since + quietMs <= now; entry = held.oldest())
    release(waiting, entry)
}

export function releaseSource(waiting: Waiting, source: Source): void {
  for (const entry of waiting.held.values()) if (entry.source === source) release(waiting, entry)
}

/** Returns the number of the oldest line that an entry holds; undefined for none. */
export function oldestInput({ held }: Waiting): number | undefined {
  let oldest: number | undefined
  for (const { fromInput } of held.values()) if (oldest === undefined || fromInput < oldest) oldest = fromInput
  return oldest
}

/** Lets go of everything, and tells how many lines no record holds. */
export function releaseAll(waiting: Waiting): void {
  for (const entry of waiting.held.values()) release(waiting, entry)
  const { blankLines, redraws, deviceLines, deepLines } = waiting
  tell(waiting, 'blank_lines', blankLines, `${blankLines} blank lines were left out`)
  tell(waiting, 'progress_redraws', redraws, `${redraws} states of progress bars were drawn over and left out`)
  tell(waiting, 'device_lists', deviceLines, `${deviceLines} lines of a driver's lists of devices were left out`)
  if (deepLines > 1) tellTooDeep(waiting)
}

/** Counts a line of which a part was too deep, and tells the first. */
export function noteTooDeep(waiting: Waiting): void {
  if (++waiting.deepLines === 1) tellTooDeep(waiting)
}

function tellTooDeep(waiting: Waiting): void {
  const { deepLines } = waiting
  const message = `what is deeper than ${MAX_TEXT_DEPTH} objects and lists was kept as text; lines so far: ${deepLines}`
  tell(waiting, 'too_deep', deepLines, message)
}

function tell(waiting: Waiting, code: string, count: number, message: string): void {
  if (count === 0) return
  waiting.records.push({ kind: 'notice', code, message, count, stage: 'parse' })
  waiting.forms.push(undefined)
}
