import { type Entry, newEntry, type Payload } from '../format.ts'
import { noteTrainingLine } from '../general-numbers.ts'
import { validationKey } from '../metric-names.ts'
import { noteDict } from '../note-dict.ts'
import { positionOf } from '../position.ts'

/**
 * What every training word below holds. Plain literals are found several times as fast as whole words, and most lines
 * hold none.
 */
const HINT =
  /loss|Loss|LOSS|ppl|PPL|erplex|[nN]orm|acc|Acc|ACC|eward|mfu|MFU|tgs|TGS|tps|TPS|flop|FLOP|Flop|tok|Tok|ample|im(?:age|g)|Im(?:age|g)|_time|(?:ep|er|ch) time|_cost|fps|\/[sS](?:$|[^a-z]|ec)|[sc]\/(?:it|st|ba)/
/** A word that says: these numbers may be about training. */
const TRAINING_WORD =
  /(?:^|[^A-Za-z\d])(?:loss|perplexity|ppl|grad[_ ]?norm|gnorm|accuracy|acc|reward|mfu|tgs|tps|tflops|tflop\/s|(?:tokens?|tok|samples?|images|imgs?)[/_ ](?:s|sec|second)|(?:step|iter|iteration|batch)[_ ](?:time|cost)|(?:ms|s|sec)\/(?:it|iter|step)|(?:it|iter|steps?)\/s(?:ec)?|fps|ips|loss_\w+|\w*logloss|rmse(?:_\w)?|\w+_loss)\b/i
/** Metrics that only training or its evaluation gives; a learning rate alone stands in every dump of settings. */
const MEASURED =
  /^(?:fps(?:_\w+)?|loss_[a-z]|\w*(?:logloss|rmse|psnr)|loss|val_loss|grad_norm|tflops_per_gpu|tokens_per_second(?:_per_gpu)?|samples_per_second|mfu_percent|step_time_ms|\w*(?:_loss|ppl|perplexity|accuracy|reward)|(?:\w+_)?rewards?_(?:mean|avg|max|min|std)|\w*(?:accuracy|acc)_percent|(?:\w+_)?acc(?:_\d)?|loss_(?:mean|avg|max|min|std|step|epoch|cls|box|bbox|reg)\w*)$/
/** Settings printed as one line: `Namespace(lr=0.1, …)`, `--lr 0.1`, `TrainingArguments(…)`. */
const SETTINGS =
  /^(?:[A-Z]\w*\(|\+|--|#|usage:|export )|\s--[a-z]|\b(?:args|config|arguments|hyper-?parameters|settings)\b ?[:=]/i
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
    {
      line: '[E:3/10] [B:120/938] loss=0.312 acc=0.881',
      gives: { epoch: 3, step: 120, total_steps: 938, metrics: { loss: 0.312, acc: 0.881 } },
    },
    {
      line: '| 1200 steps | lr 0.0003 | loss 0.312 |',
      gives: { step: 1200, metrics: { learning_rate: 0.0003, loss: 0.312 } },
    },
    {
      line: '10:00:00 | rank 3 | step 1200/5000 | loss 1.920 | mfu 0.412',
      gives: { rank: 3, step: 1200, total_steps: 5000, metrics: { loss: 1.92, mfu_percent: 41.2 } },
    },
    {
      line: 'global_step=1200, epoch=3, reward/mean=0.412, perf/step_time_s=0.5, iter_ms=312',
      gives: { step: 1200, epoch: 3, metrics: { reward_mean: 0.412, step_time_ms: 500 } },
    },
    {
      line: 'step=1200 loss=2.3451 iter_ms=812 tokens_per_s=12345.6',
      gives: { step: 1200, metrics: { loss: 2.3451, step_time_ms: 812, tokens_per_second: 12345.6 } },
    },
    {
      line: '[120/900][13.3%] loss=2.11 lr=9.9e-05',
      gives: { step: 120, total_steps: 900, metrics: { loss: 2.11, learning_rate: 0.000099 } },
    },
    {
      line: 'EPOCH 3 | TRAIN | 120/500 | loss=0.4567',
      gives: { epoch: 3, step: 120, total_steps: 500, metrics: { loss: 0.4567 } },
    },
    {
      line: 'Step... (700 | Loss: 2.345, Learning Rate: 9.9e-05)',
      gives: { step: 700, metrics: { loss: 2.345, learning_rate: 0.000099 } },
    },
    {
      line: 'step 1200, train loss 2.3456, lr 0.0003, 345.67 ms, 123456 tok/s',
      gives: { step: 1200, metrics: { loss: 2.3456, step_time_ms: 345.67, tokens_per_second: 123456 } },
    },
    {
      line: 'Train Epoch: 0 [ 204800/1281167 (16%)] Data (t): 0.201 Batch (t): 1.534 Loss: 6.9',
      gives: { epoch: 0, metrics: { loss: 6.9, step_time_ms: 1534 } },
    },
    {
      line: '[1200] loss: 1.920 tput: 18231 tok/s/gpu mem: 71.2',
      gives: { step: 1200, metrics: { loss: 1.92, tokens_per_second_per_gpu: 18231, mem: 71.2 } },
    },
    {
      line: 'num_updates: 2100, loss: 0.53, ups: 0.72, time: 02m 18s 331ms, eta: 08h 20m 05s',
      gives: { step: 2100, metrics: { loss: 0.53, ups: 0.72, time_ms: 138331, eta_ms: 30005000 } },
    },
    {
      line: 'Ep 3 | It 1,200/9,800 | loss_total 0.8123 | lr 1.00e-04 | entropy 1.2',
      gives: {
        epoch: 3,
        step: 1200,
        total_steps: 9800,
        metrics: { loss: 0.8123, learning_rate: 0.0001, entropy: 1.2 },
      },
    },
  ],
  read(text, entry, memory) {
    if (readNamedDict(text, entry)) return true
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
    const count = noteTrainingLine(found, text, memory)
    const positioned = found.step !== undefined || found.epoch !== undefined
    const isMeasured =
      Object.keys(found.metrics ?? {}).some(name => MEASURED.test(name)) || (positioned && PARTS.test(text))
    if (!isMeasured) return false
    if (count < 2 && !positioned && !ALONE.test(text)) return false
    entry.step ??= found.step
    entry.total_steps ??= found.total_steps
    entry.epoch ??= found.epoch
    entry.rank ??= found.rank ?? rankBehind(text)
    entry.metrics = { ...found.metrics, ...entry.metrics }
    if (found.non_finite !== undefined) entry.non_finite = found.non_finite
    return true
  },
}

/** `… lr 0.0001 rank 3`, or a column of its own: `10:00:00 | rank 3 | step 12`. */
function rankBehind(text: string): number | undefined {
  const match = text.includes('rank ')
    ? / rank (\d{1,6})$|(?:^|[|,;[(]) {0,3}rank (\d{1,6}) {0,3}[|,;\])]/.exec(text)
    : null
  return match === null ? undefined : Number(match[1] ?? match[2])
}

/** A loss that is given in its parts: `Loss: distogram=4.1 fape=1.6`. */
const PARTS = /\bloss(?:es)?: ?[a-z]\w*=[-+]?\d/i
/** `perf 7: {'perf/step_time': 1.5}`: a report of a kind, its number and a dict. */
const NAMED_DICT = /^([a-z]{3,12}) (\d{1,12}): (?=\{['"])/

function readNamedDict(text: string, entry: Entry): boolean {
  const match = text.charCodeAt(text.length - 1) === 125 /* } */ ? NAMED_DICT.exec(text) : null
  if (match === null) return false
  const [head, kind = '', number] = match
  if (noteDict(entry, text.slice(head.length), /^(?:eval|val|test)/.test(kind) ? validationKey : undefined) <= 0)
    return false
  if (/^(?:step|iter|iteration)$/.test(kind)) entry.step = Number(number)
  if (kind === 'epoch') entry.epoch = Number(number)
  return true
}

/** A line that is one pair and nothing else. */
const ALONE = /^\W{0,8}(?:[A-Za-z]+[ _/-]){0,4}[A-Za-z]+\W{0,4}[-+]?(?:[\d.]+(?:e[-+]?\d+)?|nan|inf)%?\W{0,4}$/i
