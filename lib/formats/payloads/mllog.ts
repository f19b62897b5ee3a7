import { wordOf } from '../../record/word.ts'
import type { Payload } from '../format.ts'
import { noteMetric } from '../metric-names.ts'
import { parseJson } from '../parse-json.ts'
import { epochStamp, stampOfNumber } from '../stamp.ts'

/** Numbers of an MLLOG value that are metrics of training rather than settings; other keys stay in `fields`. */
const METRIC_KEYS: ReadonlyMap<unknown, string> = new Map([
  ['eval_accuracy', 'eval_accuracy'],
  ['train_loss', 'loss'],
  ['eval_loss', 'val_loss'],
  ['throughput', 'samples_per_second'],
  ['eval_error', 'eval_error'],
])
/** What the metadata of a line is, but for what goes to `fields`. */
const PLACE_KEYS = new Set(['file', 'lineno', 'step', 'step_num', 'epoch_num'])
const isField = (key: string): boolean => !PLACE_KEYS.has(key)

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
      gives: {
        format: 'mllog',
        time: '2024-05-05T10:40:38.376Z',
        step: 8832,
        code: '/workspace/a.py:161',
        metrics: { samples_per_second: 196.58 },
      },
    },
    {
      line: ':::MLLOG {"namespace": "", "time_ms": 1714905636404, "event_type": "POINT_IN_TIME", "key": "eval_accuracy", "value": 0.93, "metadata": {"file": "b.py", "lineno": 1, "samples_count": 8448}}',
      gives: {
        metrics: { eval_accuracy: 0.93, consumed_samples: 8448 },
        fields: { key: 'eval_accuracy', event_type: 'POINT_IN_TIME', value: 0.93, samples_count: 8448 },
      },
    },
    {
      line: ':::MLLOG {"time_ms": 1714905636404, "event_type": "POINT_IN_TIME", "key": "constructor", "value": {"constructor": 1, "throughput": 2}, "metadata": {"lineno": 1}}',
      gives: { format: 'mllog', metrics: { constructor: 1, samples_per_second: 2 } },
    },
  ],
  read(text, entry) {
    if (!text.startsWith(':::MLLOG ')) return false
    let value: {
      time_ms?: unknown
      event_type?: unknown
      key?: unknown
      value?: unknown
      metadata?: Record<string, unknown>
    } | null
    try {
      value = parseJson(text.slice(9), entry) as typeof value
    } catch {
      return false // cut short: an ordinary line
    }
    if (value === null || typeof value !== 'object') return false
    const { event_type, value: said } = value
    const metadata = value.metadata ?? {}
    const stamp = typeof value.time_ms === 'number' ? stampOfNumber(value.time_ms) : epochStamp(wordOf(value.time_ms))
    if (stamp !== undefined) entry.stamp = stamp
    const { file, lineno, step, step_num: stepNumber, epoch_num: epoch } = metadata
    if (typeof file === 'string') entry.code ??= typeof lineno === 'number' ? `${file}:${lineno}` : file
    const steps = step ?? stepNumber
    if (typeof steps === 'number' && Number.isSafeInteger(steps) && steps >= 0) entry.step = steps
    if (typeof epoch === 'number') entry.epoch = epoch
    const key = wordOf(value.key)
    const name = METRIC_KEYS.get(key)
    if (typeof said === 'number' && name !== undefined) noteMetric(entry, name, said)
    else if (typeof said === 'object' && said !== null && !Array.isArray(said)) {
      for (const part of Object.keys(said)) {
        // The places of a list are no names.
        if (/^\d/.test(part)) continue
        const number = (said as Record<string, unknown>)[part]
        if (typeof number === 'number') noteMetric(entry, METRIC_KEYS.get(part) ?? part, number)
      }
    }
    if (typeof metadata['samples_count'] === 'number') noteMetric(entry, 'consumed_samples', metadata['samples_count'])
    entry.fields = { ...entry.fields, key, event_type, value: said }
    if (Object.keys(metadata).some(isField))
      entry.fields = {
        ...entry.fields,
        ...Object.fromEntries(Object.entries(metadata).filter(([name]) => isField(name))),
      }
    return true
  },
}
