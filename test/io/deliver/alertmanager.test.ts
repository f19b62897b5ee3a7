// Against a real Alertmanager: what fires is there, and stays while it is told; its recovery ends it; its own words for a
// webhook have the form that ours have.
import t from 'tap'
import { alertSettings } from '../../../lib/alert/settings.ts'
import { webhookOfAlertmanager } from '../../../lib/channel/prometheus.ts'
import type { JobConfig } from '../../../lib/config/job.ts'
import { loadJob } from '../../../lib/config/load.ts'
import { deliverAlerts, realWorld } from '../../../lib/io/deliver/deliver.ts'
import type { Effect } from '../../../lib/io/effect.ts'
import type { AlertRecord, DeliveryRecord } from '../../../lib/record/types.generated.ts'
import { alertmanagerMissing, startAlertmanager } from '../../servers/alertmanager.ts'

const shapeOf = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.slice(0, 1).map(shapeOf)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]))
      : typeof value

t.test('a real Alertmanager', { skip: alertmanagerMissing, timeout: 60_000 }, async t => {
  const server = await startAlertmanager()
  t.teardown(() => server.stop())
  const config = await loadJob({
    path: 'job.yaml',
    text: `alert: {channels: [{type: alertmanager, url: "${server.url}", labels: {cluster: a}, resend: 1s}]}`,
  })
  const effect = (await deliverAlerts(alertSettings(config as JobConfig), realWorld)) as Effect
  const began = new Date().toISOString()
  const alertOf = (sequence: number, more: Partial<AlertRecord> = {}): AlertRecord => ({
    kind: 'alert',
    time: new Date().toISOString(),
    job: 'llama',
    key: 'job/llama',
    state: 'firing',
    severity: 'warning',
    summary: '[SLOW] llama: "é" <b>\n@all',
    facts: [{ name: 'Where', value: 'rank 3' }],
    labels: { job: 'llama', reason: 'LogSlow_step' },
    episode: 1,
    sequence,
    starts_at: began,
    ...more,
  })
  const take = (alert: AlertRecord): Promise<DeliveryRecord> =>
    new Promise(resolve => void effect.take(alert, true, record => resolve(record as DeliveryRecord)))

  t.match(await take(alertOf(1)), { outcome: 'sent' })
  const [slow] = await server.until(({ length }) => length === 1)
  t.match(slow, {
    labels: { alertname: 'LogSlow_step', severity: 'warning', job: 'llama', key: 'job/llama', cluster: 'a' },
    annotations: { summary: '[SLOW] llama: "é" <b> @all', description: 'Where: rank 3' },
  })
  const told = await server.nextTold()
  t.same(shapeOf(webhookOfAlertmanager(alertOf(1), 'hook', Date.now())), {
    ...(shapeOf(told) as object),
    ...(shapeOf({ commonLabels: { alertname: '', severity: '', job: '', key: '' } }) as object),
    alerts: [
      {
        ...((shapeOf(told) as { alerts: object[] }).alerts[0] as object),
        labels: shapeOf({ alertname: '', severity: '', job: '', key: '' }),
      },
    ],
  })

  // It ends after four times `resend` unless it is told again.
  await server.until(([alert]) => alert !== undefined && alert.endsAt > (slow?.endsAt ?? ''))
  t.pass('what fires is told again')

  await take(alertOf(2, { severity: 'critical', labels: { job: 'llama', reason: 'LogHang_step' } }))
  const [hanging, ...others] = await server.until(([alert]) => alert?.labels['alertname'] === 'LogHang_step')
  t.match(hanging, { labels: { severity: 'critical' } })
  t.same(others, [], 'what got worse is another alert to it, and the old one is over')

  await take(
    alertOf(3, {
      state: 'resolved',
      severity: 'critical',
      labels: { job: 'llama', reason: 'LogSlow_step' },
      ends_at: new Date().toISOString(),
    }),
  )
  t.same(await server.until(({ length }) => length === 0), [], 'a recovery ends what was told, whatever its own labels')
  await effect.finish()
})
