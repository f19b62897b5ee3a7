import t from 'tap'
import { isAttemptStart, notice } from '../../lib/hang/notices.ts'

t.test('the notice of a source that a new attempt has started, and no other, concerns hang', async t => {
  t.equal(isAttemptStart({ kind: 'notice', code: 'attempt_started', message: '' }), true)
  t.equal(isAttemptStart({ kind: 'notice', code: 'source_lost', message: '' }), false)
  t.equal(isAttemptStart({ kind: 'log', message: 'attempt_started' }), false)
})

t.test('a notice carries the time, where one is known', async t => {
  const common = { kind: 'notice', code: 'c', message: 'm', stage: 'hang' }
  t.same(notice('c', 'm', Date.parse('2026-01-05T10:00:00Z')), { ...common, time: '2026-01-05T10:00:00.000Z' })
  t.same(notice('c', 'm', 0), common)
})
