import type { Entry, Payload } from '../format.ts'
import { notePairs } from '../key-values.ts'
import { STEP, TOTAL, tellDigits, type ValueSpan, withLayouts } from '../layouts.ts'
import { setMetric } from '../metric-names.ts'

/**
 * nanoGPT and its kin. nanoGPT: `iter 100: loss 2.5, time 123.45ms, mfu 30.1%` (mfu is -100 % before it is known) and
 * `step 100: train loss 2.5, val loss 2.6`. Speed runs: `step:10/1390 train_time:1ms step_avg:2ms`, `s:9532 trl:3.27`,
 * `s:9536 tel:3.28`.
 */
export const nanogpt: Payload = {
  part: 'payload',
  name: 'nanogpt',
  source: 'https://github.com/karpathy/nanoGPT/blob/master/train.py',
  starts: 'is',
  whole: ['iter ', 'step:', 's:'],
  samples: [
    {
      line: 'iter 100: loss 2.5012, time 123.45ms, mfu 30.10%',
      gives: { format: 'nanogpt', step: 100, metrics: { loss: 2.5012, step_time_ms: 123.45, mfu_percent: 30.1 } },
    },
    {
      line: 'iter 0: loss 10.9, time 900.00ms, mfu -100.00%',
      gives: { step: 0, metrics: { loss: 10.9, step_time_ms: 900 } },
    },
    {
      line: 'step 2000: train loss 1.7648, val loss 1.8857',
      gives: { step: 2000, metrics: { loss: 1.7648, val_loss: 1.8857 } },
    },
    {
      line: 'step:1390/1390 train_time:204266ms step_avg:148.02ms',
      gives: { step: 1390, total_steps: 1390, metrics: { train_time_ms: 204266, step_avg_ms: 148.02 } },
    },
    {
      line: 'step:0/1840 val_loss:10.8315 train_time:0ms step_avg:0.04ms',
      gives: { step: 0, total_steps: 1840, metrics: { val_loss: 10.8315, train_time_ms: 0, step_avg_ms: 0.04 } },
    },
    {
      line: 'step:2/1390 train_time:0ms step_avg:nanms',
      gives: { step: 2, metrics: { train_time_ms: 0, step_avg_ms: null }, non_finite: ['step_avg_ms'] },
    },
    { line: 's:9532 trl:3.279012', gives: { step: 9532, metrics: { loss: 3.279012 } } },
    { line: 's:9536 tel:3.282515', gives: { step: 9536, metrics: { val_loss: 3.282515 } } },
  ],
  read: withLayouts((text, entry, found) => {
    const match =
      /^(?:iter (\d+): (?=loss )|step (\d+): (?=train loss )|step:(\d+)\/(\d+)(?= (?:train_|val_|step_))|s:(\d+) (?=t[re]l:))/d.exec(
        text,
      )
    if (match === null) return false
    const [head, iter, step, colonStep, total, shortStep] = match
    for (const [group, target] of [
      [1, STEP],
      [2, STEP],
      [3, STEP],
      [4, TOTAL],
      [5, STEP],
    ] as const)
      tellDigits({ found, text, match }, group, target)
    const rest = text.slice(head.length)
    const count =
      colonStep === undefined
        ? noteValues(entry, rest, found, head.length)
        : notePairs(entry, rest, undefined, { found, offset: head.length })
    if (count === 0) return false
    entry.step = Number(iter ?? step ?? colonStep ?? shortStep)
    if (total !== undefined) entry.total_steps = Number(total)
    return true
  }),
}

function noteValues(entry: Entry, text: string, found: ValueSpan[], offset: number): number {
  let count = 0
  for (const pair of text.matchAll(/(train loss|val loss|loss|time|mfu|trl|tel)[ :]([-+.\w]+)(ms|s|%)?/g)) {
    const value = Number.parseFloat(pair[2] as string)
    const name = NAME_OF[pair[1] as string] as string
    // The unit may be glued so that the number swallowed none of it: parseFloat stops there.
    const seconds = name === 'step_time_ms' && /\d s$|\ds$/.test(pair[0]) && !pair[0].endsWith('ms')
    if (name === 'mfu_percent' && value < 0) continue
    setMetric(entry, name, seconds ? value * 1000 : value)
    const from = offset + pair.index + (pair[1] as string).length + 1
    const to = from + (PLAIN.exec(pair[2] as string)?.[0].length ?? 0)
    if (!seconds)
      found.push({
        from,
        to,
        form: 'unsigned',
        padded: false,
        target: { place: 'metric', name, scale: 1, percent: false },
      })
    count++
  }
  // More values than it knows are for a reader that knows their names.
  return text.split(',').length > count + (text.includes('mfu -') ? 1 : 0) ? 0 : count
}

const PLAIN = /^[-+]?[\d.]+(?:[eE][-+]?\d+)?/

const NAME_OF: Readonly<Record<string, string>> = {
  'train loss': 'loss',
  loss: 'loss',
  trl: 'loss',
  'val loss': 'val_loss',
  tel: 'val_loss',
  time: 'step_time_ms',
  mfu: 'mfu_percent',
}
