import type { Entry, Payload } from '../format.ts'
import { noteTime } from '../general-numbers.ts'
import { noteText } from '../key-values.ts'
import { noteMetric, validationKey } from '../metric-names.ts'
import { readMeasured } from '../numbers.ts'

const HEAD = /^(?:step|iter)[ :]+(\d{1,12})(?: ?\/ ?(\d{1,12}))?(?: \([\d.]{1,8}%\))? *\| */i
/** `loss: 10.95`, `lr 4.2857e-07`, `train loss 11.0`, `epoch: 1` */
const PAIR =
  /^([A-Za-z][\w/. -]{0,40}?)(?::\s*|\s+|=)([-+]?(?:[\d.]|nan|inf)\S{0,40})(?: ?([a-z]{1,12}\/s(?:ec)?|ms|s|%)(?![a-z]))?/i

/**
 * The one-line reports of small trainers that grew out of nanoGPT (build-nanogpt, llm.c, nanochat and their kin): a
 * step, then values between bars, each `key: value`, `key value` or `value unit`.
 */
export const stepBars: Payload = {
  part: 'payload',
  name: 'step-bars',
  source: 'https://github.com/karpathy/llm.c/blob/master/train_gpt2.cu',
  starts: 'sSiI',
  samples: [
    {
      line: 'step     0 | loss: 10.955029 | lr 4.2857e-07 | norm: 15.3566 | dt: 33000.12ms | tok/sec: 15800.12',
      gives: {
        format: 'step-bars',
        step: 0,
        metrics: {
          loss: 10.955029,
          learning_rate: 4.2857e-7,
          grad_norm: 15.3566,
          step_time_ms: 33000.12,
          tokens_per_second: 15800.12,
        },
      },
    },
    {
      line: 'step    1/19560 | loss 11.009178 (+nanz)| norm 15.3623 (+nanz)| lr 8.57e-07 | 1234.56 ms | 45.6% bf16 MFU | 123456 tok/s',
      gives: {
        step: 1,
        total_steps: 19560,
        metrics: {
          loss: 11.009178,
          grad_norm: 15.3623,
          learning_rate: 8.57e-7,
          step_time_ms: 1234.56,
          mfu_percent: 45.6,
          tokens_per_second: 123456,
        },
      },
    },
    {
      line: 'step 00012/21400 (0.06%) | loss: 9.123456 | lrm: 1.00 | dt: 1234.56ms | tok/sec: 424,000 | mfu: 48.01 | total time: 0.12m',
      gives: {
        step: 12,
        total_steps: 21400,
        metrics: { loss: 9.123456, step_time_ms: 1234.56, tokens_per_second: 424000, mfu_percent: 48.01 },
      },
    },
    {
      line: 'Step 10 | Loss: 3.2415 | LR: 3.00e-04 | Throughput: 123.45 samples/s',
      gives: { step: 10, metrics: { loss: 3.2415, learning_rate: 3e-4, samples_per_second: 123.45 } },
    },
    {
      line: 'Step 250 | Validation loss: 3.25 | val bpb: nan',
      gives: { step: 250, metrics: { val_loss: 3.25, val_bpb: null }, non_finite: ['val_bpb'] },
    },
  ],
  read(text, entry, memory) {
    const head = HEAD.exec(text)
    if (head === null) return false
    let count = 0
    for (const segment of text.slice(head[0].length).split('|')) if (noteSegment(entry, segment.trim())) count++
    if (count === 0) return false
    entry.step = Number(head[1])
    noteTime(entry, text, memory)
    if (head[2] !== undefined) entry.total_steps = Number(head[2])
    return true
  },
}

function noteSegment(entry: Entry, segment: string): boolean {
  const first = readMeasured(segment)
  if (first !== undefined) {
    const unit = segment.slice(first.length - first.unit.length).trim()
    if (/^m?s$/.test(unit)) noteMetric(entry, 'step time', first.value, unit)
    else if (/\bMFU$/i.test(unit)) noteMetric(entry, 'mfu', first.value, '%')
    else if (/^[a-z]+\/s(?:ec)?$/i.test(unit)) noteMetric(entry, unit, first.value)
    else return false
    return true
  }
  const pair = PAIR.exec(segment)
  if (pair === null) return false
  const [, key = '', value = '', unit] = pair
  const name = /^(?:val|valid|validation)\b/i.test(key) ? validationKey(key) : key
  return noteText(entry, name, unit === undefined ? value : `${value}${unit}`)
}
