import type { Carrier } from '../format.ts'
import { readStamp } from '../stamp.ts'

/**
 * `kubectl logs --prefix`, with `--timestamps` after the prefix. The pod's name becomes `node`-independent
 * `fields.pod`.
 */
export const kubectlPrefix: Carrier = {
  part: 'carrier',
  name: 'kubectl-prefix',
  source: 'https://github.com/kubernetes/kubectl/blob/master/pkg/cmd/logs/logs.go',
  starts: '[',
  samples: [
    {
      line: '[pod/train-7-worker-3/pytorch] hello',
      gives: { message: 'hello', fields: { pod: 'train-7-worker-3', container: 'pytorch' } },
    },
    {
      line: '[pod/train-0/main] 2024-05-01T10:00:00.123456789Z hello',
      gives: { message: 'hello', time: '2024-05-01T10:00:00.123456789Z' },
    },
  ],
  peel(text, entry) {
    if (!text.startsWith('[pod/')) return undefined
    const match =
      /^\[pod\/([^/\]]{1,253})\/([^\]]{1,253})\] (?:(\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:\d\d)) )?/.exec(text)
    if (match === null) return undefined
    const [head, pod, container, time] = match
    entry.fields = { ...entry.fields, pod, container }
    if (time !== undefined) entry.stamp = readStamp(time) ?? entry.stamp
    return text.slice(head.length)
  },
}
