import t from 'tap'
import { BOUNDS } from '../../../lib/bounds.ts'
import { sentBefore } from '../../../lib/io/deliver/sent-before.ts'
import { incidentId } from '../../../lib/record/alert-identity.ts'
import type { AlertRecord } from '../../../lib/record/types.generated.ts'

const alertOf = (episode: number, more: Partial<AlertRecord> = {}): AlertRecord => ({
  kind: 'alert',
  key: 'k',
  state: 'firing',
  summary: 's',
  body: 'long',
  episode,
  ...more,
})

t.test('the first message of an episode is its thread, until it is over', async t => {
  const sent = sentBefore(false)
  t.same(sent.of(alertOf(1)), {})
  sent.note(alertOf(1), 'first')
  sent.note(alertOf(1, { sequence: 2 }), 'second')
  t.same(sent.of(alertOf(1)), { thread: 'first' })
  t.same(sent.of(alertOf(2)), {}, 'another episode is another thread')
  t.same(sent.firing(), [], 'nothing is kept for a channel that does not tell again')
  sent.note(alertOf(1, { state: 'resolved' }), 'third')
  t.same(sent.of(alertOf(1)), {})
})

t.test('the thread of an earlier run goes on, also with what is firing', async t => {
  const sent = sentBefore(true)
  sent.resume(incidentId(alertOf(1)), 'kept')
  sent.note(alertOf(1), undefined)
  t.match(sent.of(alertOf(1)), { thread: 'kept', previous: { episode: 1 } })
  sent.note(alertOf(1, { sequence: 2 }), 'second')
  t.equal(sent.of(alertOf(1)).thread, 'kept')
})

t.test('what is firing is known without its long texts; what is told once is not', async t => {
  const sent = sentBefore(true)
  sent.note(alertOf(1), undefined)
  sent.note(alertOf(2, { once: true }), undefined)
  t.match(sent.firing(), [{ episode: 1, body: undefined }])
  t.equal(sent.firing().length, 1)
})

t.test('of ten times as many episodes those told last are known', async t => {
  const { most } = BOUNDS['alert.threads']
  const sent = sentBefore(true)
  for (let episode = 1; episode <= 10 * most; episode++) sent.note(alertOf(episode), `${episode}`)
  t.equal(sent.firing().length, most)
  t.same([sent.firing()[0]?.episode, sent.firing().at(-1)?.episode], [9 * most + 1, 10 * most])
})
