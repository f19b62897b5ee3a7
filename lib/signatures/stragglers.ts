// Ranks that are slow, where a detector says so. A step time alone is not judged: see the manual.
import type { Signature } from './signature.ts'

const CALLBACK =
  'https://github.com/NVIDIA/nvidia-resiliency-ext/blob/main/src/nvidia_resiliency_ext/ptl_resiliency/straggler_det_callback.py'

export const stragglers: readonly Signature[] = [
  {
    id: 'straggler.report',
    anchors: ['STRAGGLER DETECTION WARNING'],
    // Who it is where it is one: of several none is the cause alone.
    pattern:
      /STRAGGLER DETECTION WARNING: Some GPUs[^\n]{0,80}Affected ranks: (?:\{StragglerId\(rank=(?<rank>\d+), node='(?<node>[\w.-]+)'\)\})?/,
    category: 'straggler',
    role: 'context',
    effect: 'slow-rank',
    source: CALLBACK,
    samples: [
      "STRAGGLER DETECTION WARNING: Some GPUs have worse relative performance. Affected ranks: {StragglerId(rank=13, node='gpu-1')}",
      'STRAGGLER DETECTION WARNING: Some GPUs performance dropped. Affected ranks: [162, 79, 357]',
    ],
  },
  {
    id: 'straggler.stopped',
    anchors: ['Detected stragglers. Terminating', 'due to straggler', 'due to a straggler'],
    pattern:
      /Detected stragglers\. Terminating training|\b(?:[Tt]erminating|[Ss]topping|[Aa]borting|[Rr]estarting)\b[^\n]{0,40} due to (?:a )?stragglers?\b(?: on (?<node>[a-z][\w.-]*\d[\w.-]*))?/,
    category: 'straggler',
    role: 'initiator',
    source: CALLBACK,
    samples: ['Detected stragglers. Terminating training...', 'terminating job due to straggler on node-17'],
  },
]
