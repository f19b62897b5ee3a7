// `logmon silence`: what is silent and what somebody sees to, for whoever asks.
import { appendFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { silenceCommand } from '../../../lib/io/deliver/silence-command.ts'

const NOW = Date.parse('2026-01-05T10:00:00Z')
const HOUR = 3_600_000

const asked = (path: string, words: readonly string[], more = {}) =>
  silenceCommand({ path, words, author: 'me@here', isAll: false, json: false, now: NOW, ...more } as never)

t.test('silences and acknowledgements are listed, with who and since when', async t => {
  const path = join(mkdtempSync(join(tmpdir(), 'logmon-silence-')), 'silences')
  t.equal(asked(path, ['list']), 'nothing is silenced\n')
  t.match(asked(path, ['add', 'node=n7'], { forMs: 2 * HOUR, reason: 'new switch' }), /^[0-9a-f]{8}: node=n7 is silent/)
  const acknowledge = (hours: number, author: string, ...matchers: string[]): void =>
    appendFileSync(
      path,
      `${JSON.stringify({ acknowledge: { matchers, author, at: new Date(NOW - hours * HOUR).toISOString() } })}\n`,
    )
  acknowledge(30, 'bob\u001b[31m@n2', 'job=llama')
  acknowledge(1, 'ann@n1', 'id=0123abcd*')
  const [silence, ann, ...more] = String(asked(path, ['list'])).split('\n')
  t.match(silence, /^[0-9a-f]{8} 2 h left node=n7 \(me@here: new switch\)$/)
  t.equal(ann, 'acknowledged 1 h ago id=0123abcd* (ann@n1)')
  t.same(more, [''], 'what was acknowledged the day before is no news')
  const all = String(asked(path, ['list'], { isAll: true }))
  t.match(all, /\nacknowledged .* ago job=llama \(bob.*@n2\)\n$/)
  t.notOk(all.includes('\u001b'))
  t.same(
    String(asked(path, ['list'], { json: true }))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
      .slice(1),
    [{ acknowledged: ['id=0123abcd*'], author: 'ann@n1', at: '2026-01-05T09:00:00.000Z' }],
  )
})

t.test('a silence of what is not so, and of nothing that is, is refused', async t => {
  const path = join(mkdtempSync(join(tmpdir(), 'logmon-silence-')), 'silences')
  const more = { forMs: HOUR, reason: 'r' }
  t.match(asked(path, ['add', 'node!=n7'], more), [
    { place: 'node!=n7', reason: /^silences all that has no node, too; .* such as job=llama-70b or node=\*$/ },
  ])
  t.match(asked(path, ['add', 'node!=n7', 'node=*'], more), /node!=n7 node=\* is silent/)
})
