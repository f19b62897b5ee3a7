// That the run is done, or nothing is started again, told through the alerts of the job file: the last attempt is over,
// and so are its own.
import { Readable } from 'node:stream'
import { BOUNDS } from '../../bounds.ts'
import { wallClock } from '../../io/clock.ts'
import type { Effect } from '../../io/effect.ts'
import type { KeptWatch } from '../../io/resume/kept-watch.ts'
import { run } from '../../io/runner.ts'
import { isProblems } from '../../problem.ts'
import type { NoticeRecord } from '../../record/types.generated.ts'
import { recordText } from '../../record/write.ts'
import type { SettledStage } from '../run-stages.ts'
import type { Sink } from './sink.ts'
import { alertsOf, driverOf, effectOf } from './stages.ts'

interface Telling {
  /** What is known of all attempts. */
  readonly known: KeptWatch
  readonly records: Sink
  /** Counts what is told, where somebody asks for metrics. */
  readonly counting: Effect | undefined
  readonly say: (text: string) => void
}

/** Gives a notice to the stage of alerts; resolves when all is told, or cannot be. */
export async function tellByAlerts(
  stages: readonly SettledStage[],
  notice: NoticeRecord,
  { records, known, counting, say }: Telling,
): Promise<void> {
  const alerts = alertsOf(stages)
  if (alerts === undefined) return
  const { stage } = alerts
  const effect = await effectOf(alerts, say)
  if (isProblems(effect)) {
    say(`the end is not told: ${effect.map(({ reason }) => reason).join('; ')}`)
    return
  }
  await run(
    {
      driver: driverOf(alerts, known.before(Number.POSITIVE_INFINITY), 'last word'),
      mode: 'wall',
      clock: wallClock,
      readsLines: false,
      name: stage.name,
      // The notice itself is written by whoever tells it.
      only: true,
      maxLineBytes: BOUNDS['input.line'].most,
      effects: [effect, counting].filter(one => one !== undefined),
    },
    { input: Readable.from([recordText(notice, undefined)]), output: records.stream() },
  )
}
