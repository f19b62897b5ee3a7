import type { Payload } from '../format.ts'
import { notePairs } from '../key-values.ts'
import { setMetric, validationKey } from '../metric-names.ts'
import { clockSeconds, purposeOf } from '../progress.ts'

/**
 * `Epoch 0/23 ━━━━ 98/98 0:00:22 • 0:00:00 4.44it/s v_num: 0 train/loss: 1.559` (Lightning) | `Working... ━━━━╸━━  45%
 * 0:00:12` (rich)
 */
const BAR =
  /^(?:([^━╸╺]{1,120}?) {1,40})?[━╸╺]{1,400}(?: {1,40}|$)(?:(\d{1,12})\/(\d{1,12}|--)|(\d{1,3})%)(?: {1,40}([\d:]{4,16}|-:--:--)(?: • ([\d:]{4,16}|-:--:--))?)?(?: {1,40}([\d.]{1,12})(it\/s|s\/it))?(?= |$)/

/** Bars of the rich library, above all those of PyTorch Lightning's RichProgressBar. */
export const richBar: Payload = {
  part: 'payload',
  name: 'rich-bar',
  source:
    'https://github.com/Lightning-AI/pytorch-lightning/blob/master/src/lightning/pytorch/callbacks/progress/rich_progress.py',
  starts: '',
  contains: ['━'],
  continues: true,
  samples: [
    {
      line: 'Epoch 0/23 ━━━━━━━━━━━━━━━━━━━━ 49/98 0:00:22 • 0:00:20 4.00it/s v_num: 0 train/loss: 1.559',
      gives: { format: 'rich-bar', epoch: 0, step: 49, total_steps: 98, metrics: { step_time_ms: 250, loss: 1.559 } },
    },
    {
      line: 'Epoch 19/19 ━━━━━━━━━━━━━━━━━━━━ 270/270 0:02:05 • 0:00:00 2.18it/s v_num: 0 train/loss: 0.312\n                                        val/loss: 0.402 train/acc: 0.9',
      gives: { epoch: 19, lines: 2, metrics: { loss: 0.312, val_loss: 0.402, train_acc: 0.9 } },
    },
    {
      line: 'Epoch 0/-2 ━━━━━━━━━━━━━━ 5072/-- 2:40:43 • -:--:-- 0.57it/s v_num: xn3p train_loss: 10.416',
      gives: { epoch: 0, step: 5072, metrics: { loss: 10.416 } },
    },
    {
      line: 'Validation ━━━━━━━━━━ 10/40 0:00:01 • 0:00:03 9.80it/s',
      gives: {
        progress: { description: 'Validation', current: 10, total: 40, elapsed_s: 1, remaining_s: 3, rate: 9.8 },
      },
    },
    {
      line: 'Downloading... ━━━━━━╸━━━━━━━ 45% 0:00:12',
      gives: { progress: { description: 'Downloading...', percent: 45, remaining_s: 12 } },
    },
  ],
  read(text, entry) {
    const match = BAR.exec(text)
    if (match === null) return false
    const [bar, description = '', current, total, percent, first, second, rate, unit] = match
    // A bar with one time shows what is left, one with two what has passed before it.
    const elapsed = second === undefined ? undefined : clockSeconds(first ?? '')
    const remaining = clockSeconds(second ?? first ?? '')
    const perSecond = rate === undefined ? undefined : unit === 's/it' ? 1 / Number(rate) : Number(rate)
    entry.progress = {
      ...(description === '' ? {} : { description }),
      ...(current === undefined ? {} : { current: Number(current) }),
      ...(total === undefined || total === '--' ? {} : { total: Number(total) }),
      ...(percent === undefined ? {} : { percent: Number(percent) }),
      ...(elapsed === undefined ? {} : { elapsed_s: elapsed }),
      ...(remaining === undefined ? {} : { remaining_s: remaining }),
      ...(perSecond === undefined ? {} : { rate: perSecond }),
    }
    const purpose = purposeOf(description)
    if (purpose === 'training' && current !== undefined) {
      entry.step = Number(current)
      if (total !== '--') entry.total_steps = Number(total)
      const epoch = /\bepoch:? (\d+)/i.exec(description)
      if (epoch !== null) entry.epoch = Number(epoch[1])
      if (perSecond !== undefined && perSecond > 0)
        setMetric(entry, 'step_time_ms', Number((1000 / perSecond).toPrecision(6)))
    }
    if (purpose !== 'chore')
      notePairs(
        entry,
        text.slice(bar.length).replace(/\bv_num: \S{1,40}/, ''),
        purpose === 'evaluation' ? validationKey : undefined,
      )
    return true
  },
  // A terminal's width wraps the metrics: the rest of them is indented to the bar's end.
  more: (text, entry) =>
    /^ {20}\s*[\w/]+: /.test(text) &&
    notePairs(entry, text, purposeOf(entry.progress?.description ?? '') === 'evaluation' ? validationKey : undefined) >
      0,
}
