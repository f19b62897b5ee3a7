// The metrics of a run of attempts: one account over all of them.
import type { Effect } from '../../io/effect.ts'
import type { RunCounts } from '../../io/measure/run-counts.ts'
import { measuresOfState } from '../../io/resume/measures.ts'
import type { OpenSource } from '../../io/source.ts'
import { isProblems, type Problem } from '../../problem.ts'
import type { NoticeRecord } from '../../record/types.generated.ts'
import type { ResumeState } from '../../resume/state.ts'
import { type Asked, jobNameOf } from '../command.ts'
import { metricsOf } from '../metrics-options.ts'

export interface Measured {
  readonly counts: RunCounts
  /** Counts the records of an attempt. */
  readonly effect: Effect
  /** An attempt begins, with those effects. */
  attempt(effects: readonly Effect[]): void
  /** Takes what is told besides the records of attempts. */
  noteNotice(notice: NoticeRecord): void
  state(state: ResumeState): void
  add(measures: OpenSource['measures']): void
  /** All is open. */
  ready(): void
  close(): Promise<void>
}

/** Opens the metrics that options ask for; resolves to undefined where nobody asks, or to what is in the way. */
export async function measureResume(
  asked: Asked,
  maxRestarts: number,
): Promise<Measured | undefined | readonly Problem[]> {
  const metrics = await metricsOf('resume', asked)
  if (metrics === undefined || isProblems(metrics)) return metrics
  const { tallyEffect } = await import('../../io/measure/tally-effect.ts')
  const { effect, measures } = tallyEffect({
    job: jobNameOf(asked) ?? '',
    ...{ tellsStates: true, isLive: true },
  })
  let known: ResumeState | undefined
  let effects: readonly Effect[] = []
  metrics.add(measures)
  metrics.add(() => effects.flatMap(each => each.measures?.() ?? []))
  metrics.add(() => (known === undefined ? [] : measuresOfState(known, maxRestarts)))
  return {
    ...{ counts: metrics.counts, effect, ready: metrics.ready, close: metrics.close },
    attempt(own) {
      effects = own
    },
    noteNotice: notice => void effect.take(notice, true, () => {}),
    state(state) {
      known = state
    },
    add(more) {
      if (more !== undefined) metrics.add(more)
    },
  }
}
