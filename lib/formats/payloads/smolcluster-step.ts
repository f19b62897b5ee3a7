import type { Payload } from '../format.ts'
import { noteText } from '../key-values.ts'

/** SmolCluster's text: `step:120 | metric:loss | value:2.345678[ | extra]` and `step:120 | text`. */
export const smolclusterStep: Payload = {
  part: 'payload',
  name: 'smolcluster-step',
  source: 'https://github.com/YuvrajSingh-mist/smolcluster/blob/main/src/smolcluster/utils/logging_utils.py',
  starts: 's',
  samples: [
    {
      line: 'step:120 | metric:grad_norm | value:0.512000',
      gives: { format: 'smolcluster-step', step: 120, metrics: { grad_norm: 0.512 } },
    },
    { line: 'step:7 | gradients sent', gives: { format: 'smolcluster-step', step: 7 } },
  ],
  read(text, entry) {
    const match = /^step:(\d+) \| (?:metric:([^|]{1,80}) \| value:([^|\s]+))?/.exec(text)
    if (match === null) return false
    entry.step = Number(match[1])
    if (match[2] !== undefined && match[3] !== undefined) noteText(entry, match[2].trim(), match[3])
    return true
  },
}
