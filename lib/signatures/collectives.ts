// Collectives of other libraries than NCCL: barriers that name who is missing, Horovod's stalls.
import type { Signature } from './signature.ts'

const BARRIER = 'https://github.com/pytorch/pytorch/blob/main/torch/csrc/distributed/c10d/ProcessGroupGloo.cpp'
const HOROVOD = 'https://horovod.readthedocs.io/en/stable/troubleshooting_include.html'

export const collectives: readonly Signature[] = [
  {
    id: 'barrier.missing',
    anchors: ['failed to pass monitoredBarrier', 'while waiting for send/recv from rank'],
    pattern:
      /Ranks? (?<culprits>\d+(?:, ?\d+)*) failed to pass monitoredBarrier|monitoredBarrier[^\n]*waiting for send\/recv from rank (?<missing>\d+)/,
    category: 'nccl_timeout',
    role: 'confirms',
    source: BARRIER,
    samples: [
      'RuntimeError: [Rank 0]: Ranks 3, 5 failed to pass monitoredBarrier in 1800000 ms',
      'RuntimeError: Rank 5 successfully reached monitoredBarrier, but received errors while waiting for send/recv from rank 0. Please check rank 0 logs for faulty rank.',
    ],
  },
  {
    id: 'barrier.exited',
    anchors: ['exited the monitored barrier', 'monitoredBarrier timed out'],
    pattern: /at least one rank that exited the monitored barrier|monitoredBarrier timed out/i,
    category: 'nccl_timeout',
    role: 'symptom',
    source: BARRIER,
    samples: ['RuntimeError: Detected at least one rank that exited the monitored barrier due to an error'],
  },
  {
    id: 'horovod.stall',
    anchors: ['broadcasted by subset of ranks', 'Stalled ranks:', 'HorovodInternalError'],
    pattern:
      /gathered or broadcasted by subset of ranks and are waiting for remainder|^Stalled ranks:|HorovodInternalError/,
    category: 'nccl_timeout',
    role: 'symptom',
    source: HOROVOD,
    samples: [
      'One or more tensors were submitted to be reduced, gathered or broadcasted by subset of ranks and are waiting for remainder of ranks for more than 60 seconds.',
      'horovod.common.exceptions.HorovodInternalError: Horovod has been shut down.',
    ],
  },
]
