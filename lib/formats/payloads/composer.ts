import type { Entry, Payload } from '../format.ts'
import { noteText } from '../key-values.ts'
import { validationKey } from '../metric-names.ts'

const HEAD =
  /^\[(?:epoch=(\d+)(?:\/\d+)?\]\[)?(?:(Eval) )?(?:batch|iteration|token|sample)=(\d+)(?:\/(\d+))?\](?::| Eval on .{1,120} data:?)?\s*/
const ROW = /^\s*(Train|Eval) ([^\s:]{1,160}): ([^\s,]{1,40})/
/** Without a head, only a path is sure to be Composer's: `Train Epoch: 1` is somebody else's. */
const PATH_ROW = /^(?:Train|Eval) [^\s:/]{1,80}\/[^\s:]{1,80}: /

/**
 * A report of Composer and llm-foundry: a head `[batch=1/300000000]:` or `[Eval batch=10/10] Eval on eval data:` and
 * one indented `Train <path>: <value>` line for each metric. The batch of an evaluation counts the evaluation's own
 * batches, so it is no step.
 */
export const composer: Payload = {
  part: 'payload',
  name: 'composer',
  source: 'https://github.com/mosaicml/composer/blob/main/composer/loggers/console_logger.py',
  starts: '[TE',
  continues: true,
  samples: [
    {
      line: '[batch=1/300000000]:\n      Train time/epoch: 0\n      Train time/batch_in_epoch: 0\n      Train loss/train/total: 12.0000\n      Train throughput/device/tokens_per_sec: 222.2194',
      gives: {
        format: 'composer',
        step: 1,
        total_steps: 300000000,
        epoch: 0,
        lines: 5,
        metrics: { time_batch_in_epoch: 0, loss: 12, tokens_per_second_per_gpu: 222.2194 },
      },
    },
    {
      line: '[Eval batch=10/10] Eval on eval data:\n\t Eval metrics/eval/LanguageCrossEntropy: 2.3021\n\t Eval metrics/eval/LanguagePerplexity: 9.9951',
      gives: {
        format: 'composer',
        progress: { description: 'Eval', current: 10, total: 10 },
        metrics: { val_loss: 2.3021, metrics_eval_language_perplexity: 9.9951 },
      },
    },
    {
      line: '[batch=20/40] Train loss/train/total: nan',
      gives: { step: 20, total_steps: 40, metrics: { loss: null }, non_finite: ['loss'] },
    },
    {
      line: '\t Train metrics/train/LanguagePerplexity: 33397.8672',
      gives: { format: 'composer', metrics: { metrics_train_language_perplexity: 33397.8672 } },
    },
  ],
  read(text, entry) {
    const head = HEAD.exec(text)
    if (head === null) {
      if (!PATH_ROW.test(text) || !noteRow(entry, text)) return false
      entry.complete = true
      return true
    }
    const [, epoch, evaluation, current, total] = head
    if (evaluation !== undefined)
      entry.progress = {
        description: evaluation,
        current: Number(current),
        ...(total === undefined ? {} : { total: Number(total) }),
      }
    else {
      if (epoch !== undefined) entry.epoch = Number(epoch)
      entry.step = Number(current)
      if (total !== undefined) entry.total_steps = Number(total)
    }
    noteRow(entry, text.slice(head[0].length))
    return true
  },
  more: (text, entry) => noteRow(entry, text),
}

function noteRow(entry: Entry, text: string): boolean {
  const row = ROW.exec(text)
  if (row === null) return false
  const [, split, path = '', value = ''] = row
  return noteText(entry, split === 'Eval' ? evaluationKey(path) : path, value)
}

/** `metrics/eval/Accuracy` says that it is an evaluation's; `loss` alone does not. */
function evaluationKey(path: string): string {
  return path.includes('eval/') ? path : validationKey(path)
}
