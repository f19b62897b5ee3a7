// An alert for the samples of channels: what a hostile log can put into one.
import type { AlertRecord } from '../record/types.generated.ts'

export const HOSTILE_ALERT: AlertRecord = {
  kind: 'alert',
  time: '2026-01-05T10:05:00.000Z',
  job: 'llama',
  run: 'r1',
  attempt: 2,
  node: 'node-7',
  key: 'job/llama',
  state: 'firing',
  severity: 'critical',
  summary: '[HANGING] llama: <!channel> @everyone *no* <b>step</b>\r\nX-Evil: 1',
  facts: [{ name: 'Where', value: 'rank 3 on <node-7> [x](http://evil.example)' }],
  log_lines: [{ about: 'error', who: 'rank 3', text: '```\n@here \u001b[31m"out"\u001b[0m of memory & more' }],
  links: [{ title: 'Grafana', url: 'https://grafana.example.com/d?var-job=llama&from=1' }],
  labels: { job: 'llama', reason: 'LogHang_step', state: 'HANGING', scope: 'job' },
  episode: 1,
  sequence: 1,
  since: '2026-01-05T10:00:00.000Z',
  starts_at: '2026-01-05T10:00:00.000Z',
}
