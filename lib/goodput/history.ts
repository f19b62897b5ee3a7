// The records of one job in the order of time -> its attempts: when each began and ended, its steps, where it hung.
import { BOUNDS } from '../bounds.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { AnyRecord, LogRecord, NoticeRecord } from '../record/types.generated.ts'
import { believer, type Doubt } from './believer.ts'
import {
  type Attempt,
  joinOldest,
  type LastLog,
  newAttempt,
  pickLast,
  type SavedHistory,
  type Seen,
  type Silence,
} from './kept-history.ts'
import { pointsOf, pointText } from './point-text.ts'
import { stepCounter } from './step-counter.ts'
import { pauseOf, type StepPoint } from './step-point.ts'
import { thinned } from './thinned.ts'

export interface AttemptHistory {
  /** As the log or its path numbers it; undefined where neither does. */
  readonly number: number | undefined
  /** Times of its first and its last line. */
  readonly began: Millis
  readonly ended: Millis
  /** In rising order of steps and times. */
  readonly points: readonly StepPoint[]
  /** True where the job was HANGING after the last step. */
  readonly hungAtEnd: boolean
}

export interface History {
  readonly attempts: readonly AttemptHistory[]
  /** True where no line stated a time: then time is what the steps say that they took. */
  readonly isTimeless: boolean
}

type Said = Pick<StepPoint, 'stepTimeMs' | 'loss'>

const MAX_POINTS = BOUNDS['goodput.steps'].most
const MAX_ATTEMPTS = BOUNDS['goodput.attempts'].most

/** Takes records of one job; `result` gives what they said so far. */
export interface Historian {
  take(record: AnyRecord): void
  result(): History
  /** What it knows, as plain JSON, but for what the lines of steps say of loss and step time. */
  save(): SavedHistory
  /** Goes on from what another one saved; called once, before anything else. */
  restore(saved: SavedHistory): void
}

export const historian = (): Historian => new Keeper()

class Keeper implements Historian {
  private readonly attempts: Attempt[] = []
  private current: Attempt | undefined
  /** An attempt of this number was announced, and its first line is awaited. */
  private announced: { readonly number: number | undefined } | undefined
  private now: Millis = 0
  private readonly doubt: Doubt = { doubted: undefined }
  private readonly believed = believer(this.doubt)
  private hasTimes = false
  private readonly counter = stepCounter()
  /** What the last step that says so says of all steps so far. */
  private trainedMs: number | undefined
  private silence: Silence = { from: 0, to: 0 }
  private lastLog: LastLog | undefined
  /** When the line before the last one came. */
  private before: Millis = 0
  /** Of how many points on some are joined. */
  private pointCount = 0
  private thinFrom: number = MAX_POINTS

  take(record: AnyRecord): void {
    if (record.kind === 'log') this.takeLog(record)
    else if (record.kind === 'status' && record.to === 'HANGING' && record.scope !== 'rank') {
      if (this.current !== undefined) this.current.hungAt = timeOf(record) ?? this.now
    } else if (record.kind === 'notice' && record.code === 'attempt_started') this.takeStart(record)
  }

  result(): History {
    return {
      isTimeless: !this.hasTimes,
      attempts: this.attempts.map(({ number, began, ended, points, hungAt }) => ({
        ...{ number, began, ended, points },
        hungAtEnd: hungAt !== undefined && hungAt > (points.at(-1)?.at ?? Number.POSITIVE_INFINITY),
      })),
    }
  }

  save(): SavedHistory {
    const { announced, now, hasTimes, trainedMs, silence, before, thinFrom } = this
    const { attempts, doubt, counter, lastLog } = this
    return {
      ...{ announced, now, hasTimes, trainedMs, silence, before, thinFrom },
      ...counter.save(),
      attempts: attempts.map(attempt => ({ ...attempt, points: pointText(attempt.points) })),
      doubt: { ...doubt },
      lastLog: lastLog === undefined ? undefined : pickLast(lastLog),
    }
  }

  restore({ attempts, doubt, leader, fall, fallen, base, ...known }: SavedHistory): void {
    for (const attempt of attempts)
      this.attempts.push({ ...newAttempt(), ...attempt, points: pointsOf(attempt.points) })
    this.current = this.attempts.at(-1)
    this.pointCount = this.attempts.reduce((sum, { points }) => sum + points.length, 0)
    Object.assign(this.doubt, doubt)
    this.counter.restore({ leader, fall, fallen, base })
    Object.assign(this, known)
  }

  private takeLog(record: LogRecord): void {
    for (const { step, at } of this.counter.beginAnew()) if (this.current) this.addPoint(this.current, step, at)
    const time = timeOf(record)
    if (time !== undefined) this.hasTimes = true
    this.before = this.now
    if (time !== undefined)
      this.now = Math.max(this.now, this.believed(time, record.time_from === 'inferred', this.now))
    const attempt = this.attemptOf(record)
    if (attempt === undefined) return
    // What came before any clock was seen came when that was.
    if (attempt.began === 0 && attempt.points.length === 0) this.startAt(attempt, this.now)
    if (this.now - attempt.ended > this.silence.to - this.silence.from)
      this.silence = { from: attempt.ended, to: this.now }
    attempt.ended = this.now
    this.lastLog = record
    if (record.step !== undefined) this.takeStep(attempt, record, record.step)
    else attempt.pause = pauseOf(record) ?? attempt.pause
  }

  /** The attempt that a line is of; undefined for a line of one that is over. */
  private attemptOf({ attempt: number }: LogRecord): Attempt | undefined {
    const known = this.current?.number ?? 0
    if (this.announced !== undefined) this.begin(this.announced.number, this.now)
    else if (this.current === undefined || (number !== undefined && number > known)) this.begin(number, this.now)
    else if (number !== undefined && number < known) return undefined
    return this.current
  }

  private begin(number: number | undefined, at: Millis): Attempt {
    const attempt: Attempt = { ...newAttempt(), number }
    this.announced = undefined
    this.counter.reset()
    this.startAt(attempt, at)
    this.current = attempt
    this.attempts.push(attempt)
    // The oldest goes into the one after it, as time without a step.
    if (this.attempts.length > MAX_ATTEMPTS) this.pointCount -= joinOldest(this.attempts)
    return attempt
  }

  private startAt(attempt: Attempt, at: Millis): void {
    attempt.began = at
    attempt.ended = at
    this.silence = { from: at, to: at }
  }

  /**
   * An attempt begins behind the last line, or with it. Where steps that fell back show it, it began after the longest
   * silence since the last step, and both steps that showed it are its own.
   */
  private takeStart(notice: NoticeRecord): void {
    const { attempt: number, message = '' } = notice
    const { current, lastLog } = this
    if (current === undefined || lastLog === undefined || (number !== undefined && number <= (current.number ?? 0))) {
      if (current === undefined) this.announced = { number }
      return
    }
    const at = timeOf(notice)
    if (BY_STEPS.test(message)) this.startByFall(current, lastLog, number)
    else if (at !== undefined && at < this.now) this.startBehind(current, lastLog, { number, at })
    else if (BY_AGENT.test(message)) this.announced = { number }
    else {
      // The line is the first of the new attempt.
      this.endAt(current, this.before)
      this.begin(number, this.now)
    }
  }

  private startByFall(current: Attempt, lastLog: LastLog, number: number | undefined): void {
    const { silence } = this
    const points = this.counter.fellTo() ?? [{ step: lastLog.step ?? 0, at: this.now }]
    const until = Math.max(silence.from, current.points.at(-1)?.at ?? 0)
    this.endAt(current, until)
    const attempt = this.begin(number, Math.max(until, Math.min(silence.to, (points[0] as Seen).at)))
    for (const { step, at } of points) this.addPoint(attempt, step, at)
    attempt.ended = this.now
    this.counter.lead(lastLog, lastLog.step ?? 0)
  }

  /** The line that tells it was held for what might belong to it, and a line of another rank came before it. */
  private startBehind(current: Attempt, lastLog: LastLog, announced: Announced): void {
    this.endAt(current, announced.at)
    const attempt = this.begin(announced.number, this.now)
    if (lastLog.step !== undefined) this.takeStep(attempt, lastLog, lastLog.step)
  }

  private endAt(attempt: Attempt, at: Millis): void {
    attempt.ended = Math.max(attempt.began, Math.min(attempt.ended, at))
    if (attempt.hungAt !== undefined && attempt.hungAt > attempt.ended) attempt.hungAt = undefined
  }

  private takeStep(attempt: Attempt, record: LastLog, step: number): void {
    const counted = this.counter.take(record, step, this.now)
    if (counted === undefined) return
    const { step_time_ms: stepTimeMs, loss } = record.metrics ?? {}
    this.addPoint(attempt, counted, this.instantOf(attempt, record, counted), {
      ...(typeof stepTimeMs === 'number' ? { stepTimeMs } : {}),
      ...(typeof loss === 'number' ? { loss } : {}),
    })
  }

  /** A line without a time of its own came as long after the one before as its steps took. */
  private instantOf({ points }: Attempt, record: LastLog, step: number): Millis {
    const { step_time_ms: each, train_time_ms: total } = record.metrics ?? {}
    const last = points.at(-1)
    const trainedMs = this.trainedMs
    if (typeof total === 'number') this.trainedMs = total
    if (record.time_from === 'line' || last === undefined) return this.now
    const steps = Math.max(1, step - last.step)
    if (typeof each === 'number' && each > 0) return Math.max(this.now, last.at + each * steps)
    const tookMs = typeof total === 'number' && trainedMs !== undefined ? total - trainedMs : 0
    return Math.max(this.now, last.at + Math.max(0, tookMs))
  }

  private addPoint(attempt: Attempt, step: number, at: Millis, said: Said = {}): void {
    const last = attempt.points.at(-1)
    if (last !== undefined && step <= last.step) return
    const hung = attempt.hungAt !== undefined && last !== undefined && attempt.hungAt > last.at
    const pause = attempt.pause
    const point = { step, at: Math.max(at, last?.at ?? at), hung, ...said }
    attempt.points.push(pause === undefined ? point : { ...point, pause })
    attempt.ended = Math.max(attempt.ended, at)
    this.now = Math.max(this.now, at)
    attempt.pause = undefined
    this.silence = { from: this.now, to: this.now }
    if (++this.pointCount > this.thinFrom) this.thin()
  }

  /** Again only when as many came as a quarter of all: each time looks at all of them. */
  private thin(): void {
    const kept = thinned(this.result().attempts, MAX_POINTS / 2)
    for (const [index, attempt] of this.attempts.entries()) attempt.points = kept[index] as StepPoint[]
    this.pointCount = kept.reduce((sum, points) => sum + points.length, 0)
    this.thinFrom = Math.max(MAX_POINTS, this.pointCount + MAX_POINTS / 4)
  }
}

/** How the parser says that steps showed it, or an agent whose line is the last of the attempt before. */
const BY_STEPS = /fell back|steps come again/
const BY_AGENT = /torchrun|torchelastic/

interface Announced {
  readonly number: number | undefined
  readonly at: Millis
}

const timeOf = ({ time }: AnyRecord): Millis | undefined => (time === undefined ? undefined : parseTime(time))
