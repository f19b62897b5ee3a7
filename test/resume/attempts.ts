// Attempts as `logmon resume` sees them, without processes and clocks: the lines of a log go through its stages, their
// end through its state machine.

import type { HistoryEntry } from '../../lib/classify/history.ts'
import { entryOf } from '../../lib/classify/history.ts'
import type { ClassifySettings } from '../../lib/classify/settings.ts'
import { settleStages, stagesFor } from '../../lib/cli/chain.ts'
import { chain, drive } from '../../lib/drive.ts'
import { isProblems } from '../../lib/problem.ts'
import type { VerdictRecord } from '../../lib/record/types.generated.ts'
import { goOn, type Order, type ResumeEvent, type ResumeSettings, step } from '../../lib/resume/machine.ts'
import { type Ending, freshState, type ResumeState } from '../../lib/resume/state.ts'

export const SETTINGS: ResumeSettings = {
  maxRestarts: 20,
  backoffMs: 10_000,
  backoffMostMs: 60_000,
  waitMs: 60_000,
  graceMs: 30_000,
  patienceMs: 600_000,
  onHang: 'restart',
  outlivesUs: false,
}

/** What happens to one attempt. */
export interface Course {
  readonly lines?: readonly string[]
  /** It hangs until something is done about it. */
  readonly hangs?: boolean
  readonly signal?: string
  readonly ending: Ending
}

export interface Outcome {
  readonly state: ResumeState
  readonly verdict: VerdictRecord
  readonly orders: readonly Order[]
  /** How long the next attempt waits. */
  readonly pauseMs: number
}

const START = Date.parse('2026-03-04T05:06:07Z')
const HOUR_MS = 3_600_000

/** Returns the verdict of the stages on a log, read as it is written, and on the lines of its end. */
function verdictOf(
  course: Course,
  outcome: readonly string[],
  history: readonly HistoryEntry[],
  at: number,
): VerdictRecord {
  const values = { classify: true }
  const settled = settleStages(stagesFor({ config: undefined, values }), { values, config: undefined, environment: {} })
  if (isProblems(settled)) throw new Error(settled[0]?.reason)
  const driver = chain(
    settled
      .filter(({ stage }) => stage.name !== 'alert')
      .map(({ stage, settings }) => {
        const own = stage.name === 'classify' ? { ...(settings as ClassifySettings), outcome, history } : settings
        return drive(stage.start(own), 'wall', stage.passes, stage.name)
      }),
  )
  let verdict: VerdictRecord | undefined
  const emit = ({ record }: { record: { kind: string } }): void => {
    if (record.kind === 'verdict') verdict = record as VerdictRecord
  }
  let now = at
  driver.tick(now, emit)
  for (const line of course.lines ?? []) {
    driver.feed(line, now, emit)
    now += 1000
  }
  driver.flush(emit)
  if (course.hangs === true) now += HOUR_MS
  driver.tick(now, emit)
  driver.end(now, emit)
  if (verdict === undefined) throw new Error('no verdict')
  return verdict
}

/** Runs attempts one after the other, each as its course says; returns what came of the last. */
export function attempts(
  courses: readonly Course[],
  settings: ResumeSettings = SETTINGS,
  excluded: string[] = [],
): Outcome {
  const history: HistoryEntry[] = []
  let state = freshState(undefined)
  let verdict: VerdictRecord | undefined
  const orders: Order[] = []
  let now = START
  const happens = (event: ResumeEvent): void => {
    const next = step(state, event, now, settings)
    state = next.state
    orders.push(...next.orders)
  }
  for (const course of courses) {
    orders.length = 0
    if (state.phase === 'pause') {
      now = state.due as number
      happens({ is: 'time' })
    }
    if (state.phase !== 'launch') throw new Error(`attempt ${state.attempt} is not started: ${state.phase}`)
    happens({ is: 'runs', handle: { pid: 1 }, words: 'x', isFound: false })
    if (course.hangs === true) {
      happens({ is: 'status', to: 'HANGING', reason: 'no training step for more than 60 s' })
      now = state.due as number
      happens({ is: 'time' })
    }
    if (course.signal !== undefined) happens({ is: 'signal', name: course.signal })
    now += HOUR_MS
    happens({ is: 'ended', ending: course.ending })
    const judge = orders.find(order => order.do === 'judge')
    if (judge?.do !== 'judge') throw new Error('it is not judged')
    verdict = verdictOf(course, judge.outcome, history, now)
    history.push(entryOf(verdict, 'job', now))
    // As another process would go on, after this one was killed.
    state = goOn(JSON.parse(JSON.stringify(state)) as ResumeState).state
    if (course.signal !== undefined) state = { ...state, stop: course.signal }
    happens({ is: 'judged', verdict, excluded })
    for (const order of orders) if (order.do === 'leaveOut') excluded.push(...order.nodes)
  }
  return { state, verdict: verdict as VerdictRecord, orders: [...orders], pauseMs: (state.due ?? now) - now }
}
