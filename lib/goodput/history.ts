// The records of one job in the order of time -> its attempts: when each began and ended, its steps, where it hung.
import { BOUNDS } from '../bounds.ts'
import { phaseBegunBy } from '../hang/phase.ts'
import { rankKey } from '../record/origin.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { AnyRecord, LogRecord, NoticeRecord } from '../record/types.generated.ts'
import { believer, type Doubt } from './believer.ts'
import {
  type Attempt,
  type LastLog,
  type Leader,
  newAttempt,
  pickLast,
  type SavedHistory,
  type Seen,
  type Silence,
} from './kept-history.ts'
import { pointsOf, pointText } from './point-text.ts'
import type { Pause, StepPoint } from './step-point.ts'
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
/** Steps of others after which the writer whose steps count is taken to be gone. */
const LONGEST_SILENCE = 64
/** Ranks without a label write in no order: who falls back by less may be another of them. */
const LEAST_FALL = 3

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
  private leader: Leader | undefined
  /** A step of the leader that is lower than one before. */
  private fall: Seen | undefined
  /** Two such steps that rise: the counter begins anew with them, unless an attempt is announced for it. */
  private fallen: readonly [Seen, Seen] | undefined
  /** What the last step that says so says of all steps so far. */
  private trainedMs: number | undefined
  /** What steps of earlier epochs count. */
  private base = 0
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
    const { announced, now, hasTimes, fall, fallen, trainedMs, base, silence, before, thinFrom } = this
    const { attempts, doubt, leader, lastLog } = this
    return {
      ...{ announced, now, hasTimes, fall, fallen, trainedMs, base, silence, before, thinFrom },
      attempts: attempts.map(attempt => ({ ...attempt, points: pointText(attempt.points) })),
      doubt: { ...doubt },
      leader: leader === undefined ? undefined : { ...leader },
      lastLog: lastLog === undefined ? undefined : pickLast(lastLog),
    }
  }

  restore({ attempts, doubt, ...known }: SavedHistory): void {
    for (const attempt of attempts)
      this.attempts.push({ ...newAttempt(), ...attempt, points: pointsOf(attempt.points) })
    this.current = this.attempts.at(-1)
    this.pointCount = this.attempts.reduce((sum, { points }) => sum + points.length, 0)
    Object.assign(this.doubt, doubt)
    Object.assign(this, known)
  }

  private takeLog(record: LogRecord): void {
    this.countAnew()
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
    this.leader = undefined
    this.fall = undefined
    this.fallen = undefined
    this.base = 0
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
    const { silence, fall } = this
    const last = { step: lastLog.step ?? 0, at: this.now }
    const points = this.fallen ?? (fall === undefined ? [last] : [fall])
    const until = Math.max(silence.from, current.points.at(-1)?.at ?? 0)
    this.endAt(current, until)
    const attempt = this.begin(number, Math.max(until, Math.min(silence.to, (points[0] as Seen).at)))
    for (const { step, at } of points) this.addPoint(attempt, step, at)
    attempt.ended = this.now
    this.leader = { key: keyOf(lastLog), silence: 0, last: last.step, interval: 1, epoch: lastLog.epoch }
  }

  /** The line that tells it was held for what might belong to it, and a line of another rank came before it. */
  private startBehind(current: Attempt, lastLog: LastLog, told: Announced): void {
    this.endAt(current, told.at)
    const attempt = this.begin(told.number, this.now)
    if (lastLog.step !== undefined) this.takeStep(attempt, lastLog, lastLog.step)
  }

  private endAt(attempt: Attempt, at: Millis): void {
    attempt.ended = Math.max(attempt.began, Math.min(attempt.ended, at))
    if (attempt.hungAt !== undefined && attempt.hungAt > attempt.ended) attempt.hungAt = undefined
  }

  private takeStep(attempt: Attempt, record: LastLog, step: number): void {
    const key = keyOf(record)
    const { leader } = this
    if (leader === undefined || (leader.key !== key && ++leader.silence > LONGEST_SILENCE))
      this.leader = { key, silence: 0, last: step, interval: 1, epoch: record.epoch }
    else if (leader.key === key) this.takeLeader(leader, record, step)
    // Once epochs count anew, a rank that is late would seem to be far ahead.
    if (this.base > 0 && this.leader?.key !== key) return
    const { step_time_ms: stepTimeMs, loss } = record.metrics ?? {}
    this.addPoint(attempt, this.base + step, this.instantOf(attempt, record, step), {
      ...(typeof stepTimeMs === 'number' ? { stepTimeMs } : {}),
      ...(typeof loss === 'number' ? { loss } : {}),
    })
  }

  /** The batches of the next epoch count from its beginning. */
  private takeLeader(leader: Leader, { epoch }: LastLog, step: number): void {
    const { fall } = this
    const { last, interval } = leader
    const isNextEpoch =
      epoch !== undefined && leader.epoch !== undefined && Math.floor(epoch) > Math.floor(leader.epoch)
    leader.silence = 0
    leader.epoch = epoch ?? leader.epoch
    this.fall = undefined
    if (isNextEpoch && step < last) {
      this.base += last
      leader.last = step
    } else if (step > last) {
      leader.interval = step - last
      leader.last = step
    } else if (fall !== undefined && step > fall.step) this.fallen = [fall, { step, at: this.now }]
    else if (last - step >= LEAST_FALL * interval) this.fall = { step, at: this.now }
  }

  /** Two steps fell, and no attempt was announced for it: the counter itself begins anew with each epoch. */
  private countAnew(): void {
    const { fallen, leader, current } = this
    this.fallen = undefined
    if (fallen === undefined || leader === undefined || current === undefined) return
    this.base += leader.last
    leader.last = fallen[1].step
    for (const { step, at } of fallen) this.addPoint(current, this.base + step, at)
  }

  /** A line without a time of its own came as long after the one before as its steps took. */
  private instantOf({ points }: Attempt, record: LastLog, step: number): Millis {
    const { step_time_ms: each, train_time_ms: total } = record.metrics ?? {}
    const last = points.at(-1)
    const trainedMs = this.trainedMs
    if (typeof total === 'number') this.trainedMs = total
    if (record.time_from === 'line' || last === undefined) return this.now
    const steps = Math.max(1, this.base + step - last.step)
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

const keyOf = (record: LastLog): string => `${rankKey(record)} ${record.format ?? ''}`

const timeOf = ({ time }: AnyRecord): Millis | undefined => (time === undefined ? undefined : parseTime(time))

function pauseOf({ message }: LogRecord): Pause | undefined {
  const phase = phaseBegunBy(message, false)
  if (phase === 'checkpoint') return 'checkpoint'
  return phase === 'evaluation' || phase === 'validation' ? 'evaluation' : undefined
}

/** The oldest attempt becomes a part of the one after it; returns how many points went. */
function joinOldest(attempts: Attempt[]): number {
  const [first, second] = attempts as [Attempt, Attempt]
  second.began = Math.min(first.began, second.began)
  attempts.shift()
  return first.points.length
}
