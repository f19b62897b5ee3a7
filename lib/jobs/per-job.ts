// Two jobs are two: a stage that judges a job has one machine for each job of the stream.
import { BOUNDS } from '../bounds.ts'
import { type RecencyMap, recencyMap } from '../record/recency-map.ts'
import { type SavedSuspension, suspends } from '../record/suspension.ts'
import { formatTime, type Millis, parseTime } from '../record/time.ts'
import { type TimerQueue, timerQueue } from '../record/timers.ts'
import type { AnyRecord, NoticeRecord } from '../record/types.generated.ts'
import type { Form } from '../record/write.ts'
import { type InputEnding, NONE } from '../stage.ts'
import { JobMachine, type Of } from './job-machine.ts'

/** How a stage is to be divided. */
interface Division<Out> {
  /** The stage that says so where a job is forgotten. */
  readonly stage: string
  /** A machine for a job that is new. */
  readonly make: () => Of<Out>
  /** True where lines that name no job are evidence about all jobs, as a node's own log is. */
  readonly sharesUnnamed?: boolean
}

interface SavedJobs extends SavedSuspension {
  /** The one silent longest first; '' is of records that name no job. */
  readonly jobs: readonly (Pick<JobMachine<AnyRecord>, 'name' | 'now' | 'hasStarted' | 'isWaiting'> & {
    readonly known?: unknown
  })[]
  readonly hasStarted: boolean
  readonly isFresh: boolean
  readonly forgotten: number
  readonly isOrdered: boolean
}

const MAX_JOBS = BOUNDS['jobs.known'].most
/** Logs that were written at one time come mixed, and a little out of order. */
const SLACK_MS = 60_000
/** Beyond that, two logs are of different days, and one's times say nothing of the other. */
const FAR_MS = 24 * 3_600_000

/**
 * Returns a machine that gives each record to the machine of its job: what it returns for the records of one job is
 * what it would return if there were no other. Notices that name no job go to all. Holds at most 256 machines.
 */
export function perJob<Out extends AnyRecord>(division: Division<Out>): Of<Out | NoticeRecord> {
  return new JobMachines(division)
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
  private isReplay = false
  /** Said last of all jobs, those that come later too: that nothing is judged for now. */
  private suspension: NoticeRecord | undefined
  /**
   * In a replay: true as long as the records of all jobs come in the order of time. Then one job's records tell that
   * time passes for the others, too; where files are read one after the other, they do not.
   */
  private isOrdered = true
  /** Absent where the machines have none. */
  readonly save?: () => SavedJobs
  readonly restore?: (saved: unknown) => void

  constructor(division: Division<Out>) {
    this.division = division
    this.last = this.add('', division.make(), 0)
    if (this.last.machine.save !== undefined) {
      this.save = () => this.saved()
      this.restore = saved => this.takeUp(saved as SavedJobs)
    }
  }

  onClock(isReplay: boolean): void {
    this.isReplay = isReplay
    this.last.machine.onClock?.(isReplay)
  }

  onStart(now: Millis): void {
    this.hasStarted = true
    this.last.start(now)
    this.look(this.last)
  }

  /** What a job's machine has kept leaves ahead of that job's next record; a record of no job may be of any. */
  beforeRecord(record: AnyRecord | string, now: Millis): readonly Out[] {
    if (typeof record === 'string') return NONE
    const { last } = this
    const job = record.job === undefined || record.job === last.name ? last : this.jobs.get(record.job)
    const out = job?.before(record, this.hasClocks() ? (this.ownTime(record, now, job) ?? job.now) : now) ?? NONE
    if (out.length > 0) this.look(job as JobMachine<Out>)
    return out
  }

  onRecord(record: AnyRecord | string, now: Millis): readonly (Out | NoticeRecord)[] {
    if (typeof record === 'string') return NONE
    const { job: name = '' } = record
    const suspension = suspends(record)
    if (suspension !== undefined) this.suspension = suspension ? (record as NoticeRecord) : undefined
    if (name === '' && this.jobs.size() > 1 && this.isOfAll(record))
      return this.all(job => job.take(record, this.timeOf(job, now)))
    const isNamed = name !== '' || !this.isOfAll(record)
    const notices = isNamed && name !== this.last.name ? this.turnTo(name, now) : NONE
    if (isNamed && (name !== '' || record.kind === 'log')) this.isFresh = false
    if (record.kind === 'notice' && record.replaces !== undefined) this.leaveOut(record.replaces)
    const { last } = this
    const passed = this.hasClocks() ? this.moveClock(last, record, now) : NONE
    if (!this.hasClocks()) last.now = now
    const out = last.take(record, last.now)
    this.look(last)
    return notices.length === 0 && passed.length === 0 ? out : [...notices, ...passed, ...out]
  }

  formOf(record: Out | NoticeRecord, index: number): Form | undefined {
    return this.last.machine.formOf?.(record as Out, index)
  }

  /** In a replay of several jobs whose records come in no order each job's own records let its deadlines pass. */
  deadline(): Millis | undefined {
    return this.hasClocks() && !this.isOrdered ? undefined : this.timers.earliest()
  }

  onDeadline(now: Millis, until = now): readonly Out[] {
    return this.all(job => {
      if (!this.hasClocks() || until - job.now <= FAR_MS) return job.passDeadline(now)
      job.isWaiting = true
      return NONE
    })
  }

  onEnd(now: Millis, ending: InputEnding): readonly (Out | NoticeRecord)[] {
    const out = this.all(job => job.end(this.timeOf(job, now), ending))
    const { forgotten: count } = this
    return count > 1 ? [...out, { ...this.notice(`${count} jobs were forgotten.`, now), count }] : out
  }

  exitCode(): number {
    return Math.max(...this.jobs.values().map(({ machine }) => machine.exitCode?.() ?? 0))
  }

  /** True where each job goes by its own clock. */
  private hasClocks(): boolean {
    return this.isReplay && this.jobs.size() > 1
  }

  private timeOf(job: JobMachine<Out>, now: Millis): Millis {
    const isOwn = this.hasClocks() && (!this.isOrdered || now - job.now > FAR_MS)
    return isOwn ? job.now : Math.max(job.now, now)
  }

  /** What was due by the time of a record of the job. */
  private moveClock(job: JobMachine<Out>, record: AnyRecord, now: Millis): readonly Out[] {
    const at = this.ownTime(record, now, job)
    if (at === undefined) return NONE
    job.start(at)
    return job.goTo(at)
  }

  /**
   * When a record of a job was written, in a replay; undefined where it does not say. A time that the driver does not
   * believe is one where it is the first of its job, or goes on from that job's last.
   */
  private ownTime({ time }: AnyRecord, now: Millis, job: JobMachine<Out>): Millis | undefined {
    const at = time === undefined ? undefined : parseTime(time)
    if (at === undefined) return undefined
    if (at < now - SLACK_MS) this.isOrdered = false
    return at <= now || job.now === 0 || at - job.now < FAR_MS ? at : undefined
  }

  /** True for what is said of no job, and so of all. */
  private isOfAll({ kind }: AnyRecord): boolean {
    return kind === 'notice' || (kind === 'log' && this.division.sharesUnnamed === true)
  }

  private make(): Of<Out> {
    const machine = this.division.make()
    machine.onClock?.(this.isReplay)
    return machine
  }

  private add(name: string, machine: Of<Out>, now: Millis): JobMachine<Out> {
    const job = new JobMachine(name, machine, now)
    this.jobs.set(name, job)
    this.look(job)
    return job
  }

  private look(job: JobMachine<Out>): void {
    this.timers.set(job, job.deadline())
  }

  /** Makes the machine of a job the one at hand; returns what leaves where another job is forgotten for it. */
  private turnTo(name: string, now: Millis): readonly (Out | NoticeRecord)[] {
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
      const { hasStarted } = last
      this.last = Object.assign(this.add(name, last.machine, last.now), { hasStarted })
      return NONE
    }
    const notices = jobs.size() >= MAX_JOBS ? this.forgetOldest(now) : NONE
    this.last = this.add(name, this.make(), 0)
    if (this.suspension !== undefined) this.last.take(this.suspension, 0)
    // In a replay its first record with a time starts it.
    if (this.hasStarted && !this.isReplay) this.last.start(now)
    this.look(this.last)
    return notices
  }

  /** What was taken for a job of its own turns out to be of another: nothing is said of it any more. */
  private leaveOut(name: string): void {
    const job = this.jobs.get(name)
    if (job === undefined || job === this.last) return
    this.timers.drop(job)
    this.jobs.delete(name)
  }

  private forgetOldest(now: Millis): readonly (Out | NoticeRecord)[] {
    const oldest = this.jobs.takeOldest() as JobMachine<Out>
    this.timers.drop(oldest)
    this.forgotten++
    const forgottenNotice = this.notice(
      `More than ${MAX_JOBS} jobs are judged; those silent longest are forgotten.`,
      now,
    )
    // What waited for its next line waits no longer.
    const left = oldest.before(forgottenNotice, oldest.now)
    return this.forgotten === 1 ? [...left, forgottenNotice] : left
  }

  private notice(message: string, now: Millis): NoticeRecord {
    const time = formatTime(now)
    const { stage } = this.division
    return { kind: 'notice', ...(time === undefined ? {} : { time }), code: 'jobs_forgotten', message, stage }
  }

  private all(act: (job: JobMachine<Out>) => readonly Out[]): readonly Out[] {
    const out: Out[] = []
    for (const job of this.jobs.values()) {
      out.push(...act(job))
      this.look(job)
    }
    return out.length === 0 ? NONE : out
  }

  private saved(): SavedJobs {
    const { hasStarted, isFresh, forgotten, isOrdered, suspension } = this
    const jobs = this.jobs.values().map(({ name, now, hasStarted, isWaiting, machine }) => ({
      ...{ name, now, hasStarted, isWaiting },
      known: machine.save?.(),
    }))
    return { jobs, hasStarted, isFresh, forgotten, isOrdered, ...(suspension === undefined ? {} : { suspension }) }
  }

  private takeUp({ jobs, ...known }: SavedJobs): void {
    this.timers.set(this.last, undefined)
    this.jobs.delete('')
    for (const { name, now, hasStarted, isWaiting, known: saved } of jobs) {
      const machine = this.make()
      if (saved !== undefined) machine.restore?.(saved)
      this.last = Object.assign(this.add(name, machine, now), { hasStarted, isWaiting })
      this.look(this.last)
    }
    Object.assign(this, known)
  }
}
