// Spikes of the loss: which numbers are one, and what follows from it.
import t from 'tap'
import { lossOf } from '../../lib/classify/loss-watch.ts'
import { essence, judge } from './verdict-of-text.ts'

const line = (step: number, loss: number): string =>
  ` iteration ${step}/ 1000 | elapsed time per iteration (ms): 100.0 | lm loss: ${loss.toExponential(6).replace('e', 'E')} | loss scale: 1.0 |`
const run = (...losses: readonly number[]): string => losses.map((loss, step) => line(step + 1, loss)).join('\n')
const spikeAt = (text: string): number | undefined => {
  const { category, primary } = judge(text).last
  return category === 'loss_spike' ? primary?.line : undefined
}
const FLAT = [2.78, 2.77, 2.79, 2.76]

t.test('a loss that doubles from a flat line and stays up is a spike, also where it comes down later', async t => {
  t.equal(spikeAt(run(...FLAT, 7.3, 8.7, 7.6)), 5)
  t.equal(spikeAt(run(...FLAT, 7.3, 8.7, 7.6, 4, 2.8, 2.7)), 5)
  const { last } = judge(run(...FLAT, 7.3, 8.7, 7.6))
  t.same([last.action, last.basis, last['auto_resume'], last.isolate], ['unknown', 'metrics', 'ERRORS NOT FOUND', []])
})

t.test('one bad batch, a slow rise, a run that has just begun and small losses are none', async t => {
  t.equal(spikeAt(run(...FLAT, 7.3, 2.8, 2.7, 7.4, 2.8)), undefined, 'single batches')
  t.equal(spikeAt(run(...Array.from({ length: 60 }, (_, step) => 2 + step * 0.1))), undefined, 'a slow rise')
  t.equal(spikeAt(run(11, 9, 6, 4, 9, 9, 9, 9)), undefined, 'the fall of a start, with its bumps')
  t.equal(spikeAt(run(0.01, 0.011, 0.01, 0.03, 0.03, 0.03)), undefined, 'less than one')
  t.equal(spikeAt(run(2, 2, 9, 9, 9)), undefined, 'two losses are no baseline')
})

t.test('a loss that falls to 0 from a flat line and stays there is no longer computed', async t => {
  const lostAt = (text: string): number | undefined => {
    const { category, primary } = judge(text).last
    return category === 'nan_divergence' ? primary?.line : undefined
  }
  t.equal(lostAt(run(...FLAT, 0, 0, 0, 0, 0)), 5)
  t.equal(lostAt(run(...FLAT, 0, 0, 0, 0, 0, 0, 0)), 5)
  t.equal(lostAt(run(...FLAT, 0, 0, 0, 0, 2.7, 2.8, 2.7, 0, 0, 0, 0, 2.7)), undefined, 'for a while')
  t.equal(lostAt(run(0, 0, 0, 0, 0, 0, 0, 0)), undefined, 'from the start, as in reinforcement learning')
  t.equal(lostAt(run(0.4, 0.1, 0.01, 0.002, 0, 0, 0, 0, 0, 0)), undefined, 'an overfitted model')
  t.equal(lostAt(run(0.02, 0.02, 0.02, 0.02, 0, 0, 0, 0, 0, 0)), undefined, 'a small loss')
  t.equal(lostAt(`${run(...FLAT, 0, 0, 0, 0, 0)}\n[after training is done] x`), undefined, 'a clean end comes first')
})

t.test('a failure, and a clean end, come before a spike', async t => {
  const spike = run(...FLAT, 7.3, 8.7, 7.6)
  t.equal(judge(`${spike}\nMemoryError`).last.category, 'oom_host')
  t.equal(judge(`${spike}\n[after training is done] x`).last.action, 'done')
  t.same(essence(judge(`${spike}\nMemoryError`).last).line, 8)
})

t.test('a run of a million noisy steps shows no spike', async t => {
  const { losses } = await import('../../lib/classify/attempt.ts').then(({ startAttempt }) => startAttempt(undefined))
  let seed = 7
  let spikes = 0
  for (let step = 0; step < 1_000_000; step++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    const noise = (seed / 2 ** 32 - 0.5) * 0.6
    const loss = 2 + 9 / (1 + step / 500) + noise
    if (!losses.passes(loss) && losses.see(loss) === 'stays') spikes++
  }
  t.equal(spikes, 0)
})

t.test('the training loss of each dialect is read, no other', async t => {
  t.equal(lossOf(line(1, 7.343709)), 7.343709)
  t.equal(lossOf("{'loss': 2.31, 'learning_rate': 4.9e-05, 'epoch': 0.12}"), 2.31)
  t.equal(lossOf('step: 10  loss:  6.52811  grad_norm: 25.3750'), 6.52811)
  for (const text of [
    'loss scale: 8192.0',
    'load_balancing_loss: 1.0',
    'val loss: 2.0',
    'lm loss: nan',
    'lm loss value: 2.0',
  ])
    t.ok(Number.isNaN(lossOf(text)), text)
})
