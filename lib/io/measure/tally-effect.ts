// What leaves a run, counted: an effect that only looks.
import type { Measure } from '../../metrics/families.ts'
import { measuresOf, newTally, type TallySettings, tallyRecord } from '../../metrics/tally.ts'
import { wallClock } from '../clock.ts'
import type { Effect } from '../effect.ts'

export function tallyEffect(settings: TallySettings): {
  readonly effect: Effect
  readonly measures: () => readonly Measure[]
} {
  const tally = newTally(settings, wallClock.now())
  return {
    measures: () => measuresOf(tally),
    effect: {
      take: record => tallyRecord(tally, record, wallClock.now()),
      finish: () => Promise.resolve(),
      failed: () => false,
    },
  }
}
