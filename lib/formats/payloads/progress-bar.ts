import type { Entry, Payload } from '../format.ts'
import { notePairs, noteText } from '../key-values.ts'
import { setMetric, validationKey } from '../metric-names.ts'
import { noteDict } from '../note-dict.ts'
import { roundToDigits } from '../numbers.ts'
import { clockSeconds, countOf, purposeOf } from '../progress.ts'

/**
 * `desc:  19%|█▊  | 18/97 [01:50<08:31,  6.39s/it, loss=2.3]`; total and percent are absent where the total is unknown,
 * the rate where a program leaves it out.
 */
const BAR =
  /^(?:(.{0,120}?):? {1,40})??(?:(\d{1,3})%\|[^|]{0,400}\| {0,40})?([\d.]{1,12}[kMG]?)(?:\/([\d.]{1,12}[kMG]?)|(?:it|ba|ex|B)) \[((?:\d{1,6}:)?\d{1,6}:\d\d)(?:<((?:\d{1,6} days?, )?[\d:]{1,20}|\?))?(?:, {1,12}([\d.]{1,12}|\?) ?([kMG]?\w{0,12}\/\w{1,12}))?((?:, [^\]]{0,2000})?)\]/

/**
 * tqdm's bar, as PyTorch Lightning, NeMo, HF and torchtune print it. The bar's count is the step only where its unit is
 * steps of training, which is what bars without a description mean; bars named for loading, mapping or evaluating
 * report progress alone.
 */
export const progressBar: Payload = {
  part: 'payload',
  name: 'progress-bar',
  source: 'https://github.com/tqdm/tqdm/blob/master/tqdm/std.py',
  starts: '',
  // Not '/s' alone: every TFLOP/s would be offered.
  contains: ['%|', 'it [', 'it/s', 's/it', 'B/s]'],
  wholeAs: { starts: '0-9', pattern: /^\d{1,3}%\|[^|[%]{0,400}\| {0,40}[\d.]{1,12}[kMG]?\/[\d.]{1,12}[kMG]? \[\d/ },
  continues: true,
  samples: [
    {
      line: ' 19%|█▊        | 18/97 [01:50<08:31,  6.39s/it]',
      gives: { format: 'progress-bar', step: 18, total_steps: 97, metrics: { sec_per_iter: 6.39, step_time_ms: 6390 } },
    },
    {
      line: 'Epoch 0:  12%|█▏        | 30/250 [00:12<01:31, 2.40it/s, v_num=3, train_loss=1.230]',
      gives: { epoch: 0, step: 30, total_steps: 250, metrics: { it_per_sec: 2.4, loss: 1.23 } },
    },
    {
      line: 'Epoch 0: :   0%|          | 2000/603000 [1:03:17<317:00:58, v_num=, reduced_train_loss=2.600, global_step=2e+3, train_step_timing in s=1.900, val_loss=2.800]',
      gives: {
        epoch: 0,
        step: 2000,
        metrics: { loss: 2.6, step_time_ms: 1900, val_loss: 2.8 },
        progress: {
          description: 'Epoch 0:',
          current: 2000,
          total: 603000,
          percent: 0,
          elapsed_s: 3797,
          remaining_s: 1141258,
        },
      },
    },
    {
      line: 'Epoch 0:   6%|██        | 32039/500150 [6:28:43<94:39:17,  1.37it/s, loss=2.6, v_num=95nc, global_step=3.2e+4]',
      gives: { epoch: 0, step: 32039, metrics: { loss: 2.6, it_per_sec: 1.37 } },
    },
    {
      line: 'Epoch 2:   6%|██        | 120/500150 [6:28:43<94:39:17,  1.37it/s, loss=2.6, global_step=1e+6]',
      gives: { epoch: 2, step: 1000000 },
    },
    {
      line: 'Epoch 1: : 1it [00:04,  4.36s/it, reduced_train_loss=0.674, global_step=57.00]',
      gives: { epoch: 1, step: 57, metrics: { loss: 0.674, sec_per_iter: 4.36 } },
    },
    {
      line: '1|40|Loss: 1.2345:  10%|█         | 40/400 [00:10<01:30,  3.99it/s]',
      gives: { epoch: 1, step: 40, total_steps: 400, metrics: { loss: 1.2345 } },
    },
    {
      line: 'Validation DataLoader 0: 100%|██████████| 10/10 [00:01<00:00, 8.00it/s, loss=0.9]',
      gives: {
        progress: {
          description: 'Validation DataLoader 0',
          current: 10,
          total: 10,
          percent: 100,
          elapsed_s: 1,
          remaining_s: 0,
          rate: 8,
        },
        metrics: { val_loss: 0.9 },
      },
    },
    {
      line: 'Map: 100%|██████████| 1000/1000 [00:01<00:00, 812.31 examples/s]',
      gives: {
        progress: {
          description: 'Map',
          current: 1000,
          total: 1000,
          percent: 100,
          elapsed_s: 1,
          remaining_s: 0,
          rate: 812.31,
        },
      },
    },
    {
      line: 'Downloading: 1.2GB [00:30, 40.1MB/s]',
      gives: { progress: { description: 'Downloading', current: 1.2e9, elapsed_s: 30, rate: 40.1 } },
    },
    {
      line: 'Loading checkpoint shards: 100%|██████████| 3/3 [00:05<00:00,  1.91s/it]',
      gives: {
        format: 'progress-bar',
        progress: {
          description: 'Loading checkpoint shards',
          current: 3,
          total: 3,
          percent: 100,
          elapsed_s: 5,
          remaining_s: 0,
          rate: 0.5235602094240838,
        },
      },
    },
    {
      line: "  1%|          | 10/1000 [00:10<16:40,  1.01s/it]                {'loss': 2.9, 'epoch': 0.01}",
      gives: { format: 'progress-bar', step: 10, epoch: 0.01, metrics: { loss: 2.9 } },
    },
    {
      line: '100%|██████████| 4/4 [14:31<00:00, 219.64s/it][INFO|trainer.py:1339] 2021-05-25 06:45:27,011 >> ',
      gives: { format: 'progress-bar', time: '2021-05-25T06:45:27.011Z', level: 'INFO', step: 4, total_steps: 4 },
    },
  ],
  read(text, entry) {
    const match = BAR.exec(text)
    if (match === null) return false
    const [bar, description = '', , , , , , rate, unit = '', postfix] = match
    entry.progress = progressOf(match)
    const purpose = isOfTraining(description, postfix) ? 'training' : purposeOf(description)
    if (postfix !== undefined && postfix !== '') notePostfix(entry, postfix.slice(2), purpose === 'evaluation')
    if (postfix !== undefined) unroundStep(entry, postfix)
    if (purpose === 'training' && STEP_UNITS.has(unit)) noteSteps(entry, description, rate, unit)
    const rest = text.slice(bar.length)
    // The bar may be the first half of a line: a log line of another writer, or the dict that tqdm's own `write` put
    // there.
    if (rest.trim() === '') entry.complete = true
    else entry.rest = rest
    return true
  },
}

/** Units of bars that count steps, and that of a bar without a rate. */
const STEP_UNITS: ReadonlySet<string> = new Set([
  '',
  's/it',
  'it/s',
  's/step',
  's/batch',
  'step/s',
  'batch/s',
  'steps/s',
  's/iter',
  'iter/s',
  'update/s',
  's/update',
])

/** A name of one's own (`my_lora`) is a bar of training where it tells a loss: `loss: 1.2 ||`, `lr: 1e-4 loss: 0.3`. */
function isOfTraining(description: string, postfix = ''): boolean {
  return purposeOf(description) === 'chore' && /(?:^|[^a-z])loss[=:]/i.test(`${description} ${postfix}`)
}

function progressOf([
  ,
  description = '',
  percent,
  current,
  total,
  elapsed,
  remaining,
  rate,
  unit = '',
]: RegExpExecArray): NonNullable<Entry['progress']> {
  const count = countOf(current as string)
  const progress: NonNullable<Entry['progress']> =
    description === '' ? { current: count } : { description, current: count }
  if (total !== undefined) progress.total = countOf(total)
  if (percent !== undefined) progress.percent = Number(percent)
  progress.elapsed_s = clockSeconds(elapsed as string) ?? 0
  const remainingSeconds = remaining === undefined ? undefined : clockSeconds(remaining)
  if (remainingSeconds !== undefined) progress.remaining_s = remainingSeconds
  const value = Number(rate)
  const perSecond = unit.startsWith('s/') ? 1 / value : value
  if (Number.isFinite(perSecond)) progress.rate = perSecond
  return progress
}

/** Lightning's version of a run is no metric. */
function notePostfix(entry: Entry, postfix: string, evaluation: boolean): void {
  const values = postfix.replace(/\bv_num=[^,\]]{0,40},? ?/, '')
  const rename = evaluation ? validationKey : undefined
  if (noteDict(entry, values, rename) < 0) notePairs(entry, values, rename)
}

const ROUNDED_STEP = /\bglobal_step=(\d(?:\.\d{1,6})?e\+?\d{1,2})(?:,|\]|$)/

/** Digits that tqdm gives a number of its postfix; zeros at their end are not written. */
const BAR_DIGITS = 3

/** A bar rounds what it is given, `global_step=3.2e+4`: where its own count is that step, that one is exact. */
function unroundStep(entry: Entry, postfix: string): void {
  const rounded = ROUNDED_STEP.exec(postfix)?.[1]
  const current = entry.progress?.current
  if (rounded === undefined || current === undefined || entry.step !== Number(rounded)) return
  if (Number(current.toPrecision(BAR_DIGITS)) === entry.step) entry.step = current
}

/** A global_step of the postfix is the better step, and then the bar's total (of the epoch) is not the total. */
function noteSteps(entry: Entry, description: string, rate: string | undefined, unit: string): void {
  const { current, total } = entry.progress as { current: number; total?: number }
  if (entry.step === undefined && Number.isSafeInteger(current)) {
    entry.step = current
    if (total !== undefined && total > 0 && Number.isSafeInteger(total)) entry.total_steps ??= total
  }
  if (description !== '') noteDescription(entry, description)
  const value = Number(rate)
  if (unit === '' || !(value > 0)) return
  if (unit.startsWith('s/')) {
    setMetric(entry, 'sec_per_iter', value)
    setMetric(entry, 'step_time_ms', roundToDigits(value * 1000, 15))
  } else {
    setMetric(entry, 'it_per_sec', value)
    setMetric(entry, 'step_time_ms', roundToDigits(1000 / value, 6))
  }
}

function noteDescription(entry: Entry, description: string): void {
  const recipe = /^(\d+)\|\d+\|Loss: (\S+)$/.exec(description) // torchtune: epoch, step and loss
  const epoch = recipe ?? /\bepoch:? [[#]?(\d+)/i.exec(description)
  if (epoch !== null) entry.epoch ??= Number(epoch[1])
  if (recipe !== null) noteText(entry, 'loss', recipe[2] as string)
  else if (/loss[:=]/i.test(description)) notePairs(entry, description)
}
