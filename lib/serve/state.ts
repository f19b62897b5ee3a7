// The events so far -> what is known now. Every part is bounded.
import { BOUNDS } from '../bounds.ts'
import type { Millis } from '../record/time.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import type { Attribution, FileIdentity, FollowedTo, JudgedLog, Numbered, TrackedJob } from './events.ts'
import { copyOf, type History, newHistory, takeStep } from './history.ts'
import { type KeptRecord, keptRecord } from './kept-record.ts'
import { type Live, withRecord } from './live.ts'
import { RecordList } from './record-list.ts'

const MOST_JUDGED = BOUNDS['serve.judged'].most
const MOST_RECORDS = BOUNDS['serve.records'].most
const MOST_OF_A_JOB = BOUNDS['serve.recordsOfAJob'].most
/** Of those, what is told of the job as a whole: it outlasts lines of its log. */
const MOST_LASTING = 1000
const MOST_POINTS = BOUNDS['serve.points'].most
const MOST_RECENT = BOUNDS['serve.events'].most

export interface ServeState {
  /** Number of the next event. */
  next(): number
  /** Takes an event. One that is `old` is known from a snapshot: it is not among those that pages may have missed. */
  apply(numbered: Numbered, isOld?: boolean): void
  /** Forgets everything; the next event has that number. */
  reset(next: number): void
  job(number: number): TrackedJob | undefined
  jobOf(owner: string, path: string, name: string): TrackedJob | undefined
  /** In the order in which they became known. */
  jobs(): readonly TrackedJob[]
  /** When something of a job was last heard. */
  heardOf(job: TrackedJob): Millis
  /** The judgement of a log, whatever has become of the file since. */
  judged(path: string): JudgedLog | undefined
  judgedLogs(): readonly JudgedLog[]
  attribution(id: string): Attribution | undefined
  attributions(): readonly Attribution[]
  /** How a job is by its records; undefined where none came. */
  live(job: number): Live | undefined
  /** How far the log of a job was read; undefined where it was not followed. */
  followedTo(job: number): FollowedTo | undefined
  /** The steps of a job so far; undefined where none came. */
  history(job: number): History | undefined
  /** The newest records of a job, the oldest first. */
  records(job: number): readonly KeptRecord[]
  /** The events after a number; undefined where they are not all known any more. */
  since(number: number): readonly Numbered[] | undefined
  /** The fewest events that make a state like this one is now, whatever happens while they are taken. */
  snapshot(): Iterable<Numbered>
}

interface Tables {
  next: number
  readonly jobs: Map<number, TrackedJob>
  readonly byKey: Map<string, number>
  readonly heard: Map<number, Millis>
  readonly judged: Map<string, JudgedLog>
  readonly attributions: Map<string, Attribution>
  readonly records: Map<number, RecordList>
  readonly live: Map<number, Live>
  readonly histories: Map<number, History>
  readonly followed: Map<number, FollowedTo>
  /** Of all jobs together. */
  recordCount: number
  pointCount: number
  recent: Recent[]
}

/** An event as it was, or one whose record is kept. */
type Recent = Numbered | { readonly number: number; readonly job: number; readonly kept: KeptRecord }

const eventOf = (recent: Recent): Numbered => ('event' in recent ? recent : recordEvent(recent.job, recent.kept))
const recordEvent = (job: number, { number, at, record }: KeptRecord): Numbered => ({
  number,
  at,
  event: { is: 'record', job, record },
})

const keyOf = (owner: string, path: string, name: string): string =>
  JSON.stringify([owner, path, path === '' ? name : ''])

export function serveState(): ServeState {
  const tables: Tables = {
    next: 1,
    jobs: new Map(),
    byKey: new Map(),
    heard: new Map(),
    judged: new Map(),
    attributions: new Map(),
    records: new Map(),
    live: new Map(),
    histories: new Map(),
    followed: new Map(),
    recordCount: 0,
    pointCount: 0,
    recent: [],
  }
  const { jobs, byKey, heard, judged, attributions, records } = tables
  return {
    next: () => tables.next,
    apply: (numbered, isOld = false) => apply(tables, numbered, isOld),
    reset(next) {
      const { live, histories, followed } = tables
      for (const table of [jobs, byKey, heard, judged, attributions, records, live, histories, followed]) table.clear()
      Object.assign(tables, { next, recordCount: 0, pointCount: 0, recent: [] })
    },
    job: number => jobs.get(number),
    jobOf: (owner, path, name) => jobs.get(byKey.get(keyOf(owner, path, name)) ?? -1),
    jobs: () => [...jobs.values()],
    heardOf: job => heard.get(job.number) ?? job.createdMs,
    judged: path => judged.get(path),
    judgedLogs: () => [...judged.values()],
    attribution: id => attributions.get(id),
    attributions: () => [...attributions.values()],
    live: job => tables.live.get(job),
    followedTo: job => tables.followed.get(job),
    history: job => tables.histories.get(job),
    records: job => records.get(job)?.all() ?? [],
    since(number) {
      const first = tables.recent[0]?.number ?? tables.next
      // A number that was not given yet is of an event that a power cut took.
      return number + 1 < first || number >= tables.next
        ? undefined
        : tables.recent.filter(event => event.number > number).map(eventOf)
    },
    snapshot: () => snapshotOf(tables),
  }
}

function snapshotOf(tables: Tables): Iterable<Numbered> {
  const { jobs, heard, judged, attributions, followed, histories, records } = tables
  const small: readonly Numbered[] = [
    ...[...jobs.values()].map(
      (job): Numbered => ({
        number: job.number,
        at: heard.get(job.number) ?? job.createdMs,
        event: { is: 'job', job },
      }),
    ),
    ...[...judged.values()].map((log): Numbered => ({ number: 0, at: log.judgedMs, event: { is: 'judged', log } })),
    ...[...attributions.values()].map(
      (attribution): Numbered => ({ number: 0, at: attribution.createdMs, event: { is: 'opened', attribution } }),
    ),
    ...[...followed].map(([job, to]): Numbered => ({ number: 0, at: 0, event: { is: 'followed', job, to } })),
    // Before the records: those that are in it already are not taken again.
    ...[...histories].map(
      ([job, history]): Numbered => ({ number: 0, at: 0, event: { is: 'history', job, history: copyOf(history) } }),
    ),
  ]
  const kept = [...records].map(([job, theirs]) => [job, theirs.each()] as const)
  return (function* () {
    yield* small
    // Made one by one: to make all of them would hold everybody up.
    for (const [job, theirs] of kept) for (const each of theirs) yield recordEvent(job, each)
  })()
}

/** True where a file is still the one that was judged. */
export const isSameFile = (one: FileIdentity, other: FileIdentity): boolean =>
  one.device === other.device &&
  one.inode === other.inode &&
  one.size === other.size &&
  one.modifiedMs === other.modifiedMs

function apply(tables: Tables, numbered: Numbered, isOld: boolean): void {
  const { number, at, event } = numbered
  tables.next = Math.max(tables.next, number + 1)
  const kept = event.is === 'record' ? keptRecord(number, at, event.record) : undefined
  if (!isOld) tables.recent.push(event.is === 'record' && kept ? { number, job: event.job, kept } : numbered)
  if (tables.recent.length >= 2 * MOST_RECENT) tables.recent = tables.recent.slice(-MOST_RECENT)
  switch (event.is) {
    case 'job':
      tables.jobs.set(event.job.number, event.job)
      tables.byKey.set(keyOf(event.job.owner, event.job.path, event.job.jobId ?? ''), event.job.number)
      tables.heard.set(event.job.number, at)
      break
    case 'judged':
      setNewest(tables.judged, event.log.path, event.log, MOST_JUDGED)
      break
    case 'opened':
      tables.attributions.set(event.attribution.id, event.attribution)
      break
    case 'closed':
      tables.attributions.delete(event.id)
      break
    case 'record':
      keepRecord(tables, event.job, kept as KeptRecord, event.record)
      break
    case 'history':
      keepHistory(tables, event.job, event.history, event.history.points.length)
      break
    case 'followed':
      if (tables.jobs.has(event.job)) tables.followed.set(event.job, event.to)
      break
    case 'forgotten':
      forget(tables, event.job)
      break
  }
}

function setNewest<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key)
  map.set(key, value)
  if (map.size > most) map.delete(map.keys().next().value as string)
}

function keepRecord(tables: Tables, job: number, kept: KeptRecord, record: AnyRecord): void {
  if (!tables.jobs.has(job)) return
  tables.heard.set(job, kept.at)
  tables.live.set(job, withRecord(tables.live.get(job), record, kept.at))
  takeIntoHistory(tables, job, kept, record)
  const ofJob = tables.records.get(job) ?? new RecordList()
  // The job that was heard last stands last: the others give up theirs first.
  tables.records.delete(job)
  tables.records.set(job, ofJob)
  ofJob.push(kept)
  tables.recordCount++
  if (ofJob.length > MOST_OF_A_JOB) tables.recordCount -= dropOlder(ofJob)
  while (tables.recordCount > MOST_RECORDS) {
    const [oldest, theirs] = tables.records.entries().next().value as [number, RecordList]
    tables.records.delete(oldest)
    tables.recordCount -= theirs.length
  }
}

/** Drops the older half but for what is told of the job as a whole; returns how many went. */
function dropOlder(list: RecordList): number {
  const kept = list.all()
  const before = kept.length
  const older = kept.splice(0, kept.length - MOST_OF_A_JOB / 2)
  kept.unshift(...older.filter(({ head }) => head.isLasting).slice(-MOST_LASTING))
  list.replace(kept)
  return before - kept.length
}

/** The job that was heard last stands last: the others give up theirs first. */
function keepHistory(tables: Tables, job: number, history: History, grownBy: number): void {
  if (!tables.jobs.has(job)) return
  tables.pointCount += grownBy
  tables.histories.delete(job)
  tables.histories.set(job, history)
  while (tables.pointCount > MOST_POINTS) {
    const [oldest, theirs] = tables.histories.entries().next().value as [number, History]
    tables.histories.delete(oldest)
    tables.pointCount -= theirs.points.length
  }
}

function takeIntoHistory(tables: Tables, job: number, { number, at }: KeptRecord, record: AnyRecord): void {
  if (record.kind !== 'log' || record.step === undefined) return
  const history = tables.histories.get(job) ?? newHistory()
  const before = history.points.length
  takeStep(history, { record, number, at })
  keepHistory(tables, job, history, history.points.length - before)
}

function forget(tables: Tables, number: number): void {
  const job = tables.jobs.get(number)
  if (job === undefined) return
  tables.jobs.delete(number)
  tables.byKey.delete(keyOf(job.owner, job.path, job.jobId ?? ''))
  tables.heard.delete(number)
  tables.live.delete(number)
  tables.pointCount -= tables.histories.get(number)?.points.length ?? 0
  tables.histories.delete(number)
  tables.followed.delete(number)
  tables.recordCount -= tables.records.get(number)?.length ?? 0
  tables.records.delete(number)
}
