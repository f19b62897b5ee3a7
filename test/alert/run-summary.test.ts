import t from 'tap'
import { newRunState, noteLine, runSummaryFacts } from '../../lib/alert/run-summary.ts'
import type { LogRecord } from '../../lib/record/types.generated.ts'

const START = Date.parse('2026-01-05T10:00:00Z')
const known = (state: ReturnType<typeof newRunState>): Record<string, string> =>
  Object.fromEntries(runSummaryFacts(state).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
const line = (more: Partial<LogRecord>): LogRecord => ({ kind: 'log', message: '', ...more })

t.test('a run with steps, two attempts and trouble', async t => {
  const state = newRunState()
  noteLine(state, line({ attempt: 0 }), START)
  noteLine(state, line({ attempt: 0, step: 100, metrics: { loss: 2 } }), START + 60_000)
  noteLine(state, line({ attempt: 0, step: 200, metrics: { loss: 2 } }), START + 160_000)
  // The second attempt begins again at an earlier step: none of those counts twice.
  noteLine(state, line({ attempt: 1, step: 150, metrics: { loss: 2 } }), START + 400_000)
  noteLine(state, line({ attempt: 1, step: 300, metrics: { loss: 2 } }), START + 660_000)
  noteLine(state, line({ attempt: 1, step: 9000 }), START + 3_600_000)
  state.troubles.HANGING = 1
  state.troubles.SLOW = 3
  t.same(known(state), {
    Took: '1 h, from 2026-01-05 10:00 to 2026-01-05 11:00 UTC',
    Steps: '100 to 300, one in 3 s over all',
    Attempts: '2',
    Trouble: 'hanging once, slow 3 times',
  })
})

t.test('what is not known is not said', async t => {
  t.same(known(newRunState()), {})
  const state = newRunState()
  noteLine(state, line({ attempt: 3, step: 7, metrics: {} }), START)
  t.same(known(state), { Steps: '7' })
})
