import type { Payload } from '../format.ts'
import { noteBarSeparated } from '../key-values.ts'
import { withLayouts } from '../layouts.ts'
import { setMetric, snakeCase } from '../metric-names.ts'

/** `    forward-backward ...............: (812.10, 815.30)`, `    optimizer ......: 71.79` */
const ROW = /^\s*([\w/ -]{1,80}?) \.*: \(?([\d.]{1,20})(?:, ([\d.]{1,20})\))?\s*$/

/**
 * The timers of Megatron-LM and DeepSpeed: `time (ms) | forward: 3.1 | …` on one line, or a block `(min, max) time
 * across ranks (ms):` with a line for each timer. Of a pair the larger counts, because the slowest rank is the one that
 * all wait for; the smaller is kept as `…_min_ms`.
 */
export const megatronTimers: Payload = {
  part: 'payload',
  name: 'megatron-timers',
  source: 'https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/core/timers.py',
  starts: 'trm(',
  continues: true,
  samples: [
    {
      line: 'time (ms) | forward: 3047.96 | backward-allreduce: 0.00 | optimizer: 71.79 | batch generator: 2.34',
      gives: {
        format: 'megatron-timers',
        metrics: { forward_ms: 3047.96, backward_allreduce_ms: 0, optimizer_ms: 71.79, batch_generator_ms: 2.34 },
      },
    },
    {
      line: '[2024-02-11 18:28:23,320] [INFO] [logging.py:96:log_dist] [Rank 0] rank=0 time (ms) | forward_microstep: 1510.16 | step: 70.48',
      gives: { format: 'megatron-timers', rank: 0, metrics: { forward_microstep_ms: 1510.16, step_ms: 70.48 } },
    },
    {
      line: '(min, max) time across ranks (ms):\n    forward-backward ...............................: (812.10, 815.30)\n    train/valid/test-data-iterators-setup ..........: (1.50, 1.60)',
      gives: {
        format: 'megatron-timers',
        lines: 3,
        metrics: {
          forward_backward_ms: 815.3,
          forward_backward_min_ms: 812.1,
          train_valid_test_data_iterators_setup_ms: 1.6,
        },
      },
    },
    {
      line: 'max time across ranks (ms):\n    save-checkpoint ................................: 18512.90',
      gives: { metrics: { save_checkpoint_ms: 18512.9 } },
    },
  ],
  read(text, entry, memory) {
    if (!readTimers(text, entry, memory)) return /^(?:\(min, max\)|max) time across ranks \(ms\):\s*$/.test(text)
    entry.complete = true
    return true
  },
  more(text, entry) {
    const match = ROW.exec(text)
    if (match === null) return false
    const [, name = '', first, second] = match
    setMetric(entry, `${snakeCase(name)}_ms`, Number(second ?? first))
    if (second !== undefined) setMetric(entry, `${snakeCase(name)}_min_ms`, Number(first))
    return true
  },
}

const readTimers = withLayouts((text, entry, found) => {
  const match = /^(?:rank=(\d+) )?time \(ms\) \|/.exec(text)
  if (match === null) return false
  const [head, rank] = match
  if (rank !== undefined) entry.rank ??= Number(rank)
  noteBarSeparated(
    entry,
    text.slice(head.length),
    key => `${key} (ms)`,
    rank === undefined ? { found, offset: head.length } : undefined,
  )
  return true
})
