// What is known of each place that lines come from.
import { BOUNDS } from '../bounds.ts'
import { rankKey } from '../record/origin.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'
import type { Zone } from '../record/zone.ts'
import { type SavedAttempts, startAttempts } from './attempts.ts'
import { newLearned } from './detect.ts'
import { areOfTwoJobs, bareId, HEAD_RECORDS } from './job-id.ts'
import type { Defaults, Source } from './record-of-entry.ts'
import { type SavedClock, sourceClock } from './source-clock.ts'

export interface SourceSettings {
  readonly zone: Zone
  /** That of a source, where it has one of its own. */
  readonly zoneOf?: (file: string | undefined) => Zone | undefined
  readonly reference: Millis | undefined
  /** True where the user says what jobs are called: then no head of a log does. */
  readonly namesJobs?: boolean
  /** What is known of a source from its file name, flags and environment. */
  defaultsOf(file: string | undefined): Defaults
}

/** The day that a file's name says: `train-2026-03-04.log`, `run_20260304_0506.out`. */
function dateInName(file = ''): Millis | undefined {
  const match = /(?<!\d)(20\d\d)([-_]?)(\d\d)\2(\d\d)(?!\d)/.exec(file.slice(file.lastIndexOf('/') + 1))
  return match === null ? undefined : parseTime(`${match[1]}-${match[3]}-${match[4]}T00:00:00.000Z`)
}

const MAX_SOURCES = BOUNDS['parse.sources'].most

/** What tells sources apart that come in records. */
type Given = Pick<LogRecord, 'file' | 'node' | 'rank' | 'local_rank' | 'task' | 'stream'>

/** What is known of a source, as plain JSON. */
export interface SavedSource {
  /** Undefined for lines that came without a record. */
  readonly given?: Given | undefined
  readonly clock: SavedClock
  readonly attempts: SavedAttempts
  readonly head: Pick<Source, 'headLeft' | 'jobIds'> & { readonly job?: string | undefined }
}

/** What the job with an id is called. */
export interface JobOfId {
  readonly name: string | undefined
  /** True where other sources have the name that the source had. */
  readonly isShared: boolean
}

interface Sources {
  /** Returns the source of a line that came in a record (undefined: without one). */
  of(raw: LogRecord | undefined): Source
  /** The name of the job with an id: that of the first source that says it, where no other job has that name. */
  jobOf(id: string, source: Source): JobOfId
  /** Those that are known, the one met first first. */
  save(): readonly SavedSource[]
  /** Makes them known, and sets their clocks and attempts. */
  restore(saved: readonly SavedSource[]): void
}

/** At most 16,384 are kept; `forget` is called with the oldest before it is forgotten. */
export function sources(settings: SourceSettings, forget: (source: Source) => void): Sources {
  const known = new Map<string, Source>()
  const givenOf = new Map<string, Given>()
  let count = 0
  const of = (raw: LogRecord | undefined): Source => {
    const key = raw === undefined ? '' : (raw.file ?? `${raw.node ?? ''} ${rankKey(raw)} ${raw.stream ?? ''}`)
    let source = known.get(key)
    if (source !== undefined) return source
    if (known.size >= MAX_SOURCES) {
      const [oldest, forgotten] = known.entries().next().value as [string, Source]
      known.delete(oldest)
      givenOf.delete(oldest)
      forget(forgotten)
    }
    const defaults = settings.defaultsOf(raw?.file)
    const isNamed = settings.namesJobs === true || defaults.job === undefined || defaults.run !== undefined
    source = {
      id: count++,
      defaults,
      headLeft: isNamed ? 0 : HEAD_RECORDS,
      jobIds: defaults.run === undefined ? [] : [defaults.run],
      learned: newLearned(),
      clock: sourceClock(settings.zoneOf?.(raw?.file) ?? settings.zone, settings.reference ?? dateInName(raw?.file)),
      attempts: startAttempts(),
      dumps: new Set(),
    }
    known.set(key, source)
    if (raw !== undefined) givenOf.set(key, givenIn(raw))
    return source
  }
  return {
    of,
    jobOf(id, source) {
      const { job } = source.defaults
      const others = [...known.values()].filter(other => other !== source)
      const same = others.find(({ jobIds }) => jobIds.includes(id))
      const namesakes = others.filter(({ defaults }) => defaults.job === job)
      const isTaken = namesakes.some(({ jobIds }) => jobIds.some(other => areOfTwoJobs(id, other)))
      return { name: same?.defaults.job ?? (isTaken ? `${job} ${bareId(id)}` : job), isShared: namesakes.length > 0 }
    },
    save: () =>
      [...known].map(([key, { clock, attempts, defaults, headLeft, jobIds }]) => ({
        given: givenOf.get(key),
        clock: clock.save(),
        attempts: attempts.save(),
        head: { headLeft, jobIds, job: defaults.job },
      })),
    restore(saved) {
      for (const { given, clock, attempts, head } of saved) {
        const source = of(given === undefined ? undefined : { kind: 'log', message: '', ...given })
        source.clock.restore(clock)
        source.attempts.restore(attempts)
        const { job, headLeft, jobIds } = head
        Object.assign(source, { headLeft, jobIds })
        if (job !== undefined) source.defaults = { ...source.defaults, job }
      }
    },
  }
}

function givenIn({ file, node, rank, local_rank, task, stream }: LogRecord): Given {
  return JSON.parse(JSON.stringify({ file, node, rank, local_rank, task, stream })) as Given
}
