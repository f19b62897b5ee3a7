import type { Payload } from '../format.ts'
import { notePairs, noteText } from '../key-values.ts'
import { STEP, tellDigits, type ValueSpan, withLayouts } from '../layouts.ts'
import { targetOf, validationKey } from '../metric-names.ts'

/**
 * torchtitan's step and validation lines: `step: 10  loss:  6.52811  memory: 175.59GiB(98.45%)  tps: 10,303  tflops:
 * 868.09  mfu: 38.58%`.
 */
export const torchtitan: Payload = {
  part: 'payload',
  name: 'torchtitan',
  source: 'https://github.com/pytorch/torchtitan/blob/main/torchtitan/components/metrics.py',
  starts: 'sv',
  samples: [
    {
      line: '[rank0]:[titan] 2026-05-19 22:43:18,270 - root - INFO - step: 10  loss:  6.52811  grad_norm: 25.3750  memory: 175.59GiB(98.45%)  tps: 10,303  tflops: 868.09  mfu: 38.58%',
      gives: {
        format: 'torchtitan',
        rank: 0,
        step: 10,
        metrics: {
          loss: 6.52811,
          grad_norm: 25.375,
          memory_gib: 175.59,
          memory_percent: 98.45,
          tokens_per_second_per_gpu: 10303,
          tflops_per_gpu: 868.09,
          mfu_percent: 38.58,
        },
      },
    },
    {
      line: 'step:  1  loss:     nan  memory:  1.20GiB(1.28%)  tps: 1,374  mfu: N/A',
      gives: {
        step: 1,
        metrics: { loss: null, memory_gib: 1.2, memory_percent: 1.28, tokens_per_second_per_gpu: 1374 },
        non_finite: ['loss'],
      },
    },
    {
      line: 'validate step: 20  loss:  7.1234  memory: 10.00GiB(12.62%)  tps: 8,000',
      gives: { step: 20, metrics: { val_loss: 7.1234, val_memory_gib: 10, val_memory_percent: 12.62, val_tps: 8000 } },
    },
  ],
  read: withLayouts((text, entry, found) => {
    const match = /^(validate )?step: *(\d+) +(?=loss: )/d.exec(text)
    if (match === null) return false
    const rename = match[1] === undefined ? (key: string) => key : validationKey
    entry.step = Number(match[2])
    const values: ValueSpan[] = []
    notePairs(entry, text.slice(match[0].length), rename, { found: values, offset: match[0].length })
    const percent = /\bmemory: *[\d.]+GiB\(([\d.]+)%\)/d.exec(text)
    if (percent !== null) {
      const key = rename('memory_percent')
      noteText(entry, key, percent[1] as string)
      const [from, to] = (percent.indices as RegExpIndicesArray)[1] as [number, number]
      values.push({ from, to, form: 'decimal', padded: false, target: targetOf(key, '') })
    }
    tellDigits({ found, text, match }, 2, STEP)
    // The percentage is noted where the memory is a decimal.
    for (const value of values) found.push(value.form === 'number' ? { ...value, form: 'decimal' } : value)
    return true
  }),
}
