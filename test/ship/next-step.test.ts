import t from 'tap'
import { judgeAnswer } from '../../lib/ship/answer.ts'
import type { LokiEntry } from '../../lib/ship/entry.ts'
import { nextStep, type Part, pauseMs, type Step } from '../../lib/ship/next-step.ts'

const owner = { left: 0, completed() {} }
const entryAt = (second: number): LokiEntry => ({ text: `["${second}000000001","x"]`, bytes: 30, owner })
const part = (count: number, attempts = 0): Part => ({
  entries: Array.from({ length: count }, (_, index) => entryAt(index)),
  attempts,
})
const after = (
  count: number,
  status: number,
  text = '',
  more: { attempts?: number; retryAfterMs?: number } = {},
): Step => {
  const { attempts = 0, ...rest } = more
  return nextStep(part(count, attempts), judgeAnswer({ status, text, ...rest }), 0.5)
}
const sizes = ({ parts }: Step): readonly number[] => parts.map(({ entries }) => entries.length)

t.test('204 and 200 are done', async t => {
  for (const status of [200, 204]) t.same(after(3, status), { ...after(3, 204), parts: [], refused: [], waitMs: 0 })
})

t.test('what may work later is tried again, for ever, and holds all but where one stream is limited', async t => {
  for (const status of [0, 408, 425, 500, 502, 503, 504]) {
    const step = after(3, status, 'rpc error', { attempts: 1000 })
    t.same([sizes(step), step.holdsAll, step.parts[0]?.attempts], [[3], true, 1001], `${status}`)
    t.ok(step.waitMs >= 50 && step.waitMs <= 30_000)
  }
  const limited = after(3, 429, 'Per stream rate limit exceeded (limit: 1KB/sec), total ignored: 3 out of 3')
  t.same([sizes(limited), limited.holdsAll, limited.refused], [[3], false, []])
})

t.test('pauses double up to 30 s, are drawn, and are never shorter than the server asks', async t => {
  t.same(
    [0, 1, 2, 6, 7, 1000].map(attempts => pauseMs(attempts, 1, 0)),
    [500, 1000, 2000, 30_000, 30_000, 30_000],
  )
  t.equal(pauseMs(3, 0, 0), 50)
  t.equal(pauseMs(0, 1, 7000), 7000)
  t.equal(pauseMs(0, 1, 1e12), 3_600_000)
  t.equal(after(1, 503, '', { retryAfterMs: 9000 }).waitMs, 9000)
})

t.test(
  'a login that fails, a blocked tenant, a wrong path, a redirect: told and waited for, no line is refused',
  async t => {
    for (const status of [260, 401, 403, 404, 301, 302, 307]) {
      const step = after(3, status, 'no org id')
      t.same([sizes(step), step.holdsAll, step.refused], [[3], true, []], `${status}`)
      t.equal(judgeAnswer({ status, text: '' }).is, 'blocked')
    }
  },
)

t.test('what is too much is halved, and a single line that is too much is refused', async t => {
  const larger =
    'rpc error: code = ResourceExhausted desc = grpc: received message larger than max (5002496 vs. 4194304)'
  t.same(sizes(after(5, 413)), [2, 3])
  t.same(sizes(after(5, 500, larger)), [2, 3])
  t.same([after(1, 413).refused.length, after(1, 413).reason], [1, 'too_large'])
  t.same(sizes(after(6, 429, 'Ingestion rate limit exceeded', { attempts: 1 })), [3, 3], 'a push beyond the burst')
  t.same(sizes(after(1, 429, 'Ingestion rate limit exceeded', { attempts: 99 })), [1], 'a line waits')
})

t.test('a refusal is of the lines that it is of', async t => {
  const old = "entry for stream '{}' has timestamp too old: 1970-01-01T00:00:01Z, oldest acceptable timestamp is: "
  const some = after(6, 400, `${old}1970-01-01T00:00:04Z`)
  t.same([some.refused.length, some.reason, sizes(some)], [4, 'too_old', [2]])
  const all = after(6, 400, `${old}1970-01-02T00:00:04Z`)
  t.same([all.refused.length, sizes(all)], [6, []])
  const none = after(6, 400, `${old}1970-01-01T00:00:00Z`)
  t.same([none.refused.length, sizes(none)], [0, [3, 3]], 'found by halves')
  const one = after(1, 400, `${old}1970-01-01T00:00:00Z`)
  t.same([one.refused.length, one.reason], [1, 'too_old'])
})

t.test('what is of the whole stream, or is said to be of all its lines, is refused at once', async t => {
  t.same(after(6, 400, "stream '{}' has 16 label names; limit 15").reason, 'bad_labels')
  t.same(after(6, 400, "stream '{}' has 16 label names; limit 15").refused.length, 6)
  const behind = (count: number): Step =>
    after(6, 400, `reason: 'entry too far behind', user 't1', total ignored: ${count} out of 6 for stream: {}`)
  t.same([behind(6).refused.length, behind(6).reason], [6, 'too_far_behind'])
  t.same(sizes(behind(2)), [3, 3])
})

t.test('each refusal of Loki has a name', async t => {
  const reasons = [
    ['has timestamp too new: 2027', 'too_new'],
    ["max entry size '262144' bytes exceeded", 'too_long'],
    ["Max entry size '262144' bytes exceeded", 'too_long'],
    ["couldn't parse labels: 1:5", 'bad_labels'],
    ['error at least one label pair is required per stream', 'bad_labels'],
    ['something else', 'refused'],
  ] as const
  for (const [text, reason] of reasons) t.equal(after(1, 400, text).reason, reason, text)
  t.equal(after(1, 422, 'error at least one valid stream is required').reason, 'bad_labels')
})

t.test('a server without structured metadata is asked again without', async t => {
  const text = "stream '{}' includes structured metadata, but this feature is disallowed"
  t.equal(judgeAnswer({ status: 400, text }).is, 'plain')
  t.same([sizes(after(3, 400, text)), after(3, 400, text).refused], [[3], []])
})
