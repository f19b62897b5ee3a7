// Alerts that no channel may pass on as they are.
import { alertMachine } from '../../lib/alert/machine.ts'
import { alertSettings } from '../../lib/alert/settings.ts'
import { HOSTILE_ALERT } from '../../lib/channel/sample-alert.ts'
import type { AlertRecord, AnyRecord } from '../../lib/record/types.generated.ts'

const LONG = 'an error that goes on and on: █ "quoted" \\ <b>&amp;</b> ```` 漢字 '
/** More of everything than any service takes. */
export const HUGE: AlertRecord = {
  ...HOSTILE_ALERT,
  summary: `[FAULTED] ${'llama 漢字 '.repeat(100)}`,
  facts: Array.from({ length: 20 }, (_, index) => ({ name: `Fact ${index}`, value: LONG.repeat(15) })),
  log_lines: Array.from({ length: 30 }, () => ({
    about: 'error' as const,
    text: `${LONG.repeat(10)}\n\n  x`.repeat(3),
  })),
  steps: Array.from({ length: 10 }, (_, step) => ({ step, metrics: { loss: 10 - step, step_time_ms: 500 + step } })),
  links: Array.from({ length: 10 }, (_, index) => ({ title: `Page ${index}`, url: `https://example.com/${index}` })),
}
/** A secret that a log holds. */
export const TOKEN = `hf_${'aB3'.repeat(12)}`
export const LEAKY: AlertRecord = {
  ...HOSTILE_ALERT,
  summary: `[FAULTED] llama: token=${TOKEN}`,
  facts: [{ name: 'Line', value: `export HF_TOKEN=${TOKEN}` }],
  log_lines: [{ about: 'error', text: `password: hunter22 ${TOKEN}` }],
}

/** The alert that a log with secrets makes: what takes alerts as they are gets this one. */
export function alertOfLeakyLog(): AlertRecord {
  const machine = alertMachine(alertSettings({ job: 'llama', alert: { gather: '0s' } }))
  const time = '2026-01-05T10:00:00.000Z'
  const records = [
    { kind: 'log', time, level: 'ERROR', message: `password: hunter22 ${TOKEN}` },
    { kind: 'status', time, scope: 'job', to: 'FAULTED', reason: `export HF_TOKEN=${TOKEN}`, last_match: `t=${TOKEN}` },
  ] as readonly AnyRecord[]
  const now = Date.parse(time)
  const made = records.flatMap(record => [...machine.onRecord(record, now), ...(machine.onDeadline?.(now, now) ?? [])])
  return made.find(record => record.kind === 'alert') as AlertRecord
}
