import t from 'tap'
import type { VerdictRecord } from '../../lib/record/types.generated.ts'
import { errorAttribution, itemOf, recommendationOf, recommendedAction, resultOf } from '../../lib/serve/answer.ts'

const verdict = (auto_resume: string, more: Partial<VerdictRecord> = {}): VerdictRecord => ({
  kind: 'verdict',
  action: 'unknown',
  auto_resume,
  ...more,
})

t.test("the action is the first line of the original's words, as a whole", async t => {
  for (const [words, action] of [
    ['RESTART IMMEDIATE', 'RESTART'],
    ['STOP - DONT RESTART IMMEDIATE', 'STOP'],
    ['TEMPORAL ISOLATION + RESTART\nnode7, Xid 79', 'RESTART'],
    ['ERRORS NOT FOUND', 'CONTINUE'],
    ['NO LOGS', 'UNKNOWN'],
    ['', 'UNKNOWN'],
  ] as const)
    t.equal(recommendedAction(verdict(words)), action, words)
  t.equal(recommendedAction({ kind: 'verdict', action: 'stop' }), 'UNKNOWN')
})

t.test('an item has all fields that clients ask for, whatever the verdict lacks', async t => {
  t.same(itemOf(verdict('RESTART IMMEDIATE')), {
    raw_text: 'RESTART IMMEDIATE',
    auto_resume: 'RESTART IMMEDIATE',
    auto_resume_explanation: '',
    attribution_text: '',
    checkpoint_saved_flag: 0,
    action: 'RESTART',
    primary_issues: [],
    secondary_issues: [],
  })
  t.match(
    itemOf(
      verdict('RESTART IMMEDIATE', {
        why: ['a', 'b'],
        attribution: 'TRAINING DONE',
        checkpoint: { saved: true },
        primary: { text: 'x' },
        secondary: Array.from({ length: 12 }, () => ({ text: 'y' })),
      }),
    ),
    {
      raw_text: 'RESTART IMMEDIATE\na; b\nTRAINING DONE',
      attribution_text: 'TRAINING DONE',
      checkpoint_saved_flag: 1,
      primary_issues: ['x'],
      secondary_issues: Array.from({ length: 10 }, () => 'y'),
    },
  )
})

t.test('the last cycle decides', async t => {
  const cycles = [verdict('STOP - DONT RESTART IMMEDIATE'), verdict('RESTART IMMEDIATE', { why: ['broken GPU'] })]
  t.same(recommendationOf(cycles), { action: 'RESTART', source: 'log_analyzer', reason: 'broken GPU' })
  t.same(recommendationOf([]), { action: 'UNKNOWN', source: 'log_analyzer', reason: '' })
  t.equal(resultOf(cycles).result.length, 2)
  t.match(errorAttribution(cycles), { auto_resume: 'RESTART IMMEDIATE', application_errors_full: [] })
  t.match(errorAttribution([]), { auto_resume: 'NO LOGS', attribution: 'NO LOGS' })
})
