// The logs of one job -> what each of its attempts ended of, and when.
import { accessSync, constants } from 'node:fs'
import type { ClassifySettings } from '../../classify/settings.ts'
import type { AnyRecord, VerdictRecord } from '../../record/types.generated.ts'
import type { Zone } from '../../record/zone.ts'
import type { JudgedAttempt, JudgedJob, NearLine, Unread } from '../../why/judged.ts'
import { classifyFiles, type FilesReader } from '../classify/classify-files.ts'
import { type OpenFile, STANDARD_INPUT } from '../classify/open-log.ts'
import type { LinePosition } from '../model/read-contexts.ts'
import { type AttemptTimes, timesOfAttempts } from './attempt-times.ts'
import { addPiece, type Piece, readPieces } from './lines-near.ts'
import { readErrorOf } from './read-error.ts'
import { type Reading, startReading } from './reading.ts'

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
  const near = await nearOfAll(
    verdicts.map(({ verdict }) => verdict),
    settings,
  )
  const times = await timesOfAttempts(
    { files: ordered, times: reading.times, zone: settings.zone, open: settings.open },
    verdicts.map(({ end }) => end),
  )
  const attempts = verdicts.map(({ verdict }, index): JudgedAttempt => {
    const lines = near[index] as readonly NearLine[]
    return {
      verdict: withoutErrorLists(verdict),
      ...(times[index] as AttemptTimes),
      ...(lines.length === 0 ? {} : { near: lines }),
    }
  })
  return { attempts, records }
}

/** The lists of all error lines are for programs, and may be long. */
function withoutErrorLists(verdict: VerdictRecord): VerdictRecord {
  const { application_errors_full: _all, application_errors_unique: _unique, ...rest } = verdict
  return rest as VerdictRecord
}

/** Resolves to the lines around the cause of a verdict, where it stands in a file. */
export async function nearOf(verdict: VerdictRecord, near: number, open?: OpenFile): Promise<readonly NearLine[]> {
  return (await nearOfAll([verdict], { near, open }))[0] as readonly NearLine[]
}

/** Resolves to the lines around the cause of each verdict; each file is read once. */
async function nearOfAll(
  verdicts: readonly VerdictRecord[],
  { near, open }: { readonly near: number; readonly open?: OpenFile | undefined },
): Promise<readonly (readonly NearLine[])[]> {
  const found: (readonly NearLine[])[] = verdicts.map(() => [])
  const pieces = new Map<string, Piece[]>()
  for (const [index, { primary }] of verdicts.entries()) {
    const { file, line } = primary ?? {}
    if (near === 0 || file === undefined || line === undefined) continue
    addPiece(pieces, file, {
      from: Math.max(1, line - near),
      to: line + near,
      take(lines) {
        found[index] = lines
      },
    })
  }
  // It was readable a moment ago; what is shown around a verdict is not worth losing that.
  for (const [file, asked] of pieces) await readPieces(file, asked, open).catch(() => undefined)
  return found
}
