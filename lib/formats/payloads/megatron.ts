import type { Entry, Payload } from '../format.ts'
import { noteBarSeparated, noteText } from '../key-values.ts'
import { STEP, TOTAL, tellDigits, withLayouts } from '../layouts.ts'
import { readStamp } from '../stamp.ts'

/**
 * The iteration line of Megatron-LM, Megatron-DeepSpeed, FlagScale, Primus and GPT-NeoX: keys and values between bars,
 * in any order, most of them optional. One pattern for the whole line goes blind when training breaks, because a loss
 * that is nan is left out.
 */
export const megatron: Payload = {
  part: 'payload',
  name: 'megatron',
  source: 'https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/training/training.py',
  starts: '[is',
  whole: ['iteration ', '[20'],
  samples: [
    {
      line: ' iteration       25/73242187 | consumed samples:           50 | elapsed time per iteration (ms): 87.0 | learning rate: 1.638E-08 | global batch size:     2 | lm loss: 1.086954E+01 | loss scale: 4294967296.0 | grad norm: 0.000 | number of skipped iterations:   0 | number of nan iterations:   0 |',
      gives: {
        format: 'megatron',
        step: 25,
        total_steps: 73242187,
        metrics: {
          consumed_samples: 50,
          step_time_ms: 87,
          learning_rate: 1.638e-8,
          global_batch_size: 2,
          loss: 10.86954,
          loss_scale: 4294967296,
          grad_norm: 0,
          skipped_steps: 0,
          nan_steps: 0,
        },
      },
    },
    {
      line: ' [2024-05-01 10:00:00.123456] iteration        1/     100 | elapsed time per iteration (s): 105.90 | lm loss: nan |',
      gives: {
        time: '2024-05-01T10:00:00.123456Z',
        step: 1,
        metrics: { step_time_ms: 105900, loss: null },
        non_finite: ['loss'],
      },
    },
    {
      line: ' samples/sec: 5.120 | iteration     8001/   10000 | elapsed time per iteration (ms): 12499.0 | approx flops per GPU: 190.4TFLOPS | lm_loss: 5.639597E-01 |',
      gives: {
        step: 8001,
        total_steps: 10000,
        metrics: { samples_per_second: 5.12, step_time_ms: 12499, tflops_per_gpu: 190.4, loss: 0.5639597 },
      },
    },
    {
      line: ' samples/sec: 5.1 | iteration     8001/   10000 | approx flops per GPU: 1.9PFLOPS | lm_loss: inf |',
      gives: { metrics: { tflops_per_gpu: 1900, loss: null }, non_finite: ['loss'] },
    },
    {
      line: 'iteration        3/      10 | elapsed time per iteration (ms): 729.5/728.1 | throughput per GPU (TFLOP/s/GPU): 12.6/12.5  | tokens per GPU (tokens/s/GPU): 350.9/349.0 | hip mem usage/free/total/usage_ratio: 33.81GB/254.18GB/287.98GB/11.74%',
      gives: {
        step: 3,
        metrics: {
          step_time_ms: 729.5,
          tflops_per_gpu: 12.6,
          tokens_per_second_per_gpu: 350.9,
          hip_mem_usage_gb: 33.81,
          hip_mem_free_gb: 254.18,
          hip_mem_total_gb: 287.98,
          hip_mem_usage_ratio_percent: 11.74,
        },
      },
    },
    {
      line: ' iteration    31215/  115311 | consumed tokens:  97834074112 | num zeros: 0.0 | samples per second: 19.338 | tokens per gpu per second (tgs): 155.603 | TFLOPs: 148.06 |',
      gives: {
        metrics: {
          consumed_tokens: 97834074112,
          num_zeros: 0,
          samples_per_second: 19.338,
          tokens_per_second_per_gpu: 155.603,
          tflops_per_gpu: 148.06,
        },
      },
    },
  ],
  read: withLayouts((text, entry, found) => {
    const at = text.indexOf('iteration ')
    if (at === -1 || at > 64) return false
    const match = HEAD.exec(text)
    if (match === null) return false
    const [head, time, samplesPerSecond, step, total] = match
    if (time !== undefined) {
      entry.stamp = readStamp(time) ?? entry.stamp
      found.push({ from: 1, to: 1 + time.length, form: 'time', padded: false, target: undefined })
    }
    entry.step = Number(step)
    if (total !== undefined) entry.total_steps = Number(total)
    tellDigits({ found, text, match }, 3, STEP)
    tellDigits({ found, text, match }, 4, TOTAL)
    if (samplesPerSecond !== undefined) noteText(entry, 'samples/sec', samplesPerSecond)
    const rest = text.slice(head.length)
    const memory = rest.includes('/free/') ? rest.indexOf(' mem usage/free/total/') : -1
    if (memory !== -1) noteDeviceMemory(entry, rest, memory)
    const values = memory === -1 ? rest : rest.slice(0, rest.lastIndexOf('|', memory))
    noteBarSeparated(entry, values, undefined, { found, offset: head.length })
    return true
  }),
}

const HEAD = /^(?:\[([\d-]{10} [\d:.]{8,15})\] +)?(?:samples\/sec: ([\d.]+) \| )?iteration +(\d+)(?:\/ *(\d+))? *\|/d

/** Primus: `hip mem usage/free/total/usage_ratio: 33.81GB/254.18GB/287.98GB/11.74%`, four keys with one value each. */
function noteDeviceMemory(entry: Entry, text: string, at: number): void {
  const match = /(\w+ mem) ([\w/]+): ([^\s|]+)/.exec(text.slice(text.lastIndexOf('|', at) + 1))
  if (match === null) return
  const [, device, keys = '', values = ''] = match
  const parts = values.split('/')
  for (const [index, key] of keys.split('/').entries()) noteText(entry, `${device} ${key}`, parts[index] ?? '')
}
