import type { Payload } from '../format.ts'
import { noteMetric } from '../metric-names.ts'
import { epochStamp } from '../stamp.ts'

/** Numbers of an MLLOG value that are metrics of training rather than settings; other keys stay in `fields`. */
const METRIC_KEYS: Readonly<Record<string, string>> = {
  eval_accuracy: 'eval_accuracy',
  train_loss: 'loss',
  eval_loss: 'val_loss',
  throughput: 'samples_per_second',
  eval_error: 'eval_error',
}

/** MLPerf's `:::MLLOG {json}`; the object's time_ms is the time, tracked_stats holds numbers by name. */
export const mllog: Payload = {
  part: 'payload',
  name: 'mllog',
  source: 'https://github.com/mlcommons/logging/blob/master/mlperf_logging/mllog/mllog.py',
  starts: ':',
  whole: [':::'],
  samples: [
    {
      line: ':::MLLOG {"namespace": "", "time_ms": 1714905638376, "event_type": "POINT_IN_TIME", "key": "tracked_stats", "value": {"throughput": 196.58}, "metadata": {"file": "/workspace/a.py", "lineno": 161, "step": 8832}}',
      gives: { format: 'mllog', time: '2024-05-05T10:40:38.376Z', step: 8832, code: '/workspace/a.py:161', metrics: { samples_per_second: 196.58 } },
    },
    {
      line: ':::MLLOG {"namespace": "", "time_ms": 1714905636404, "event_type": "POINT_IN_TIME", "key": "eval_accuracy", "value": 0.93, "metadata": {"file": "b.py", "lineno": 1, "samples_count": 8448}}',
      gives: { metrics: { eval_accuracy: 0.93 }, fields: { key: 'eval_accuracy', event_type: 'POINT_IN_TIME', value: 0.93, samples_count: 8448 } },
    },
  ],
  read(text, entry) {
    if (!text.startsWith(':::MLLOG ')) return false
    let value: { time_ms?: unknown; event_type?: unknown; key?: unknown; value?: unknown; metadata?: Record<string, unknown> } | null
    try {
      value = JSON.parse(text.slice(9))
    } catch {
      return false // cut short: an ordinary line
    }
    if (value === null || typeof value !== 'object') return false
    const metadata = value.metadata ?? {}
    const stamp = epochStamp(String(value.time_ms))
    if (stamp !== undefined) entry.stamp = stamp
    const { file, lineno, step, step_num: stepNumber, epoch_num: epoch, ...rest } = metadata
    if (typeof file === 'string') entry.code ??= typeof lineno === 'number' ? `${file}:${lineno}` : file
    const steps = step ?? stepNumber
    if (typeof steps === 'number' && Number.isSafeInteger(steps) && steps >= 0) entry.step = steps
    if (typeof epoch === 'number') entry.epoch = epoch
    const key = String(value.key)
    if (typeof value.value === 'number' && METRIC_KEYS[key] !== undefined) noteMetric(entry, METRIC_KEYS[key], value.value)
    else if (typeof value.value === 'object' && value.value !== null) {
      for (const [name, number] of Object.entries(value.value)) if (typeof number === 'number') noteMetric(entry, METRIC_KEYS[name] ?? name, number)
    }
    entry.fields = { ...entry.fields, key, event_type: value.event_type, value: value.value, ...rest }
    return true
  },
}
