import t from 'tap'
import {
  newRunState,
  noteRecord,
  type RunState,
  restoredRun,
  runSoFarText,
  runSummaryFacts,
  savedRun,
} from '../../lib/alert/run-summary.ts'
import type { AnyRecord, LogRecord } from '../../lib/record/types.generated.ts'

const START = Date.parse('2026-01-05T10:00:00Z')
const known = (state: RunState): Record<string, string> =>
  Object.fromEntries(runSummaryFacts(state).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))

/** Notes a line of a log, so many milliseconds after the first. */
function note(state: RunState, ms: number, more: Partial<LogRecord>): void {
  const time = new Date(START + ms).toISOString()
  noteRecord(state, { kind: 'log', time, time_from: 'line', message: '', ...more } as LogRecord, START + ms)
}

const status = (ms: number, to: string): AnyRecord =>
  ({ kind: 'status', time: new Date(START + ms).toISOString(), scope: 'job', from: 'HEALTHY', to }) as AnyRecord

/** Steps of 10 s, with a hang of half an hour, and a restart that does five of them again. */
function play(state: RunState): void {
  note(state, 0, { attempt: 0 })
  for (let step = 1; step <= 20; step++) note(state, step * 10_000, { attempt: 0, step, metrics: { loss: 2 } })
  noteRecord(state, status(300_000, 'HANGING'), START + 300_000)
  for (let step = 21; step <= 30; step++)
    note(state, 1_800_000 + step * 10_000, { attempt: 0, step, metrics: { loss: 2 } })
  for (let step = 26; step <= 60; step++)
    note(state, 2_400_000 + (step - 26) * 10_000, { attempt: 1, step, metrics: { loss: 2 } })
}

const SUMMARY = {
  Took: '45 min 40 s, from 2026-01-05 10:00 to 2026-01-05 10:45 UTC',
  Steps: '1 to 60, 5 of them done again, one in 46.3 s over all',
  Goodput: '22 % of the time in steps that count; lost: hangs 30 min, restarts 5 min, steps done again 50 s',
  Attempts: '2',
  Trouble: 'hanging once, slow 3 times',
}

t.test('a run with a hang, two attempts and trouble', async t => {
  const state = newRunState()
  play(state)
  state.troubles.HANGING = 1
  state.troubles.SLOW = 3
  t.same(known(state), SUMMARY)
  // A step without a number beside it may be a word about one that is to come.
  note(state, 2_740_000, { attempt: 1, step: 9000 })
  t.equal(known(state).Steps, SUMMARY.Steps)
})

t.test('the same, saved and taken up again', async t => {
  const state = newRunState()
  play(state)
  state.troubles.HANGING = 1
  state.troubles.SLOW = 3
  t.same(known(restoredRun(JSON.parse(JSON.stringify(savedRun(state))))), SUMMARY)
})

t.test('what is not known is not said', async t => {
  t.same(known(newRunState()), {})
  const state = newRunState()
  note(state, 0, { attempt: 3, step: 7, metrics: {} })
  t.same(known(state), { Steps: '7', Attempts: '1' })
})

t.test('a log without times: what its steps say they took', async t => {
  const state = newRunState()
  for (let step = 1; step <= 11; step++)
    noteRecord(state, { kind: 'log', message: '', step, metrics: { step_time_ms: 2000 } }, 0)
  t.match(known(state), { Took: '20 s, as its steps say', Goodput: '100 % of the time in steps that count' })
})

t.test('in a line, for a run that may not be over', async t => {
  const state = newRunState()
  t.equal(runSoFarText(state), undefined)
  note(state, 0, { attempt: 3, step: 7, metrics: {} })
  t.equal(runSoFarText(state), 'step 7')
  const run = newRunState()
  play(run)
  t.equal(runSoFarText(run), `${SUMMARY.Took}; steps ${SUMMARY.Steps}; ${SUMMARY.Goodput}; 2 attempts`)
})
