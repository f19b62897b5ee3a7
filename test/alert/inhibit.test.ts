import t from 'tap'
import { type Inhibition, inhibitor } from '../../lib/alert/inhibit.ts'
import { type Matcher, parseMatcher } from '../../lib/channel/matcher.ts'
import type { AlertRecord } from '../../lib/record/types.generated.ts'

const matchers = (...texts: readonly string[]): readonly Matcher[] => texts.map(text => parseMatcher(text) as Matcher)
const NODE: Inhibition = { source: matchers('state=FAULTED'), target: matchers('state=SLOW'), equal: ['job', 'node'] }

const alertOf = (word: string, node: string | undefined, rank: number, more: Partial<AlertRecord> = {}): AlertRecord =>
  ({
    kind: 'alert',
    key: `job/j/rank ${rank}/${word}`,
    job: 'j',
    rank,
    state: 'firing',
    summary: `${word} ${rank}`,
    labels: { state: word },
    ...(node === undefined ? {} : { node }),
    ...more,
  }) as AlertRecord

t.test("a node's fault mutes the slowness of its ranks, as long as it lasts, and nothing else", async t => {
  const muting = inhibitor([NODE])
  t.equal(muting.take(alertOf('SLOW', 'n1', 0)), undefined, 'nothing is faulted yet')
  t.equal(muting.take(alertOf('FAULTED', 'n1', 3)), undefined)
  t.equal(muting.take(alertOf('SLOW', 'n1', 1))?.summary, 'FAULTED 3')
  t.equal(muting.take(alertOf('SLOW', 'n2', 9)), undefined, 'of another node')
  t.equal(muting.take(alertOf('HANGING', 'n1', 1)), undefined, 'of another state')
  t.equal(muting.take(alertOf('SLOW', undefined, 1)), undefined, 'of no node')
  t.equal(muting.take(alertOf('FAULTED', 'n1', 3, { state: 'resolved' })), undefined)
  t.equal(muting.take(alertOf('SLOW', 'n1', 1)), undefined)
})

t.test('of two that would mute each other one is told, and what is told once mutes nothing', async t => {
  const each = inhibitor([{ source: matchers('job=j'), target: matchers('job=j'), equal: [] }])
  const [one, other] = [alertOf('SLOW', 'n1', 1), alertOf('SLOW', 'n1', 2)]
  t.equal(each.take(one), undefined)
  t.equal(each.take(other)?.key, one.key)
  t.equal(each.take({ ...one, sequence: 2 }), undefined, 'not by itself, nor by who is muted')
  each.take({ ...one, state: 'resolved' })
  t.equal(each.of(other), undefined)
  const once = inhibitor([NODE])
  once.take(alertOf('FAULTED', 'n1', 3, { once: true }))
  t.equal(once.take(alertOf('SLOW', 'n1', 1)), undefined)
})

t.test('what was firing before a restart mutes, too', async t => {
  const muting = inhibitor([NODE], [alertOf('FAULTED', 'n1', 3)])
  t.equal(muting.take(alertOf('SLOW', 'n1', 1))?.summary, 'FAULTED 3')
})
