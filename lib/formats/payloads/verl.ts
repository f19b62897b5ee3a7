import type { Payload } from '../format.ts'
import { noteText } from '../key-values.ts'

/**
 * verl's console logger: `step:1 - actor/pg_loss:0.02 - timing_s/step:12.5 - perf/throughput:5`; newer releases wrap
 * values as `np.float64(0.5)`.
 */
export const verl: Payload = {
  part: 'payload',
  name: 'verl',
  source: 'https://github.com/volcengine/verl/blob/main/verl/utils/logger/aggregate_logger.py',
  starts: 's',
  samples: [
    {
      line: '(TaskRunner pid=9) step:1 - actor/pg_loss:-0.005 - actor/grad_norm:1.992 - actor/lr(1e-4):0.010 - timing_s/step:12.25 - perf/throughput:1045.5 - training/global_step:1.000',
      gives: {
        format: 'verl',
        step: 1,
        metrics: {
          actor_pg_loss: -0.005,
          grad_norm: 1.992,
          actor_lr_1e_4: 0.01,
          step_time_ms: 12250,
          tokens_per_second_per_gpu: 1045.5,
        },
      },
    },
    {
      line: 'step:0 - val-core/openai/gsm8k/reward/mean@1:np.float64(0.0819) - actor/kl_loss:np.float64(nan)',
      gives: {
        step: 0,
        metrics: { val_core_openai_gsm8k_reward_mean_1: 0.0819, actor_kl_loss: null },
        non_finite: ['actor_kl_loss'],
      },
    },
    {
      line: 'step:20 - val/test_score/openai/gsm8k:0.5',
      gives: { step: 20, metrics: { val_test_score_openai_gsm8k: 0.5 } },
    },
  ],
  read(text, entry) {
    const match = /^step:(\d+) - (?=[\w/@.()-]{1,160}:)/.exec(text)
    if (match === null) return false
    entry.step = Number(match[1])
    for (const part of text.slice(match[0].length).split(' - ')) {
      const colon = part.lastIndexOf(':')
      if (colon > 0)
        noteText(
          entry,
          part.slice(0, colon),
          part
            .slice(colon + 1)
            .trim()
            .replace(/^np\.\w+\(([^)]*)\)$/, '$1'),
        )
    }
    return true
  },
}
