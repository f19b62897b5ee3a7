import type { Payload } from '../format.ts'
import { withLayouts } from '../layouts.ts'
import { noteDict } from '../note-dict.ts'

/** A key that a dict of metrics has and a dict of settings has not: `num_train_epochs` and `loss_type` are settings. */
const MEASURED =
  /['"](?:[\w/. -]{0,60}[/_ ])?(?:loss|epoch|accuracy|acc|ppl|perplexity|reward|rewards\/\w+|runtime|per_second|global_step|current_steps|num_updates|grad_norm|kl|f1|bleu)['"]\s*:/

/** ms-swift adds its position to the dict. */
const POSITION = /'global_step\/max_steps': '(\d{1,12})\/(\d{1,12})'/

/**
 * The dict that HF Trainer, TRL, Axolotl and LLaMA-Factory print: `{'loss': 2.98, 'learning_rate': 4e-05, 'epoch':
 * 0.16}`; it has no step number. fairseq's JSON reports and LLaMA-Factory's trainer_log.jsonl have the same shape with
 * double quotes, and name their step.
 */
export const metricDict: Payload = {
  part: 'payload',
  name: 'metric-dict',
  source: 'https://github.com/huggingface/transformers/blob/main/src/transformers/trainer_callback.py',
  starts: '{',
  whole: ["{'"],
  samples: [
    {
      line: "{'loss': 2.9859, 'grad_norm': 0.9704080820083618, 'learning_rate': 4.175257731958763e-05, 'epoch': 0.16}",
      gives: {
        format: 'metric-dict',
        epoch: 0.16,
        metrics: { loss: 2.9859, grad_norm: 0.9704080820083618, learning_rate: 4.175257731958763e-5 },
      },
    },
    {
      line: "{'loss': nan, 'learning_rate': '0.0', 'epoch': 1}",
      gives: { metrics: { loss: null, learning_rate: 0 }, non_finite: ['loss'] },
    },
    {
      line: "{'eval_loss': 1.5, 'eval_runtime': 3.2, 'epoch': 1.0}",
      gives: { metrics: { val_loss: 1.5, eval_runtime: 3.2 } },
    },
    {
      line: "{'train_runtime': 104.5, 'train_samples_per_second': 0.957, 'train_steps_per_second': 0.03, 'epoch': 3.0}",
      gives: { epoch: 3, metrics: { train_runtime: 104.5, samples_per_second: 0.957, train_steps_per_second: 0.03 } },
    },
    {
      line: "{'loss': tensor(1.25, device='cuda:0'), 'accuracy': np.float64(0.5), 'step': 10}",
      gives: { step: 10, metrics: { loss: 1.25, accuracy: 0.5 } },
    },
    {
      line: "{'loss': '0.7931', 'grad_norm': 'inf', 'rewards/chosen': -0.012, 'logps/rejected': -301.5, 'epoch': '0.01'}",
      gives: {
        epoch: 0.01,
        metrics: { loss: 0.7931, grad_norm: null, rewards_chosen: -0.012, logps_rejected: -301.5 },
        non_finite: ['grad_norm'],
      },
    },
    {
      line: "{'loss': 1.2032, 'token_acc': 0.71, 'epoch': 0.01, 'global_step/max_steps': '5/873', 'percentage': '0.57%', 'memory(GiB)': 20.1, 'train_speed(iter/s)': 0.25}",
      gives: {
        epoch: 0.01,
        step: 5,
        total_steps: 873,
        metrics: { loss: 1.2032, token_acc: 0.71, memory_gib: 20.1, step_time_ms: 4000 },
      },
    },
    {
      line: '2021-03-08 12:43:15 | INFO | train_inner | {"epoch": 1, "update": 0.01, "loss": "19.351", "wps": "210.9", "num_updates": "10", "lr": "0", "gnorm": "36.26", "loss_scale": "1"}',
      gives: {
        epoch: 1,
        step: 10,
        metrics: { loss: 19.351, tokens_per_second: 210.9, learning_rate: 0, grad_norm: 36.26, loss_scale: 1 },
      },
    },
  ],
  read: withLayouts((text, entry, found) => {
    if (!MEASURED.test(text) || noteDict(entry, text, undefined, found) <= 0) return false
    const position = POSITION.exec(text)
    if (position !== null) {
      entry.step = Number(position[1])
      entry.total_steps = Number(position[2])
    }
    return true
  }),
}
