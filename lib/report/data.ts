// What a report holds, as its page reads it. Texts are of one line each, safe to be shown, without secrets; times are
// milliseconds since the epoch, UTC.
import type { Millis } from '../record/time.ts'
import type { Section } from '../why/chain.ts'

export interface Report {
  readonly title: string
  readonly made: Millis
  readonly version: string
  /** The worst first. */
  readonly jobs: readonly JobReport[]
  /** Of all jobs together, where there are several. */
  readonly hours?: Hours
  /** Logs that could not be read, and why. */
  readonly unread: readonly string[]
}

export interface JobReport {
  readonly name: string
  /** What to do about its last attempt, as verdicts call it; '' where nothing is known. */
  readonly action: string
  /** The same as a person is told it. */
  readonly actionWords: string
  readonly cause: string
  readonly who: string
  /** 0 where no line stated a time. */
  readonly began: Millis
  readonly ended: Millis
  readonly lastStep?: number
  readonly attempts: readonly AttemptReport[]
  readonly states: readonly StateSpan[]
  readonly plot: StepPlot
  readonly ranks?: RankMap
  /** The oldest first; where they were more than are kept, `eventsLeft` counts those left out from the beginning. */
  readonly events: readonly ReportEvent[]
  readonly eventsLeft: number
  readonly hours?: Hours
}

export interface AttemptReport {
  /** `attempt 2`. */
  readonly title: string
  readonly began: Millis
  readonly ended: Millis
  readonly action: string
  readonly cause: string
  /** Cause, what followed, who, why this action, what to do. */
  readonly sections: readonly Section[]
}

export interface StateSpan {
  readonly from: Millis
  readonly to: Millis
  readonly state: string
  readonly reason: string
}

/** Step times and losses over time; each place stands for one step, or for as many as `count` says. */
export interface StepPlot {
  readonly at: readonly Millis[]
  readonly step: readonly number[]
  readonly stepMs: readonly (number | null)[]
  /** The longest of the steps of each place, where places stand for several. */
  readonly longestMs?: readonly (number | null)[]
  readonly loss: readonly (number | null)[]
}

/** Which rank wrote when, and how it was. */
export interface RankMap {
  readonly from: Millis
  readonly bucketMs: Millis
  readonly ranks: readonly RankRow[]
  /** Ranks beyond those that are kept. */
  readonly left: number
}

export interface RankRow {
  readonly name: string
  readonly node: string
  /** A letter for each bucket: see `RANK_SIGNS`. */
  readonly signs: string
  /** The last one that it reported. */
  readonly step?: number
}

/** silent, wrote, wrote an error, was SLOW, HANGING, FAULTED. */
export const RANK_SIGNS = '.wESHF'

export interface ReportEvent {
  readonly at: Millis
  readonly word: string
  readonly who: string
  readonly tone: string
  readonly text: string
}

/** Where hours went. */
export interface Hours {
  readonly totalMs: Millis
  readonly attempts: number
  readonly steps: number
  readonly stepsRedone: number
  readonly parts: readonly { readonly part: string; readonly words: string; readonly ms: Millis }[]
  readonly causes: readonly {
    readonly cause: string
    readonly node: string
    readonly ms: Millis
    readonly by: readonly { readonly words: string; readonly ms: Millis }[]
  }[]
}
