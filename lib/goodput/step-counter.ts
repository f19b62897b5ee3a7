// Whose steps count, and how far they have come: over epochs that count their batches anew, and writers that go silent.
import { rankKey } from '../record/origin.ts'
import type { Millis } from '../record/time.ts'
import type { LastLog, Leader, SavedHistory, Seen } from './kept-history.ts'

type Saved = Pick<SavedHistory, 'leader' | 'fall' | 'fallen' | 'base'>

/** Steps of others after which the writer whose steps count is taken to be gone. */
const LONGEST_SILENCE = 64
/** Ranks without a label write in no order: who falls back by less may be another of them. */
const LEAST_FALL = 3

export interface StepCounter {
  /** Takes a step; returns how far it is, over all epochs, or undefined where it does not count. */
  take(record: LastLog, step: number, now: Millis): number | undefined
  /**
   * Two steps fell, and no attempt was announced for it: the counter itself begins anew with each epoch. Returns those
   * steps as they count, once.
   */
  beginAnew(): readonly Seen[]
  /** The steps that are lower than one before; undefined for none. */
  fellTo(): readonly Seen[] | undefined
  /** The writer of the record is the one whose steps count from now on. */
  lead(record: LastLog, step: number): void
  /** An attempt begins: nothing is known of its steps. */
  reset(): void
  save(): Saved
  restore(saved: Saved): void
}

export const stepCounter = (): StepCounter => new Counter()

class Counter implements StepCounter {
  private leader: Leader | undefined
  /** A step of the leader that is lower than one before. */
  private fall: Seen | undefined
  /** Two such steps that rise: the counter begins anew with them, unless an attempt is announced for it. */
  private fallen: readonly [Seen, Seen] | undefined
  /** What steps of earlier epochs count. */
  private base = 0

  take(record: LastLog, step: number, now: Millis): number | undefined {
    const key = keyOf(record)
    const { leader } = this
    if (leader === undefined || (leader.key !== key && ++leader.silence > LONGEST_SILENCE)) this.lead(record, step)
    else if (leader.key === key) this.takeLeader(leader, record, step, now)
    // Once epochs count anew, a rank that is late would seem to be far ahead.
    return this.base > 0 && this.leader?.key !== key ? undefined : this.base + step
  }

  beginAnew(): readonly Seen[] {
    const { fallen, leader } = this
    this.fallen = undefined
    if (fallen === undefined || leader === undefined) return []
    this.base += leader.last
    leader.last = fallen[1].step
    return fallen.map(({ step, at }) => ({ step: this.base + step, at }))
  }

  fellTo(): readonly Seen[] | undefined {
    return this.fallen ?? (this.fall === undefined ? undefined : [this.fall])
  }

  lead(record: LastLog, step: number): void {
    this.leader = { key: keyOf(record), silence: 0, last: step, interval: 1, epoch: record.epoch }
  }

  reset(): void {
    this.restore({ leader: undefined, fall: undefined, fallen: undefined, base: 0 })
  }

  save(): Saved {
    const { leader, fall, fallen, base } = this
    return { fall, fallen, base, leader: leader === undefined ? undefined : { ...leader } }
  }

  restore(saved: Saved): void {
    Object.assign(this, saved)
  }

  /** The batches of the next epoch count from its beginning. */
  private takeLeader(leader: Leader, { epoch }: LastLog, step: number, now: Millis): void {
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
    } else if (fall !== undefined && step > fall.step) this.fallen = [fall, { step, at: now }]
    else if (last - step >= LEAST_FALL * interval) this.fall = { step, at: now }
  }
}

const keyOf = (record: LastLog): string => `${rankKey(record)} ${record.format ?? ''}`
