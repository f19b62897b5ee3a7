import t from 'tap'
import { alertReport } from '../../lib/alert/report.ts'
import type { AlertRecord } from '../../lib/record/types.generated.ts'

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
