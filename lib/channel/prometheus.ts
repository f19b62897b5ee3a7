// An alert in the words of Prometheus and its Alertmanager: labels, annotations, times.
import { incidentId } from '../record/alert-identity.ts'
import { formatTime, type Millis } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { cleanLine } from '../redact/clean-text.ts'
import { messageOf } from './message.ts'
import { factLines } from './message-text.ts'

export type Labels = Readonly<Record<string, string>>

/** Returns the labels of an alert: `alertname` is its reason, other names are made to fit. */
export function labelsOf(alert: AlertRecord, more: Labels = {}): Labels {
  const { reason = 'LogAlert', state: _state, ...own } = alert.labels ?? {}
  const all = {
    alertname: reason,
    severity: alert.severity ?? 'warning',
    ...own,
    ...(alert.node === undefined ? {} : { node: alert.node }),
    key: alert.key,
    ...more,
  }
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name.replace(/[^A-Za-z0-9_]|^(?=\d)/g, '_'), cleanLine(value, 200)]),
  )
}

/** Returns what a person reads of an alert. */
export function annotationsOf(alert: AlertRecord): Labels {
  const message = messageOf(alert)
  const description = factLines(message.facts)
  return { summary: message.title, ...(description === '' ? {} : { description }) }
}

/** Returns when an alert began, RFC 3339. */
export const startOf = (alert: AlertRecord, now: Millis): string =>
  alert.starts_at ?? alert.time ?? formatTime(now) ?? '1970-01-01T00:00:01Z'

/** No end: as Alertmanager writes it while something fires. */
const NO_END = '0001-01-01T00:00:00Z'

/**
 * Returns the body that an Alertmanager posts to a webhook, version 4, with one alert
 * (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config).
 */
export function webhookOfAlertmanager(alert: AlertRecord, receiver: string, now: Millis): object {
  const labels = labelsOf(alert)
  const annotations = annotationsOf(alert)
  const key = cleanLine(alert.key, 200)
  const [link] = messageOf(alert).links
  return {
    version: '4',
    groupKey: `{}:{key=${JSON.stringify(key)}}`,
    truncatedAlerts: 0,
    status: alert.state,
    receiver,
    groupLabels: { key },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: link?.url ?? '',
    alerts: [
      {
        status: alert.state,
        labels,
        annotations,
        startsAt: startOf(alert, now),
        endsAt: alert.state === 'resolved' ? (alert.ends_at ?? alert.time ?? NO_END) : NO_END,
        generatorURL: link?.url ?? '',
        fingerprint: incidentId(alert),
      },
    ],
  }
}
