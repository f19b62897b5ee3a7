// When a job begins again in the same log: by what a launcher says of it, and by steps that fall back.
import { rankKey } from '../record/origin.ts'
import type { LogRecord } from '../record/types.generated.ts'
import { type Counter, restartLineOf } from '../signatures/restart-lines.ts'

/** What one source's records show of attempts. */
export interface Attempts {
  /**
   * Takes the source's next record, and numbers it where an earlier one began another attempt. Returns the attempt that
   * begins behind it and why, in words; undefined for nearly every record.
   */
  take(record: LogRecord): Began | undefined
  save(): SavedAttempts
  /** Goes on from where another one of the same source stood. */
  restore(saved: SavedAttempts): void
}

/** What is known of attempts, as plain JSON. */
export interface SavedAttempts {
  readonly number?: number | undefined
  readonly said: readonly (readonly [Counter, number?])[]
  readonly leader?: Leader | undefined
  readonly fall?: Fall | undefined
  readonly peak?: number | undefined
  readonly stepsPastEnd?: number | undefined
}

/** An attempt that begins, and why that is known, in words. */
export interface Began {
  readonly attempt: number
  readonly why: string
}

/** The writer whose steps count: the first that reports steps, as long as it goes on. */
interface Leader {
  readonly key: string
  readonly first: number
  last: number
  /** Between its last two steps, where they rose; 1 before that. */
  interval: number
  rises: number
  epoch: number | undefined
  /** Steps of others since its last one. */
  silence: number
  /** True where an error was logged since its last step. */
  hasFailed: boolean
}

/** From what step to what step the leader fell, until its next step shows what that was. */
interface Fall {
  readonly from: number
  readonly to: number
}

interface Reason {
  readonly words: string
  /** The attempt's number, where the log says it. */
  readonly stated?: number | undefined
}

/** Steps of others after which the leader is taken to be gone. */
const LONGEST_SILENCE = 64
/** Steps after the scheduler's end that are not those still on their way. */
const STEPS_PAST_END = 3
/** Ranks without a label write in no order: who falls back by less, or without having risen, may be another of them. */
const LEAST_FALL = 3
const LEAST_RISES = 2
/** A line that speaks of attempts is short; what stands behind a long text is none. */
const MAX_LINE = 1000

const INNER: Readonly<Record<Counter, readonly Counter[]>> = {
  scheduler: ['cycle', 'torchelastic'],
  cycle: ['torchelastic'],
  torchelastic: [],
}

export function startAttempts(): Attempts {
  return new AttemptsOfSource()
}

class AttemptsOfSource implements Attempts {
  /** Undefined until the log itself says or shows one: what its path says counts until then. */
  private number: number | undefined
  /** The last number that each who counts has said: every agent says it, and some say it often. */
  private readonly said = new Map<Counter, number | undefined>()
  private leader: Leader | undefined
  private fall: Fall | undefined
  /** The step before the last fall: a counter that falls from the same one again counts the batches of an epoch. */
  private peak: number | undefined
  /** Steps since the scheduler's end; undefined where it has not ended this attempt. */
  private stepsPastEnd: number | undefined

  take(record: LogRecord): Began | undefined {
    const given = record.attempt
    if (this.number !== undefined) record.attempt = Math.max(this.number, given ?? 0)
    const reason = record.step === undefined ? this.takeLine(record, given) : this.takeStep(record, record.step)
    if (reason === undefined) return undefined
    this.number = Math.max(reason.stated ?? 0, (this.number ?? given ?? 0) + 1)
    this.fall = undefined
    this.leader = undefined
    this.stepsPastEnd = undefined
    return { attempt: this.number, why: reason.words }
  }

  save(): SavedAttempts {
    const { number, leader, fall, peak, stepsPastEnd } = this
    // JSON would make null of a count that the log did not say.
    const said = [...this.said].map(([by, count]) => (count === undefined ? ([by] as const) : ([by, count] as const)))
    return { number, said, leader: leader && { ...leader }, fall, peak, stepsPastEnd }
  }

  restore({ number, said, leader, fall, peak, stepsPastEnd }: SavedAttempts): void {
    Object.assign(this, { number, fall, peak, stepsPastEnd, leader: leader && { ...leader } })
    this.said.clear()
    for (const [by, count] of said) this.said.set(by, count)
  }

  private takeLine({ message, level }: LogRecord, given: number | undefined): Reason | undefined {
    if (this.leader !== undefined && (level === 'ERROR' || level === 'CRITICAL')) this.leader.hasFailed = true
    const line = restartLineOf(message.length > MAX_LINE ? message.slice(0, MAX_LINE) : message)
    if (line?.is === 'begins') return this.takeNumber(line.by, line.number, given)
    if (line?.is === 'starts' && this.stepsPastEnd !== undefined) return { words: 'the job that was requeued starts' }
    if (line?.is === 'ends') this.stepsPastEnd ??= 0
    return undefined
  }

  private takeNumber(by: Counter, number: number | undefined, given: number | undefined): Reason | undefined {
    if (number !== undefined && this.said.has(by) && this.said.get(by) === number) return undefined
    const isFirst = !this.said.has(by)
    this.said.set(by, number)
    for (const inner of INNER[by]) this.said.delete(inner)
    // A count that begins at 0 is no restart. What the path says is known; so is what a requeue showed already.
    const known = (by === 'scheduler' ? this.number : undefined) ?? given ?? 0
    if (number !== undefined && (number === 0 || (isFirst && number <= known))) return undefined
    const words = by === 'torchelastic' ? 'torchrun starts its workers again' : 'the log says that it starts again'
    return { words, stated: number }
  }

  private takeStep(record: LogRecord, step: number): Reason | undefined {
    const reason = this.stepsPastEnd === undefined ? undefined : this.stepPastEnd(step)
    const key = `${rankKey(record)} ${record.format} ${record.total_steps ?? ''}`
    const { leader } = this
    if (leader === undefined || (leader.key !== key && ++leader.silence > LONGEST_SILENCE)) {
      const { epoch } = record
      this.leader = { key, first: step, last: step, interval: 1, rises: 0, epoch, silence: 0, hasFailed: false }
      return reason
    }
    if (leader.key !== key) return reason
    const fell = this.stepOfLeader(leader, record, step)
    leader.silence = 0
    leader.hasFailed = false
    return reason ?? fell
  }

  /** After the scheduler's end: steps that go back are the next attempt's, and so are several that do not. */
  private stepPastEnd(step: number): Reason | undefined {
    this.stepsPastEnd = (this.stepsPastEnd ?? 0) + 1
    const goesBack = this.leader !== undefined && step <= this.leader.last
    return goesBack || this.stepsPastEnd >= STEPS_PAST_END
      ? { words: 'steps come again after the scheduler had ended it' }
      : undefined
  }

  private stepOfLeader(leader: Leader, { epoch, total_steps: total }: LogRecord, step: number): Reason | undefined {
    const { last, interval } = leader
    const isNextEpoch = epoch !== undefined && leader.epoch !== undefined && epoch > leader.epoch
    leader.last = step
    leader.epoch = epoch ?? leader.epoch
    if (step > last) {
      leader.interval = step - last
      leader.rises++
    }
    const { fall } = this
    this.fall = undefined
    if (isNextEpoch || step === last) return undefined
    // A single line that came late: the steps go on where they were.
    if (step > last) return fall === undefined || step >= fall.from ? undefined : fellBack(fall)
    if (leader.hasFailed && step <= leader.first) return fellBack({ from: last, to: step })
    const wasLast = total !== undefined && last + interval >= total
    const isFar = last - step >= LEAST_FALL * interval
    if (!wasLast && isFar && leader.rises >= LEAST_RISES && last !== this.peak) this.fall = { from: last, to: step }
    this.peak = last
    return undefined
  }
}

const fellBack = ({ from, to }: Fall): Reason => ({ words: `its steps fell back from ${from} to ${to}` })
