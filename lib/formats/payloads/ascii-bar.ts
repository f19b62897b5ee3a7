import type { Payload } from '../format.ts'
import { notePairs } from '../key-values.ts'
import { purposeOf } from '../progress.ts'

/** `[=====>....]` or `[#####     ]`, with `45/100` or `45%` on either side. */
const BAR = /^([^[\]]{0,120})\[(?=[=#>])([=#]{0,200}>?[ .-]{0,200})\]([^[\]]{0,400})/

/**
 * Bars drawn by hand or by small libraries: mmcv, pytorch-cifar, wget, apt. They report progress; a step only where
 * they are named for training.
 */
export const asciiBar: Payload = {
  part: 'payload',
  name: 'ascii-bar',
  source: 'https://github.com/kuangliu/pytorch-cifar/blob/master/utils.py',
  starts: '',
  contains: ['=>', '==]', '>]', '> ]', '##'],
  continues: true,
  samples: [
    { line: '[=====>....] 45/100', gives: { format: 'ascii-bar', progress: { current: 45, total: 100 } } },
    {
      line: 'Training: 45% [========>           ] loss: 1.25',
      gives: { progress: { description: 'Training', percent: 45 }, metrics: { loss: 1.25 } },
    },
    {
      line: ' [=========================>.......]  Step: 12ms | Tot: 3s | Loss: 1.234 | Acc: 45.6% (123/456) 391/391 ',
      gives: { progress: { current: 391, total: 391 }, metrics: { loss: 1.234, acc_percent: 45.6 } },
    },
    {
      line: 'Epoch 14/100  step 120/390 [=====>.......] - ETA: 1:02 - loss: 1.2345',
      gives: {
        epoch: 14,
        step: 120,
        total_steps: 390,
        progress: { current: 120, total: 390 },
        metrics: { loss: 1.2345 },
      },
    },
    {
      line: '[>>>>>>>>>>>>>>] 100/100, 25.1 task/s, elapsed: 4s, ETA: 0s',
      gives: { format: 'ascii-bar', progress: { current: 100, total: 100, rate: 25.1 } },
    },
  ],
  read(text, entry) {
    const match = BAR.exec(text) ?? MMCV.exec(text)
    if (match === null) return false
    const [, before = '', , after = ''] = match
    const counts = [...before.matchAll(/(\d{1,12})\/(\d{1,12})(?=[\s,:]|$)/g)]
    const count = /(\d{1,12})\/(\d{1,12})(?=[\s,]|$)/.exec(after) ?? counts.at(-1) ?? null
    // Of two counts the first is the epoch: `Epoch 14/100 step 120/390 [==>..]`.
    if (counts.length > 1 && /epoch\W{0,3}\d/i.test(before)) entry.epoch = Number(counts[0]?.[1])
    const percent = /(\d{1,3}(?:\.\d{1,4})?)%/.exec(before) ?? /^ *(\d{1,3}(?:\.\d{1,4})?)%/.exec(after)
    if (count === null && percent === null) return false
    const description = before
      .replace(/[\d.]+%|\d+\/\d+/g, '')
      .replace(/[\s:]+$/, '')
      .trim()
    const rate = /([\d.]{1,12}) ?(?:task|it|step)s?\/s/.exec(after)
    entry.progress = {
      ...(description === '' ? {} : { description }),
      ...(count === null ? {} : { current: Number(count[1]), total: Number(count[2]) }),
      ...(percent === null ? {} : { percent: Number(percent[1]) }),
      ...(rate === null ? {} : { rate: Number(rate[1]) }),
    }
    if (description !== '' && count !== null && purposeOf(description) === 'training') {
      entry.step = Number(count[1])
      entry.total_steps = Number(count[2])
    }
    if (/\b(?:loss|acc)/i.test(after)) notePairs(entry, after.replace(/\b(?:ETA|Tot|elapsed): \S+/g, ''))
    return true
  },
}

/** mmcv fills its bar with `>` alone. */
const MMCV = /^()\[(>{2,200} {0,200})\]([^[\]]{0,400})/
