import type { Payload } from '../format.ts'
import { noteText } from '../key-values.ts'

/** A key as InternEvo writes it: `loss`, `tgs/last_tgs_1`, `loss/cn`, `tgs (tokens/gpu/second)`. */
const PAIR =
  /(?<![\w/])([A-Za-z_][\w/]{0,60}(?: \([\w/]{1,30}\))?)=(?:\{'[^']{0,40}': ?([^,}]{1,40})[^}]{0,2000}\}|([^\s,]{1,40}))/g

/**
 * InternEvo's report of a batch, `tflops=41.9 step=0 loss=11.5 tgs (tokens/gpu/second)=338.62 …`, its pairs apart by
 * blanks or commas. Of grad_norm's dict the first group counts.
 */
export const internevo: Payload = {
  part: 'payload',
  name: 'internevo',
  source: 'https://github.com/InternLM/InternEvo/blob/develop/internlm/train/pipeline.py',
  starts: 't',
  samples: [
    {
      line: "2023-11-10T15:05:58.540+08:00 INFO [training_internlm.py, line 601, in record_current_batch_training_metrics] - pid=78690 : tflops=41.9 step=0 loss=11.5 tgs (tokens/gpu/second)=338.62 tgs/last_tgs_1=338.6 lr=4.0000000000000003e-07 loss_scale=65536.0 grad_norm={'0_default': 87.3, '1_fp32': 0.0} micro_num=4 fwd_bwd_time=8.94",
      gives: {
        format: 'internevo',
        time: '2023-11-10T07:05:58.540Z',
        level: 'INFO',
        step: 0,
        metrics: {
          tflops_per_gpu: 41.9,
          loss: 11.5,
          tokens_per_second_per_gpu: 338.62,
          tgs_last_tgs_1: 338.6,
          learning_rate: 4.0000000000000003e-7,
          loss_scale: 65536,
          grad_norm: 87.3,
          micro_num: 4,
          fwd_bwd_time: 8.94,
        },
      },
    },
    {
      line: 'tflops=63.27,step=7,loss=11.634,tgs (tokens/gpu/second)=1424.64,lr=4e-07,grad_norm=63.6,loss/cn=nan',
      gives: {
        step: 7,
        metrics: {
          tflops_per_gpu: 63.27,
          loss: 11.634,
          tokens_per_second_per_gpu: 1424.64,
          learning_rate: 4e-7,
          grad_norm: 63.6,
          loss_cn: null,
        },
        non_finite: ['loss_cn'],
      },
    },
    {
      line: 'tflops=252.4 step=199 loss=nan real_tgs=2055.59 tgs (tokens/gpu/second)=2511.37',
      gives: { step: 199, metrics: { loss: null, real_tgs: 2055.59, tokens_per_second_per_gpu: 2511.37 } },
    },
  ],
  read(text, entry) {
    if (!/^tflops=[\d.naif]{1,30}[ ,]step=\d/.test(text)) return false
    for (const [, key, first, value] of text.matchAll(PAIR)) noteText(entry, key as string, (first ?? value) as string)
    return true
  },
}
