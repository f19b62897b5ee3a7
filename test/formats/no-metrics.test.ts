import t from 'tap'
import { parseLogs } from '../parse-lines.ts'

/** Lines that hold numbers, and often the words of training, but report nothing. */
const SILENT = [
  "Namespace(lr=0.1, loss='ce', epochs=10, batch_size=64, accuracy=0)",
  'TrainingArguments(learning_rate=5e-05, loss_scale=0, max_steps=100)',
  'args: lr=0.1, loss_scale=0, epochs=10',
  'config: batch_size: 64, learning_rate: 0.0001, max_steps: 100',
  'python train.py --lr 0.1 --loss ce --max-steps 100',
  '+ export LOSS=1 LR=0.1',
  'learning_rate: 0.0001',
  'batch_size: 64',
  'loss_scale: 0, loss_scale_window: 1000, hysteresis: 2',
  'router_aux_loss_coef: 0.01, z_loss_weight: 0.001',
  'using loss function ce, weight: 0.5',
  'server at 10.1.99.25:8080 started, version: 2.1.3',
  'loss computed on 10.0.0.3:29500',
  'commit: 3a8df094c671b4cb63ed0b41f40fb3bd855e9ce2',
  '  lr .............................................. 0.00015',
  'Saved to /data/loss=0.5/step=100.ckpt',
  "{'batch_size': 64, 'lr': 0.1, 'loss_type': 'ce'}",
  '> loading checkpoint at iteration 1000',
  'number of parameters: 124439808',
  'time: 12:30:45',
]

t.test('settings, addresses, versions, hashes and paths give no metrics', async t => {
  for (const line of SILENT) t.equal(parseLogs([line])[0]?.metrics, undefined, line)
})

t.test('an evaluation gives no loss of training', async t => {
  const evaluations = [
    'validate step: 20  loss:  7.1234  tps: 8,000',
    'Validation: loss=0.41, accuracy=0.91',
    'Eval epoch 3: loss=0.4',
    '[valid] epoch 3 step 100 loss 2.31 acc 0.45',
    'Test set: Average loss: 0.0514, Accuracy: 98.1',
    ' validation loss at iteration 1000 | lm loss value: 4.3E+00 | lm loss PPL: 7.5E+01 |',
    'eval metrics after step: 20, loss=2.501',
    "epoch 035 | valid on 'valid' subset | loss 7.599 | ppl 193.9",
    'Test: [  48/48]  Time: 0.234 (0.512)  Loss:  0.9012 (0.8512)',
    'Progress on:eval 3.00it/8.00it rate:1.5it/s remaining:00:03 elapsed:00:02 postfix:loss=2.5',
    'Validation DataLoader 0: 100%|██████████| 10/10 [00:01<00:00, 8.00it/s, loss=0.9]',
    "{'eval_loss': 1.5, 'epoch': 1.0}",
    's:9536 tel:3.282515',
  ]
  for (const line of evaluations) {
    const metrics = parseLogs([line])[0]?.metrics
    t.ok(metrics?.['val_loss'], line)
    t.notOk('loss' in (metrics ?? {}), line)
  }
})
