import type { Payload } from '../format.ts'
import { noteBarSeparated } from '../key-values.ts'
import { EPOCH, STEP, tellDigits, type ValueSpan, withLayouts } from '../layouts.ts'
import { validationKey } from '../metric-names.ts'

/**
 * NeMo's text progress: `Training epoch 1, iteration 10/999 | lr: … | global_step: 29 | …`. The iteration starts again
 * with every epoch, so it is the step only where the line names no global_step.
 */
export const nemoProgress: Payload = {
  part: 'payload',
  name: 'nemo-progress',
  source: 'https://github.com/NVIDIA/NeMo/blob/main/nemo/lightning/pytorch/callbacks/progress_printer.py',
  starts: 'TV',
  samples: [
    {
      line: 'Training epoch 1, iteration 10/999 | lr: 4.498e-06 | global_batch_size: 512 | global_step: 29 | reduced_train_loss: 11.03 | train_step_timing in s: 46.84 | consumed_samples: 15360',
      gives: {
        format: 'nemo-progress',
        epoch: 1,
        step: 29,
        metrics: {
          learning_rate: 4.498e-6,
          global_batch_size: 512,
          loss: 11.03,
          step_time_ms: 46840,
          consumed_samples: 15360,
        },
      },
    },
    {
      line: 'Training epoch 0, iteration 9/99 | lr: 0.0001 | reduced_train_loss: nan | val_loss: 10.21',
      gives: {
        epoch: 0,
        step: 9,
        total_steps: 99,
        metrics: { learning_rate: 0.0001, loss: null, val_loss: 10.21 },
        non_finite: ['loss'],
      },
    },
    {
      line: 'Validation: iteration 3/50',
      gives: { format: 'nemo-progress', progress: { description: 'Validation', current: 3, total: 50 } },
    },
  ],
  read: withLayouts((text, entry, found) => {
    const match = /^(?:Training epoch (\d+), |(Validation|Testing): ?)iteration (\d+)\/(\d+)(?= \||\s*$)/d.exec(text)
    if (match === null) return false
    const [head, epoch, evaluation, iteration, total] = match
    const rest = text.slice(head.length)
    if (evaluation !== undefined) {
      entry.progress = { description: evaluation, current: Number(iteration), total: Number(total) }
      noteBarSeparated(entry, rest, validationKey)
      return true
    }
    entry.epoch = Number(epoch)
    const values: ValueSpan[] = []
    noteBarSeparated(entry, rest, undefined, { found: values, offset: head.length })
    tellDigits({ found, text, match }, 1, EPOCH)
    tellDigits({ found, text, match }, 3, entry.step === undefined ? STEP : undefined)
    // A global_step that is no step leaves it to the iteration: that line is not for a layout.
    for (const value of values) found.push(value.target?.place === 'step' ? { ...value, form: 'digits' } : value)
    if (entry.step === undefined) {
      entry.step = Number(iteration)
      if (Number(total) > 0) entry.total_steps ??= Number(total)
    }
    return true
  }),
}
