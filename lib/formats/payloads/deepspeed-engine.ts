import type { Entry, Payload } from '../format.ts'
import { notePairs } from '../key-values.ts'
import { EPOCH, STEP, tellDigits, type ValueSpan, withLayouts } from '../layouts.ts'

/**
 * epoch=0/micro_step=199/global_step=199, RunningAvgSamplesPerSec=58.7, CurrSamplesPerSec=61.3, MemAllocated=6.01GB |
 * 0/50, SamplesPerSec=1292.6
 */
const TIMER =
  /^(?:rank=\d+ )?(?:epoch=(\d+)\/micro_step=(\d+)\/global_step=(\d+)|(\d+)\/(\d+)), (?=(?:RunningAvg|Curr)?SamplesPerSec=)/d

/**
 * The reports of DeepSpeed's engine: the optimizer step, the throughput timer (old and new form) and the pipeline
 * engine's line.
 */
export const deepspeedEngine: Payload = {
  part: 'payload',
  name: 'deepspeed-engine',
  source: 'https://github.com/microsoft/DeepSpeed/blob/master/deepspeed/utils/timer.py',
  starts: 'ser0-9',
  samples: [
    {
      line: '[2021-05-27 19:54:20,386] [INFO] [logging.py:60:log_dist] [Rank 0] step=2, skipped=0, lr=[3.75e-05, 3.75e-05], mom=[(0.9, 0.999), (0.9, 0.999)]',
      gives: { format: 'deepspeed-engine', step: 2, metrics: { skipped: 0, learning_rate: 3.75e-5 } },
    },
    {
      line: 'epoch=1/micro_step=926/global_step=1880, RunningAvgSamplesPerSec=6.60372389313781, CurrSamplesPerSec=6.368302303901175, MemAllocated=7.79GB, MaxMemAllocated=10.55GB',
      gives: {
        epoch: 1,
        step: 1880,
        metrics: {
          running_avg_samples_per_sec: 6.60372389313781,
          samples_per_second: 6.368302303901175,
          mem_allocated_gb: 7.79,
          max_mem_allocated_gb: 10.55,
        },
      },
    },
    {
      line: '[INFO 2020-02-06 19:53:56] 0/50, SamplesPerSec=1292.6411179579866',
      gives: { epoch: 0, step: 50, metrics: { samples_per_second: 1292.6411179579866 } },
    },
    {
      line: 'steps: 2 loss: 12.8004 iter time (s): 145.206 samples/sec: 7.052',
      gives: {
        format: 'deepspeed-engine',
        step: 2,
        metrics: { loss: 12.8004, step_time_ms: 145206, samples_per_second: 7.052 },
      },
    },
    {
      line: 'steps: 3 loss: nan iter time (s): 1.5 samples/sec: 7.1',
      gives: { step: 3, metrics: { loss: null, step_time_ms: 1500 }, non_finite: ['loss'] },
    },
  ],
  read: withLayouts((text, entry, found) => {
    const timer = TIMER.exec(text)
    if (timer === null) return /^(?:step=\d+, skipped=|steps: \d+ loss: )/.test(text) && noteStep(entry, text, found)
    const [head, epoch, , step, oldEpoch, oldStep] = timer
    entry.epoch = Number(epoch ?? oldEpoch)
    entry.step = Number(step ?? oldStep)
    for (const [group, target] of [
      [1, EPOCH],
      [2, undefined],
      [3, STEP],
    ] as const)
      tellDigits({ found, text, match: timer }, group, target)
    notePairs(entry, text.slice(head.length), undefined, { found, offset: head.length })
    return true
  }),
}

/** Notes the optimizer's line, whose step is digits. */
function noteStep(entry: Entry, text: string, found: ValueSpan[]): boolean {
  const count = notePairs(entry, text, undefined, { found, offset: 0 })
  if (found[0] !== undefined) found[0] = { ...found[0], form: 'digits', padded: false }
  return count > 0
}
