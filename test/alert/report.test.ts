import t from 'tap'
import { alertReport } from '../../lib/alert/report.ts'
import type { Silence } from '../../lib/alert/silence.ts'
import { type Matcher, parseMatcher } from '../../lib/channel/matcher.ts'
import type { AlertRecord, DeliveryRecord } from '../../lib/record/types.generated.ts'

const NOW = Date.parse('2026-01-05T12:00:00Z')
const HOUR = 3_600_000
const at = (hoursAgo: number): string => new Date(NOW - hoursAgo * HOUR).toISOString()
const alertOf = (key: string, hoursAgo: number, more: Partial<AlertRecord> = {}): AlertRecord => ({
  kind: 'alert',
  key,
  job: 'j',
  time: at(hoursAgo),
  starts_at: at(hoursAgo),
  state: 'firing',
  summary: `[SLOW] ${key}.`,
  ...more,
})

t.test('nothing to tell says so', async t => {
  const digest = alertReport().compose(NOW, 24 * HOUR)
  t.match(digest, { summary: '[DIGEST] 0 alerts in 24 h', body: 'Nothing was told since 2026-01-04 12:00 UTC.\n' })
  t.equal(digest.severity, 'info')
})

t.test('what lasts counts however long ago it began; what was over before does not', async t => {
  const report = alertReport()
  report.take(alertOf('lasts', 100, { severity: 'critical' }))
  report.take(alertOf('over', 50))
  report.take(alertOf('over', 50, { state: 'resolved', ends_at: at(30) }))
  report.take(alertOf('once', 30, { once: true }))
  report.take(alertOf('digest', 1, { labels: { scope: 'digest' } }))
  const digest = report.compose(NOW, 24 * HOUR)
  t.match(digest, { severity: 'critical', summary: '[DIGEST] j, 1 alert in 24 h' })
  t.match(digest.body, /^Not over\n {2}01-01 08:00 UTC \[SLOW\] lasts\.\n$/)
})

t.test('thousands are folded, and none is lost; text of a stranger is inert', async t => {
  const report = alertReport()
  for (let rank = 0; rank < 3000; rank++)
    report.take(alertOf(`k${rank}`, 1, { rank, labels: { reason: `r${rank % 3}` } }))
  const { body = '' } = report.compose(NOW, 24 * HOUR)
  t.equal(body.split('\n').length, 5)
  const counts = [...body.matchAll(/\((\d+) alerts/g)].map(([, count]) => Number(count))
  t.equal(
    counts.reduce((sum, count) => sum + count, 0),
    3000,
  )
  const hostile = alertReport()
  hostile.take(alertOf('x', 1, { summary: 'a\u001b[31m\r\nBcc: all' }))
  t.notMatch(hostile.compose(NOW, HOUR * 2).body, /[^\P{Cc}\n]|^Bcc/mu)
})

const deliveryOf = (alert: string, hoursAgo: number, more: Partial<DeliveryRecord>): DeliveryRecord => ({
  kind: 'delivery',
  time: at(hoursAgo),
  channel: 'chat',
  alert,
  episode: 1,
  sequence: 1,
  outcome: 'silenced',
  error: 'silence 3f9a01bc until 2026-01-05T14:00:00.000Z, by me: new switch',
  ...more,
})

t.test('what was not told on purpose is counted by why, and silences that hold are named', async t => {
  const report = alertReport()
  for (const key of ['a', 'b', 'c']) report.take(alertOf(key, 1))
  for (const channel of ['chat', 'mail']) {
    report.take(deliveryOf('a', 1, { channel }))
    report.take(deliveryOf('b', 1, { channel }))
    report.take(deliveryOf('b', 1, { channel, sequence: 2 }))
    report.take(deliveryOf('c', 1, { channel, outcome: 'inhibited', error: 'while this is firing: [FAULTED] node 7' }))
    report.take(deliveryOf('d', 30, { channel, outcome: 'acknowledged', error: 'acknowledged by ann' }))
  }
  report.take(deliveryOf('e', 1, { outcome: 'failed', error: 'HTTP 403' }))
  report.take(deliveryOf('f', 1, { outcome: 'sent' }))
  const silence: Silence = {
    id: '3f9a01bc',
    matchers: [parseMatcher('node=n7') as Matcher],
    author: 'me',
    reason: 'new switch\u001b[31m\nNot over',
    startsAt: NOW - HOUR,
    endsAt: NOW + 2 * HOUR,
  }
  const { body = '' } = report.compose(NOW, 24 * HOUR, [silence])
  t.equal(
    body.slice(body.indexOf('Not told')),
    [
      'Not told on purpose',
      '  2 alerts silenced: silence 3f9a01bc until 2026-01-05T14:00:00.000Z, by me: new switch',
      '  1 alert muted: while this is firing: [FAULTED] node 7',
      '',
      'Silences that hold',
      '  3f9a01bc 2 h left node=n7 (me: new switch Not over)',
      '',
      'Channels',
      '  chat: 1 not delivered',
      '',
    ].join('\n'),
  )
})
