// The logs of one job -> what each of its attempts ended of, and when.
import { accessSync, constants, statSync } from 'node:fs'
import type { ClassifySettings } from '../../classify/settings.ts'
import type { Millis } from '../../record/time.ts'
import type { AnyRecord, VerdictRecord } from '../../record/types.generated.ts'
import type { Zone } from '../../record/zone.ts'
import type { JudgedAttempt, JudgedJob, NearLine, Unread } from '../../why/judged.ts'
import { type Times, timesOf, toldOf } from '../../why/times.ts'
import { classifyFiles, type FilesReader } from '../classify/classify-files.ts'
import { isKernelLog } from '../classify/is-kernel-log.ts'
import { type OpenFile, STANDARD_INPUT } from '../classify/open-log.ts'
import type { LinePosition } from '../model/read-contexts.ts'
import { linesNear } from './lines-near.ts'
import { type LogEnds, logEnds } from './log-ends.ts'
import { readErrorOf } from './read-error.ts'

export interface JudgeSettings {
  readonly classify: ClassifySettings
  /** Zone of times that name none. */
  readonly zone: Zone
  /** True where the records of logmon-classify are asked for. */
  readonly wantsRecords: boolean
  /** Lines before and after a cause that are asked for. */
  readonly near: number
  /** True where several jobs are judged: each verdict then says whose it is. */
  readonly isOneOfSeveral: boolean
  /** Opens a log, where not every file may be read. */
  readonly open?: OpenFile
  /** Lines of how the job ended, which stand behind its logs; none where absent. */
  readonly outcome?: readonly string[]
}

/** Damaged files of a job that are left out one after the other; each makes its other files be read anew. */
const MOST_DAMAGED = 8
/** Lines around the end of an attempt in the middle of a file in which a time is looked for. */
const LINES_FOR_TIME = 40

/**
 * Resolves to what is known of a job; a log that cannot be read is named there, and the others are judged without it.
 * `progress` is called with the bytes that were read more.
 */
export async function judgeJob(
  files: readonly string[],
  settings: JudgeSettings,
  progress: (bytes: number) => void = () => undefined,
): Promise<JudgedJob> {
  const unread = files.flatMap(file => refusalOf(file))
  let readable = files.filter(file => !unread.some(each => each.file === file))
  for (let damaged = 0; readable.length > 0; damaged++) {
    const reading = startReading(settings.zone, progress)
    try {
      const judged = await judge(readable, settings, reading)
      return { ...judged, unread }
    } catch (error) {
      const file = reading.file()
      unread.push({ file: file ?? (readable[0] as string), reason: readErrorOf(error) })
      if (file === undefined || damaged === MOST_DAMAGED) break
      readable = readable.filter(other => other !== file)
    }
  }
  return { attempts: [], records: [], unread }
}

/** What is wrong with a file before it is read: one of hundreds must not make all others be read twice. */
function refusalOf(file: string): readonly Unread[] {
  if (file === STANDARD_INPUT) return []
  try {
    accessSync(file, constants.R_OK)
    return []
  } catch (error) {
    return [{ file, reason: readErrorOf(error) }]
  }
}

/** What is known of a log when it was read. */
interface LogTimes {
  readonly first?: Millis
  readonly last?: Millis
  /** The last step that its end tells. */
  readonly lastStep?: number
  readonly writtenAt: Millis
}

/** What goes by while files are read. */
interface Reading {
  /** In the order of reading; none for a file that was not read to its end. */
  readonly times: readonly LogTimes[]
  /** The file at hand; undefined before the first and after the last. */
  file(): string | undefined
  begin(files: readonly string[]): void
  chunk(bytes: Buffer): void
  next(): void
}

function startReading(zone: Zone, progress: (bytes: number) => void): Reading {
  const times: LogTimes[] = []
  const ends = logEnds()
  let files: readonly string[] = []
  return {
    times,
    file: () => files[times.length],
    begin(all) {
      files = all
    },
    chunk(bytes) {
      ends.add(bytes)
      progress(bytes.length)
    },
    next() {
      times.push(timesOfLog(files[times.length] as string, ends, zone))
      ends.reset()
    },
  }
}

/** The beginning of a log is only looked at where its end has times. */
function timesOfLog(file: string, ends: LogEnds, zone: Zone): LogTimes {
  const writtenAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
  const { times, lastStep } = toldOf(ends.tail(), zone, writtenAt)
  const told = { writtenAt, ...(lastStep === undefined ? {} : { lastStep }) }
  const last = times?.last
  if (last === undefined) return told
  for (const piece of ends.head()) {
    const first = timesOf(piece, zone, writtenAt)?.first
    if (first !== undefined) return { ...told, first, last }
  }
  return { ...told, last }
}

async function judge(
  files: readonly string[],
  settings: JudgeSettings,
  reading: Reading,
): Promise<Omit<JudgedJob, 'unread'>> {
  const records: AnyRecord[] = []
  const verdicts: { verdict: VerdictRecord; end: LinePosition }[] = []
  let ordered: readonly string[] = files
  const reader: FilesReader = {
    record: record => void (settings.wantsRecords && records.push(record)),
    place: end => verdict => void verdicts.push({ verdict, end }),
    begins: async all => {
      ordered = all
      reading.begin(all)
    },
    chunk: reading.chunk,
    ended: reading.next,
    isOneOfSeveral: settings.isOneOfSeveral,
    ...(settings.open === undefined ? {} : { open: settings.open }),
  }
  await classifyFiles(files, settings.classify, reader, { help: undefined, outcome: settings.outcome ?? [] })
  const attempts: JudgedAttempt[] = []
  let begin: LinePosition = { file: 0, line: 1 }
  for (const { verdict, end } of verdicts) {
    const near = settings.near > 0 ? await nearOf(verdict, settings.near, settings.open) : []
    attempts.push({
      verdict: withoutErrorLists(verdict),
      ...(await timesOfAttempt({ files: ordered, reading, zone: settings.zone, open: settings.open }, begin, end)),
      ...(near.length === 0 ? {} : { near }),
    })
    begin = end
  }
  return { attempts, records }
}

/** The lists of all error lines are for programs, and may be long. */
function withoutErrorLists(verdict: VerdictRecord): VerdictRecord {
  const { application_errors_full: _all, application_errors_unique: _unique, ...rest } = verdict
  return rest as VerdictRecord
}

/** Resolves to the lines around the cause of a verdict, where it stands in a file. */
export async function nearOf({ primary }: VerdictRecord, near: number, open?: OpenFile): Promise<readonly NearLine[]> {
  const { file, line } = primary ?? {}
  if (file === undefined || line === undefined) return []
  // It was readable a moment ago; what is shown around a verdict is not worth losing that.
  return linesNear(file, [{ from: Math.max(1, line - near), to: line + near }], open).catch(() => [])
}

interface Logs {
  readonly files: readonly string[]
  readonly reading: Reading
  readonly zone: Zone
  readonly open: OpenFile | undefined
}

/** When an attempt began and ended that stands between two places. */
async function timesOfAttempt(
  { files, reading, zone, open }: Logs,
  begin: LinePosition,
  end: LinePosition,
): Promise<Pick<JudgedAttempt, 'began' | 'ended' | 'endedFrom' | 'lastStep'>> {
  const began: Millis[] = []
  const ended: Millis[] = []
  const written: Millis[] = []
  let step: number | undefined
  for (let index = begin.file; index < files.length && index <= end.file; index++) {
    const file = files[index] as string
    const isCut = index === end.file
    if ((files.length > 1 && isKernelLog(file)) || (isCut && end.line === 1)) continue
    const { first, last, writtenAt, lastStep } = reading.times[index] as LogTimes
    const from =
      index === begin.file && begin.line > 1
        ? (await timesNear(file, begin.line, begin.line + LINES_FOR_TIME, { zone, writtenAt, open }))?.first
        : first
    const to = isCut
      ? (await timesNear(file, Math.max(1, end.line - LINES_FOR_TIME), end.line - 1, { zone, writtenAt, open }))?.last
      : last
    if (from !== undefined) began.push(from)
    if (to !== undefined) ended.push(to)
    if (isCut) continue
    written.push(writtenAt)
    if (lastStep !== undefined) step = Math.max(step ?? 0, lastStep)
  }
  const [first, last, touched] = [least(began), most(ended), most(written)]
  return {
    ...(first === undefined ? {} : { began: first }),
    ...(step === undefined ? {} : { lastStep: step }),
    ...(last !== undefined
      ? { ended: last, endedFrom: 'line' as const }
      : touched === undefined
        ? {}
        : { ended: touched, endedFrom: 'file' as const }),
  }
}

async function timesNear(
  file: string,
  from: number,
  to: number,
  { zone, writtenAt, open }: Pick<Logs, 'zone' | 'open'> & { readonly writtenAt: Millis },
): Promise<Times | undefined> {
  const lines = await linesNear(file, [{ from, to }], open)
  return timesOf(lines.map(({ text }) => text).join('\n'), zone, writtenAt)
}

const least = (times: readonly Millis[]): Millis | undefined =>
  times.reduce<Millis | undefined>((best, time) => (best === undefined || time < best ? time : best), undefined)
const most = (times: readonly Millis[]): Millis | undefined =>
  times.reduce<Millis | undefined>((best, time) => (best === undefined || time > best ? time : best), undefined)
