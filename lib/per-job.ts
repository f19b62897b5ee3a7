// Two jobs are two: a stage that judges a job has one machine for each job of the stream.
import { BOUNDS } from './bounds.ts'
import { type RecencyMap, recencyMap } from './record/recency-map.ts'
import { formatTime, type Millis } from './record/time.ts'
import { type Timer, type TimerQueue, timerQueue } from './record/timers.ts'
import type { AnyRecord, NoticeRecord } from './record/types.generated.ts'
import type { Form } from './record/write.ts'
import { type InputEnding, type Machine, NONE } from './stage.ts'

type Of<Out> = Machine<AnyRecord | string, Out>

/** How the stage is to be divided. */
interface Division<Out> {
  /** The stage that says so where a job is forgotten. */
  readonly stage: string
  /** A machine for a job that is new. */
  readonly make: () => Of<Out>
  /** True where lines that name no job are evidence about all jobs, as a node's own log is. */
  readonly sharesUnnamed?: boolean
}

interface SavedJobs {
  /** The one silent longest first; '' is of records that name no job. */
  readonly jobs: readonly (readonly [string, unknown])[]
  readonly hasStarted: boolean
  readonly isFresh: boolean
  readonly forgotten: number
}

const MAX_JOBS = BOUNDS['jobs.known'].most
/** What these say of a job names the job: others name the file. */
const NAMED = new Set(['status', 'verdict', 'failure', 'notice'])

/**
 * Returns a machine that gives each record to the machine of its job: what it returns for the records of one job is
 * what it would return if there were no other. Notices that name no job go to all. Holds at most 256 machines.
 */
export function perJob<Out extends AnyRecord>(division: Division<Out>): Of<Out | NoticeRecord> {
  return new JobMachines(division)
}

/** A job's machine, and when it has to be called. */
interface JobMachine<Out> extends Timer {
  readonly name: string
  readonly machine: Of<Out>
}

class JobMachines<Out extends AnyRecord> implements Of<Out | NoticeRecord> {
  private readonly division: Division<Out>
  private readonly jobs: RecencyMap<string, JobMachine<Out>> = recencyMap()
  private readonly timers: TimerQueue<JobMachine<Out>> = timerQueue()
  /** The job of the last record: nearly every record is of the same. */
  private last: JobMachine<Out>
  /** True as long as the machine without a name has taken no line: the first job takes it over. */
  private isFresh = true
  private hasStarted = false
  private forgotten = 0
  /** Absent where the machines have none. */
  readonly save?: () => SavedJobs
  readonly restore?: (saved: unknown) => void

  constructor(division: Division<Out>) {
    this.division = division
    this.last = this.add('', division.make())
    if (this.last.machine.save !== undefined) {
      this.save = () => this.saved()
      this.restore = saved => this.takeUp(saved as SavedJobs)
    }
  }

  onStart(now: Millis): void {
    this.hasStarted = true
    for (const job of this.jobs.values()) {
      job.machine.onStart?.(now)
      this.look(job)
    }
  }

  onRecord(record: AnyRecord | string, now: Millis): readonly (Out | NoticeRecord)[] {
    if (typeof record === 'string') return NONE
    const { job: name = '' } = record
    if (name === '' && this.jobs.size() > 1 && this.isOfAll(record))
      return this.all(({ machine }) => machine.onRecord(record, now))
    const isNamed = name !== '' || !this.isOfAll(record)
    const told = isNamed && name !== this.last.name ? this.turnTo(name, now) : NONE
    if (isNamed && (name !== '' || record.kind === 'log')) this.isFresh = false
    const out = withName(this.last.name, this.last.machine.onRecord(record, now))
    this.look(this.last)
    return told.length === 0 ? out : [...told, ...out]
  }

  formOf(record: Out | NoticeRecord, index: number): Form | undefined {
    return this.last.machine.formOf?.(record as Out, index)
  }

  deadline(): Millis | undefined {
    return this.timers.earliest()
  }

  onDeadline(now: Millis): readonly Out[] {
    return this.all(({ machine }) => {
      const due = machine.deadline?.()
      return due === undefined || due > now ? NONE : (machine.onDeadline?.(now) ?? NONE)
    })
  }

  onEnd(now: Millis, ending: InputEnding): readonly (Out | NoticeRecord)[] {
    const out = this.all(({ machine }) => machine.onEnd?.(now, ending) ?? NONE)
    const { forgotten: count } = this
    return count > 1 ? [...out, { ...this.notice(`${count} jobs were forgotten.`, now), count }] : out
  }

  exitCode(): number {
    return Math.max(...this.jobs.values().map(({ machine }) => machine.exitCode?.() ?? 0))
  }

  /** True for what is said of no job, and so of all. */
  private isOfAll({ kind }: AnyRecord): boolean {
    return kind === 'notice' || (kind === 'log' && this.division.sharesUnnamed === true)
  }

  private add(name: string, machine: Of<Out>): JobMachine<Out> {
    const job = { name, machine, due: undefined, queuedFor: undefined }
    this.jobs.set(name, job)
    this.look(job)
    return job
  }

  private look(job: JobMachine<Out>): void {
    this.timers.set(job, job.machine.deadline?.())
  }

  /** Makes the machine of a job the one at hand; returns a notice where another job is forgotten for it. */
  private turnTo(name: string, now: Millis): readonly NoticeRecord[] {
    const { jobs, last } = this
    const known = jobs.get(name)
    if (known !== undefined) {
      jobs.set(name, known)
      this.last = known
      return NONE
    }
    if (this.isFresh) {
      this.timers.set(last, undefined)
      jobs.delete(last.name)
      this.last = this.add(name, last.machine)
      return NONE
    }
    const told = jobs.size() >= MAX_JOBS ? this.forgetOldest(now) : NONE
    const machine = this.division.make()
    if (this.hasStarted) machine.onStart?.(now)
    this.last = this.add(name, machine)
    return told
  }

  private forgetOldest(now: Millis): readonly NoticeRecord[] {
    this.timers.set(this.jobs.takeOldest() as JobMachine<Out>, undefined)
    this.forgotten++
    const message = `More than ${MAX_JOBS} jobs are judged; those silent longest are forgotten.`
    return this.forgotten === 1 ? [this.notice(message, now)] : NONE
  }

  private notice(message: string, now: Millis): NoticeRecord {
    const time = formatTime(now)
    const { stage } = this.division
    return { kind: 'notice', ...(time === undefined ? {} : { time }), code: 'jobs_forgotten', message, stage }
  }

  private all(act: (job: JobMachine<Out>) => readonly Out[]): readonly Out[] {
    const out: Out[] = []
    for (const job of this.jobs.values()) {
      out.push(...withName(job.name, act(job)))
      this.look(job)
    }
    return out.length === 0 ? NONE : out
  }

  private saved(): SavedJobs {
    const { hasStarted, isFresh, forgotten } = this
    const jobs = this.jobs.values().map(({ name, machine }) => [name, machine.save?.()] as const)
    return { jobs, hasStarted, isFresh, forgotten }
  }

  private takeUp({ jobs, ...known }: SavedJobs): void {
    this.timers.set(this.last, undefined)
    this.jobs.delete('')
    for (const [name, saved] of jobs) {
      const machine = this.division.make()
      if (saved !== undefined) machine.restore?.(saved)
      this.last = this.add(name, machine)
    }
    Object.assign(this, known)
  }
}

/** Puts the name of the job into what names neither a job nor a file. */
function withName<Out extends AnyRecord>(name: string, out: readonly Out[]): readonly Out[] {
  const lacks = (record: Out): boolean => record.job === undefined && NAMED.has(record.kind)
  if (name === '' || out.length === 0 || !out.some(lacks)) return out
  return out.map(record => {
    if (!lacks(record)) return record
    const { kind, time, ...rest } = record
    return { kind, ...(time === undefined ? {} : { time }), job: name, ...rest } as unknown as Out
  })
}
