import type { Entry, Payload } from '../format.ts'
import { noteText } from '../key-values.ts'
import { noteMetric } from '../metric-names.ts'

/** Keys of HF's summaries; `Gradient Accumulation steps = 16` and its like are settings. */
const ROW = /^\s*((?:train|eval|test|predict|total|init|before)_\w{1,80}|epoch|perplexity) +=\s+(\S{1,32})\s*$/
const HEAD = /^\*{3,} \w{1,20} metrics \*{3,}\s*$/
/** `0:14:31.88` */
const RUNTIME = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/

/**
 * The summary of HF Trainer after training or evaluation: a head `***** train metrics *****` and indented `key = value`
 * lines, or such lines each with a logging head of its own. Run times are written H:MM:SS and given in seconds, as the
 * dict of the same name has them.
 */
export const hfSummary: Payload = {
  part: 'payload',
  name: 'hf-summary',
  source: 'https://github.com/huggingface/transformers/blob/main/src/transformers/trainer_pt_utils.py',
  starts: '*tepib',
  continues: true,
  samples: [
    {
      line: '[INFO|trainer_pt_utils.py:912] 2021-05-25 06:45:27,966 >>   train_samples            =       1000',
      gives: { format: 'hf-summary', metrics: { train_samples: 1000 } },
    },
    {
      line: '***** train metrics *****\n  epoch                    =        3.0\n  total_flos               =   123456GF\n  train_loss               =     1.2345\n  train_runtime            = 0:14:31.88\n  train_samples_per_second =      1.147',
      gives: {
        format: 'hf-summary',
        epoch: 3,
        lines: 6,
        metrics: { total_flos_gf: 123456, loss: 1.2345, train_runtime: 871.88, samples_per_second: 1.147 },
      },
    },
    {
      line: '***** eval metrics *****\n  eval_loss       =       nan\n  eval_samples    =        240\n  perplexity      =    25.1',
      gives: { metrics: { val_loss: null, eval_samples: 240, perplexity: 25.1 }, non_finite: ['val_loss'] },
    },
  ],
  read(text, entry) {
    if (HEAD.test(text)) return true
    if (!noteRow(entry, text)) return false
    entry.complete = true
    return true
  },
  more: (text, entry) => noteRow(entry, text),
}

function noteRow(entry: Entry, text: string): boolean {
  const row = ROW.exec(text)
  if (row === null) return false
  const [, key = '', value = ''] = row
  const runtime = RUNTIME.exec(value)
  if (runtime === null) return noteText(entry, key, value)
  noteMetric(entry, key, Number(runtime[1]) * 3600 + Number(runtime[2]) * 60 + Number(runtime[3]))
  return true
}
