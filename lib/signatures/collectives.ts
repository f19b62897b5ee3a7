// Collectives of other libraries than NCCL: barriers that name who is missing, Horovod's stalls.
import type { Signature } from './signature.ts'

const BARRIER = 'https://github.com/pytorch/pytorch/blob/main/torch/csrc/distributed/c10d/ProcessGroupGloo.cpp'
const FLIGHT_RECORDER = 'https://pytorch.org/tutorials/unstable/flight_recorder_tutorial.html'
const HOROVOD = 'https://horovod.readthedocs.io/en/stable/troubleshooting_include.html'

export const collectives: readonly Signature[] = [
  {
    // Whoever tells it (a flight recorder, a watchdog of one's own): others wait for these.
    id: 'collective.not-entered',
    anchors: ['not enter', 'not join', 'not reach', 'not yet enter', 'not arrive'],
    pattern:
      /\b[Rr]anks? (?<culprits>\d{1,6}(?:, ?\d{1,6})*) (?:has|have|had|did) not (?:yet )?(?:enter|join|reach|arrive)(?:ed|d)?\b/,
    category: 'nccl_timeout',
    role: 'confirms',
    source: FLIGHT_RECORDER,
    samples: ["rank 37 has not entered ALLGATHER seq 8812 in pg 'dp'; 63 of 64 ranks are waiting"],
  },
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
    also: ['horovod.shut-down'],
  },
  {
    // Every rank says so when one of them has ended; that one's own exception comes before it.
    id: 'horovod.shut-down',
    anchors: ['Horovod has been shut down'],
    pattern: /Horovod has been shut down/,
    category: 'process_exit',
    role: 'symptom',
    says: 'peer-gone',
    tier: 3,
    source: HOROVOD,
    samples: [
      'OP_REQUIRES failed at mpi_ops.cc:422 : Aborted: Horovod has been shut down. This was caused by an exception',
    ],
  },
  {
    // The lines below the warning: each tensor with the ranks that it waits for (before 0.19), or each such rank with
    // its tensors. A launcher's label and this number look alike, so it may be read as the line's label.
    id: 'horovod.stalled-rank',
    anchors: ['[missing ranks:', 'orovod', 'HOROVOD', ' ...]'],
    pattern:
      /\[missing ranks: ?(?<culprits>[\d, ]+)\]|^(?:(?<missing>\d{1,6}): )?\[[\w./-]{0,300}(?:[Hh]orovod|HOROVOD)_?\w*|^(?:(?<stalled>\d{1,6}): )?\[[\w./-]{1,200}(?:, [\w./-]{1,200}){0,20} \.\.\.\]$/,
    category: 'nccl_timeout',
    role: 'confirms',
    tier: 1,
    effect: 'stalled',
    source: HOROVOD,
    samples: [
      'HorovodBroadcast_fully_connected_weights_0 [missing ranks: 0]',
      '6: [horovod_allreduce.0, horovod_allreduce.1 ...]',
    ],
  },
]
