import t from 'tap'
import { newEntry } from '../../lib/formats/format.ts'
import { noteMetric, snakeCase, validationKey } from '../../lib/formats/metric-names.ts'

const NOTED = ['step', 'total_steps', 'epoch', 'rank', 'metrics', 'non_finite'] as const

/** What one key and value give. */
function noted(key: string, value: number, unit = ''): object {
  const entry = newEntry('')
  noteMetric(entry, key, value, unit)
  return Object.fromEntries(NOTED.filter(name => entry[name] !== undefined).map(name => [name, entry[name]]))
}

t.test('times become milliseconds by the unit of the label, else of the value, else as seconds', async t => {
  t.same(noted('elapsed time per iteration (ms)', 812.3), { metrics: { step_time_ms: 812.3 } })
  t.same(noted('elapsed time per iteration (s)', 105.9), { metrics: { step_time_ms: 105900 } })
  t.same(noted('train_step_timing in s', 46.86), { metrics: { step_time_ms: 46860 } })
  t.same(noted('elapsed_time_per_iteration_ms', 12), { metrics: { step_time_ms: 12 } })
  t.same(noted('iter_time', 0.5), { metrics: { step_time_ms: 500 } })
  t.same(noted('dt', 80, 'ms'), { metrics: { step_time_ms: 80 } })
  t.same(noted('step time', 250, 'us'), { metrics: { step_time_ms: 0.25 } })
  t.same(noted('step time', 5, 'constructor'), { metrics: { step_time_ms: 5000 } }, 'no unit, and no key of a table')
})

t.test('the words of different trainers for one quantity become one name', async t => {
  const same: Readonly<Record<string, readonly string[]>> = {
    loss: ['loss', 'lm loss', 'lm_loss', 'train/loss', 'reduced_train_loss', 'total_loss', 'loss/train/total'],
    val_loss: ['val_loss', 'eval_loss', 'valid_loss', 'Validation loss', 'eval/loss'],
    learning_rate: ['lr', 'learning rate', 'learning_rate', 'lr-DecoupledAdamW/group0'],
    grad_norm: ['grad norm', 'grad_norm', 'gnorm', 'actor/grad_norm', 'l2_norm/grad/global'],
    tokens_per_second_per_gpu: [
      'tps',
      'tgs',
      'tgs (tokens/gpu/second)',
      'Tokens/s/device',
      'throughput/device/tokens_per_sec',
      'tokens per gpu per second (tgs)',
    ],
    samples_per_second: ['samples/sec', 'SamplesPerSec', 'CurrSamplesPerSec', 'samples per second', 'img/s'],
    tflops_per_gpu: ['TFLOPs', 'tflops', 'throughput per GPU (TFLOP/s/GPU)', 'TFLOP/s/device'],
  }
  for (const [name, keys] of Object.entries(same))
    for (const key of keys) t.same(noted(key, 1.5), { metrics: { [name]: 1.5 } }, key)
})

t.test('flops printed for people become tera', async t => {
  t.same(noted('approx flops per GPU', 1.9, 'PFLOPS'), { metrics: { tflops_per_gpu: 1900 } })
  t.same(noted('approx flops per GPU', 190.4, 'TFLOPS'), { metrics: { tflops_per_gpu: 190.4 } })
  t.same(noted('approx flops per GPU', 500, 'GFLOPS'), { metrics: { tflops_per_gpu: 0.5 } })
})

t.test('positions are no metrics, and a time that is named like one is no position', async t => {
  t.same(noted('global_step', 12), { step: 12 })
  t.same(noted('max_steps', 100), { total_steps: 100 })
  t.same(noted('epoch', 0.16), { epoch: 0.16 })
  t.same(noted('rank', 3), { rank: 3 })
  t.same(noted('step', 1.5), {}, 'half a step is none')
  t.same(noted('step (ms)', 70.5), { metrics: { step_ms: 70.5 } })
  t.same(noted('Step', 12, 'ms'), { metrics: { step_ms: 12 } })
  t.same(noted('train.py', 103), {}, 'a place in a source')
})

t.test('what is not finite is named, never 0, and the first value of a name stays', async t => {
  t.same(noted('loss', Number.NaN), { metrics: { loss: null }, non_finite: ['loss'] })
  t.same(noted('grad norm', Number.POSITIVE_INFINITY), { metrics: { grad_norm: null }, non_finite: ['grad_norm'] })
  const entry = newEntry('')
  noteMetric(entry, 'loss', Number.NaN)
  noteMetric(entry, 'lm loss', 2)
  t.same(entry.metrics, { loss: null })
})

t.test('unknown keys keep their name in snake case, with the unit of the value', async t => {
  t.same(noted('MaxMemAllocated', 10.55, 'GB'), { metrics: { max_mem_allocated_gb: 10.55 } })
  t.same(noted('rewards/chosen', -0.1), { metrics: { rewards_chosen: -0.1 } })
  t.same(noted('speed', 12, 'samples/s'), { metrics: { samples_per_second: 12 } }, 'a unit that says it all')
  t.equal(snakeCase('elapsed time per iteration (ms)'), 'elapsed_time_per_iteration_ms')
  t.equal(snakeCase('LanguageCrossEntropy'), 'language_cross_entropy')
  t.equal(snakeCase('mean@1'), 'mean_1')
})

t.test('shares of one become percent', async t => {
  t.same(noted('mfu', 0.41), { metrics: { mfu_percent: 41 } })
  t.same(noted('mfu', 41.5, '%'), { metrics: { mfu_percent: 41.5 } })
  t.same(noted('mfu', 0.9, '%'), { metrics: { mfu_percent: 0.9 } })
})

t.test('an evaluation never passes for training', async t => {
  t.equal(validationKey('loss'), 'val_loss')
  t.equal(validationKey('eval_loss'), 'eval_loss')
  t.equal(validationKey('valid/ppl'), 'valid/ppl')
  t.equal(validationKey('value'), 'val_value')
})
