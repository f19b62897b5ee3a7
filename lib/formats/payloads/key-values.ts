import { type Entry, newEntry, type Payload, type SourceMemory } from '../format.ts'
import { notePairs, noteRates, noteText } from '../key-values.ts'
import { isQuantity, noteMetric, validationKey } from '../metric-names.ts'
import { noteDict } from '../note-dict.ts'
import { positionOf } from '../position.ts'

/**
 * What every training word below holds. Plain literals are found several times as fast as whole words, and most lines
 * hold none.
 */
const HINT =
  /cost|gNorm|L\.r\.|fps|loss|Loss|LOSS|ppl|PPL|erplex|norm|acc|Acc|ACC|eward|mfu|MFU|tgs|TGS|tps|TPS|flop|FLOP|Flop|tok|Tok|ample|im(?:age|g)|Im(?:age|g)|_time|ms\/it|s\/it|it\/s|[It]ter\/s|tep\/s|teps\/[sS]|\/iter|sec\/step|took|ips|Took/
/** A word that says: these numbers may be about training. */
const TRAINING_WORD =
  /(?:^|[^A-Za-z\d])(?:loss|perplexity|ppl|grad[_ ]?norm|gnorm|accuracy|acc|reward|mfu|tgs|tps|tflops|tflop\/s|(?:tokens?|tok|samples?|images|imgs?)[/_ ](?:s|sec|second)|(?:step|iter|iteration|batch)[_ ](?:time|cost)|(?:ms|s|sec)\/(?:it|iter|step)|(?:it|iter|steps?)\/s(?:ec)?|fps|ips|\w+_loss)\b/i
/** Metrics that only training or its evaluation gives; a learning rate alone stands in every dump of settings. */
const MEASURED =
  /^(?:loss|val_loss|grad_norm|tflops_per_gpu|tokens_per_second(?:_per_gpu)?|samples_per_second|mfu_percent|step_time_ms|\w*(?:_loss|ppl|perplexity|accuracy|reward)|\w*(?:accuracy|acc)_percent|(?:\w+_)?acc(?:_\d)?|loss_(?:mean|avg|max|min|std|step|epoch|cls|box|bbox|reg)\w*)$/
/** Settings printed as one line: `Namespace(lr=0.1, …)`, `--lr 0.1`, `TrainingArguments(…)`. */
const SETTINGS =
  /^(?:[A-Z]\w*\(|\+|--|#|usage:|export )|\s--[a-z]|\b(?:args|config|arguments|hyper-?parameters|settings)\b ?[:=]/i
/** `lr 5.00 | ms/batch 12.3 | loss  8.12 | Learning Rate 1.3e-05 | loss is 0.05`: words that need no colon. */
const BARE =
  /(?<![\w./-])([A-Za-z][A-Za-z_/.@]{0,30}(?: [A-Za-z][\w/.@]{0,30}){0,3})\s{1,12}([-+]?(?:\d(?:[\d.,eE+-]{0,24}[\d.])?|nan|inf))(?: ?([kKM](?=[\s|,;)\]]|$)|m?s(?=[\s|,;)\]]|$)|%|[A-Za-z]{1,12}\/s(?:ec)?(?![A-Za-z])))?(?=[\s|,;:)%\]]|$)/gi
/** Words before a name that are not of it. */
const LEAD =
  /^(?:.*(?:\b(?:with|and|at|the|is|was|has|then|for|a)|[.)])\s+)?(?:(?:average|avg|mean|current|running)[\s_]+(?=\w))?/i

/**
 * The net under all other payloads: a line that names a measured quantity of training and gives numbers by `key:
 * number`, `key=number` or a known word and a number, with a step, an epoch or a second number, or with nothing else on
 * the line. Dumps of settings are none.
 */
export const keyValues: Payload = {
  part: 'payload',
  name: 'key-values',
  source: 'https://docs.python.org/3/library/logging.html',
  starts: '',
  contains: [':', '=', 'loss', 'Loss'],
  samples: [
    {
      line: 'Batch 0 Loss: 11.61653, Speed: 4.88 samples/sec, lr: 0.000100',
      gives: {
        format: 'key-values',
        step: 0,
        metrics: { loss: 11.61653, samples_per_second: 4.88, learning_rate: 0.0001 },
      },
    },
    {
      line: '[2025-12-26 14:59:40,063715][I][ezpz/examples.test:325:train_step] iter=10 loss=1.188046 accuracy=0.593750 dtf=0.008557 loss/max=1.206113',
      gives: {
        time: '2025-12-26T14:59:40.063715Z',
        step: 10,
        metrics: { loss: 1.188046, accuracy: 0.59375, dtf: 0.008557, loss_max: 1.206113 },
      },
    },
    { line: 'Train Epoch: 1 [640/60000 (1%)]\tLoss: 2.134400', gives: { epoch: 1, metrics: { loss: 2.1344 } } },
    {
      line: 'Epoch [3/10], Step [100/600], Loss: nan',
      gives: { epoch: 3, step: 100, total_steps: 600, metrics: { loss: null }, non_finite: ['loss'] },
    },
    {
      line: 'Batch 100 Validation loss: 7.33051300048828',
      gives: { step: 100, metrics: { val_loss: 7.33051300048828 } },
    },
    { line: 'Test set: Average loss: 0.0514, Accuracy: 9834/10000 (98%)', gives: { metrics: { val_loss: 0.0514 } } },
    {
      line: '[valid] epoch 3 step 100 loss 2.31 acc 0.45',
      gives: { epoch: 3, step: 100, metrics: { val_loss: 2.31, val_acc: 0.45 } },
    },
    {
      line: '| epoch   1 |   200/ 2983 batches | lr 5.00 | ms/batch 12.30 | loss  8.12 | ppl  3400.10',
      gives: { epoch: 1, metrics: { loss: 8.12, learning_rate: 5, ppl: 3400.1 } },
    },
    { line: 'Epoch: 1, Step: 10, Rank: 3, loss = 2.5', gives: { rank: 3, epoch: 1, step: 10, metrics: { loss: 2.5 } } },
    { line: 'Fold 1 Epoch 2 Loss 0.31', gives: { epoch: 2, metrics: { loss: 0.31 } } },
    {
      line: 'Step Time : 5.23s GPU utilization: 400.1MODEL_TFLOP/s/GPU',
      gives: { metrics: { step_time_ms: 5230, tflops_per_gpu: 400.1 } },
    },
    {
      line: '[Epoch 12] train_loss: 0.701 | train_acc: 79.29% | dev_loss: 0.789 | lr=0.001000',
      gives: { epoch: 12, metrics: { loss: 0.701, train_acc_percent: 79.29, dev_loss: 0.789, learning_rate: 0.001 } },
    },
    { line: 'Training loss: 2.31', gives: { metrics: { loss: 2.31 } } },
  ],
  read(text, entry, memory) {
    if (
      text.length > 8192 ||
      !HINT.test(text) ||
      !TRAINING_WORD.test(text) ||
      SETTINGS.test(text) ||
      !/\d|nan|inf/i.test(text)
    )
      return false
    // Read beside the entry: whether it counts is known only at the end.
    const found = newEntry('')
    const { step, total, epoch } = positionOf(text, memory)
    found.step = step
    found.total_steps = total
    found.epoch = epoch
    const count = noteNumbers(found, text, memory)
    const positioned = found.step !== undefined || found.epoch !== undefined
    if (!Object.keys(found.metrics ?? {}).some(name => MEASURED.test(name))) return false
    if (count < 2 && !positioned && !ALONE.test(text)) return false
    entry.step ??= found.step
    entry.total_steps ??= found.total_steps
    entry.epoch ??= found.epoch
    entry.rank ??= found.rank
    entry.metrics = { ...found.metrics, ...entry.metrics }
    if (found.non_finite !== undefined) entry.non_finite = found.non_finite
    return true
  },
}

/** A line that is one pair and nothing else. */
const ALONE = /^\W{0,8}(?:[A-Za-z]+[ _/-]){0,4}[A-Za-z]+\W{0,4}[-+]?(?:[\d.]+(?:e[-+]?\d+)?|nan|inf)%?\W{0,4}$/i

/** Notes all numbers of a text that have a name or a unit; returns how many. */
function noteNumbers(found: Entry, text: string, memory: SourceMemory): number {
  const isEvaluation = speaksOfEvaluation(text)
  const rename = (key: string): string => {
    const name = key.replace(LEAD, '')
    return isEvaluation && !/^(?:train|epoch|step|iter|batch|global|lr$|learning)/i.test(name)
      ? validationKey(name)
      : name
  }
  const brace = text.indexOf('{')
  if (brace !== -1) {
    const dict = noteDict(found, text.slice(brace), rename)
    if (dict > 0) return dict
  }
  let count = notePairs(found, text, rename)
  for (const [, key = '', value = '', unit = ''] of text.matchAll(BARE)) {
    const name = knownTail(key)
    if (name !== undefined && noteText(found, rename(name), value.replace(/[,.]$/, '') + unit)) count++
  }
  if (!isEvaluation) {
    count += noteRates(found, text)
    noteTime(found, text, memory)
  }
  return count
}

/** The last words of a text that name a quantity of training: `Finished it, train loss` -> `train loss`. */
function knownTail(words: string): string | undefined {
  const text = words.replace(/ (?:is|of|was)$/, '')
  for (let at = 0; at !== -1 && at < text.length; ) {
    const tail = at === 0 ? text : text.slice(at + 1)
    if (isQuantity(tail) || BARE_NAME.test(tail)) return tail
    at = text.indexOf(' ', at + 1)
  }
  return undefined
}

const BARE_NAME =
  /^(?:(?:train(?:ing)?|val(?:id(?:ation)?)?|test|eval)[ _])?(?:\w{1,20}_)?(?:loss|acc(?:uracy)?|ppl|perplexity|lr)$/i

/** True where the words before the first value speak of an evaluation: `Finished eval after step 20, loss=1.7`. */
function speaksOfEvaluation(text: string): boolean {
  const end = text.search(/[=:]\s*[-+]?\d|(?:loss|ppl|acc\w*)\s+[-+]?\d/i)
  const lead = text.slice(0, Math.min(end === -1 ? 160 : end + 1, 160))
  // The last of them is the first value's own name.
  const words = lead.replace(/[A-Za-z_/]+\s*[=:]?$/, '')
  return EVALUATION.test(words) || EVALUATION_START.test(text)
}

const EVALUATION_START =
  /^[[({|*= -]{0,8}(?:validation|validating|valid|val|eval|evaluation|evaluating|test|testing|dev)(?![a-z])/i
const EVALUATION =
  /(?<![\w./-])(?:validat(?:ion|ing)|valid|val|eval|evaluat(?:ion|ing|ed)|test set|dev)(?![\w./-]|:\d)/i

/** `Time: 4.50s` of a line with a step, where it is no running time. */
const TIME = /(?<!\w)(?<![A-Za-z] )time[:=] {0,4}(\d{1,9}(?:\.\d{1,9})?) ?(ms|s|sec|seconds)?(?![\w:/])/i

/**
 * Notes the time of a line as that of its step. One that rises with each line runs since the start, and of one that is
 * told only every some steps nobody knows whether it is for one of them: both are left.
 */
function noteTime(found: Entry, text: string, memory: SourceMemory): void {
  if (found.step === undefined || found.metrics?.['step_time_ms'] !== undefined) return
  const match = TIME.exec(text)
  if (match === null || (match[2] === undefined && !/\bdata(?:_time)?:? {1,4}\d/i.test(text))) return
  const value = Number(match[1])
  memory.trends ??= new Map()
  const trend = memory.trends.get('time') ?? {
    last: value,
    total: found.step,
    rises: 0,
    falls: 0,
    isEpochAndStep: false,
  }
  if (value > trend.last) trend.rises++
  else if (value < trend.last) trend.falls++
  const stride = found.step - (trend.total ?? found.step)
  const isOfStep = match[2] === undefined || ((stride === 0 || stride === 1) && (trend.rises === 0 || trend.falls > 0))
  trend.last = value
  trend.total = found.step
  memory.trends.set('time', trend)
  if (isOfStep) noteMetric(found, 'step time', value, match[2])
}
