import { newEntry, type Payload } from '../format.ts'
import { noteBarSeparated, noteDict, notePairs } from '../key-values.ts'

/** A word that says: these numbers are about training. Without one, `key: number` pairs are settings, sizes or addresses. */
const TRAINING_WORD =
  /(?:^|[\s"'{|,(_/.])(?:loss|lm_loss|perplexity|ppl|grad_norm|gnorm|learning_rate|lr|tokens?[/_ ](?:s|sec|second|gpu)|tok\/s|samples?[/_ ](?:s|sec|second)|tflops|tflop\/s|mfu|step_time|iter_time|tgs|tps)\b/i
const POSITION_WORD = /\b(?:step|iter|iteration|global_step|epoch|batch|update)s?\b/i

/**
 * The net under all other payloads: a line that names a quantity of training and gives numbers by `key: number` or `key=number`, with a
 * step, an epoch or at least two numbers. The step may be written `step 12`, `[step 12/100]`, `Step 12 |`, `12/100`.
 */
export const keyValues: Payload = {
  part: 'payload',
  name: 'key-values',
  source: 'https://docs.python.org/3/library/logging.html',
  starts: '',
  contains: [':', '='],
  samples: [
    {
      line: 'Batch 0 Loss: 11.61653, Speed: 4.88 samples/sec, lr: 0.000100',
      gives: { format: 'key-values', step: 0, metrics: { loss: 11.61653, samples_per_second: 4.88, learning_rate: 0.0001 } },
    },
  ],
  read(text, entry) {
    if (text.length > 8192 || !/\d/.test(text) || !TRAINING_WORD.test(text)) return false
    // Read beside the entry: whether it counts is known only at the end.
    const found = newEntry('')
    const position = /(?:^|[\s[(])(?:global[_ ])?(?:step|iter|iteration|batch|update)s?[ :=#]{0,3}\[?(\d{1,12})(?: ?(?:\/|of) ?(\d{1,12}))?(?![\d.])/i.exec(text)
    const brace = text.indexOf('{')
    const dict = brace === -1 ? 0 : Math.max(0, noteDict(found, text.slice(brace)))
    const count = dict > 0 ? dict : /\|.*\|/.test(text) && /: *[\d.+-]/.test(text) ? noteBarSeparated(found, text) : notePairs(found, text)
    if (position !== null) {
      found.step = Number(position[1])
      if (position[2] !== undefined) found.total_steps = Number(position[2])
    }
    if (count === 0 || (count === 1 && found.step === undefined && found.epoch === undefined && !POSITION_WORD.test(text))) return false
    entry.step ??= found.step
    entry.total_steps ??= found.total_steps
    entry.epoch ??= found.epoch
    entry.metrics = { ...found.metrics, ...entry.metrics }
    if (found.non_finite !== undefined) entry.non_finite = found.non_finite
    return true
  },
}
