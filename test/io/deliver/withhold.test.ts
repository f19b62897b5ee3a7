import t from 'tap'
import { alertSettings } from '../../../lib/alert/settings.ts'
import { withholdAlerts } from '../../../lib/io/deliver/withhold.ts'
import type { AlertRecord } from '../../../lib/record/types.generated.ts'

const alert = (severity: 'info' | 'critical'): AlertRecord => ({
  kind: 'alert',
  key: 'job',
  state: 'firing',
  severity,
  summary: 's',
  body: 'b',
})

async function said(channels: readonly object[], alerts: readonly AlertRecord[], made = true): Promise<string[]> {
  const lines: string[] = []
  const settings = alertSettings({ alert: { channels: channels as { type: string }[] } })
  const effect = withholdAlerts(settings, line => lines.push(line))
  for (const record of alerts) effect.take(record, made, () => t.fail('a replay emits no delivery'))
  await effect.finish()
  t.equal(effect.failed(), false)
  return lines
}

t.test('what a replay would have sent is counted, and told once', async t => {
  const exec = { type: 'exec', command: ['page'], min_severity: 'critical' }
  const words = 'not sent: a replay sends nothing (--send sends, --dry-run shows what would be sent)'
  t.same(await said([exec], [alert('critical'), alert('info'), alert('critical')]), [`2 alerts were ${words}`])
  t.same(await said([exec], [alert('critical')]), [`1 alert was ${words}`])
  t.same(await said([exec], [alert('info')]), [], 'below what the channel wants')
  t.same(await said([{ type: 'stdout' }], [alert('critical')]), [], 'nobody is outside')
  t.same(await said([exec], [alert('critical')], false), [], 'read, not made here')
})
