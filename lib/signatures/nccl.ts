// NCCL and the PyTorch process group over it: timeouts, watchdogs, misuse.
import type { Signature } from './signature.ts'

const WATCHDOG = 'https://github.com/pytorch/pytorch/blob/main/torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp'
const NCCL = 'https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/troubleshooting.html'

export const nccl: readonly Signature[] = [
  {
    id: 'nccl.watchdog-timeout',
    anchors: ['Watchdog caught collective operation timeout'],
    pattern:
      /Watchdog caught collective operation timeout(?:: Work\w+\((?:SeqNum=(?<seq>\d+), )?(?:OpType=(?<op>\w+))?(?:, NumelIn=(?<numel>\d+))?(?:[^)]*?Timeout\(ms\)=(?<timeoutMs>\d+))?(?:[^\n]*ran for (?<ranMs>\d+) milliseconds)?)?/,
    category: 'nccl_timeout',
    role: 'symptom',
    effect: 'waited',
    source: WATCHDOG,
    samples: [
      '[Rank 0] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=3, OpType=_ALLGATHER_BASE, NumelIn=97239680, NumelOut=777917440, Timeout(ms)=300000) ran for 300051 milliseconds before timing out.',
      'Watchdog caught collective operation timeout: WorkNCCL(OpType=ALLREDUCE, Timeout(ms)=1800000) ran for 1804406 milliseconds before timing out.',
    ],
  },
  {
    id: 'nccl.lagging-rank',
    anchors: ["but didn't join collective", 'finished collective #', 'joined but didn'],
    pattern:
      /\[(?<culprits>\d+(?:, ?\d+)*)\] (?:finished collective #\d+, but didn't join collective #(?<seq>\d+)|didn't join collective)/,
    category: 'nccl_timeout',
    role: 'confirms',
    source: 'https://github.com/pytorch/pytorch/blob/main/torch/csrc/distributed/c10d/TraceUtils.h',
    samples: ["     [1] finished collective #2, but didn't join collective #3 (count from 1)"],
  },
  {
    id: 'nccl.watchdog-failure',
    anchors: ['failure detected by watchdog at work sequence id', 'last enqueued NCCL work', 'last enqueued work'],
    pattern:
      /(?:failure|timeout) detected by watchdog at work sequence id: ?(?<seq>\d+)?(?:[^\n]{0,60}?last enqueued work: (?<enqueued>-?\d+), last completed work: (?<completed>-?\d+))?|(?:Timeout at NCCL work: (?<timedOut>\d+), )?last enqueued (?:NCCL )?work: (?<lastEnqueued>-?\d+), last completed (?:NCCL )?work: (?<lastCompleted>-?\d+)/,
    category: 'nccl_timeout',
    role: 'symptom',
    effect: 'waited',
    tier: 3,
    source: WATCHDOG,
    samples: [
      '[PG ID 0 PG GUID 0(default_pg) Rank 0]  failure detected by watchdog at work sequence id: 3 PG status: last enqueued work: 3, last completed work: 2',
      '[PG 0 Rank 5] Timeout at NCCL work: 8, last enqueued NCCL work: 8, last completed NCCL work: 7.',
    ],
  },
  {
    id: 'nccl.process-down',
    anchors: [
      'Some NCCL operations have failed or timed out',
      'we are taking the entire process down',
      'watchdog thread terminated with exception',
      'Received a dump signal',
      'preparing to dump debug info',
      'First PG on this rank to signal dumping',
      'Timeout at collective',
    ],
    pattern:
      /Some NCCL operations have failed or timed out|we are taking the entire process down|watchdog thread terminated with exception|Received a dump signal|preparing to dump debug info|First PG on this rank to signal dumping|Timeout at collective/,
    category: 'nccl_timeout',
    role: 'symptom',
    tier: 2,
    source: WATCHDOG,
    samples: [
      'To avoid data inconsistency, we are taking the entire process down.',
      '[PG ID 0 PG GUID 0(default_pg) Rank 0] Process group watchdog thread terminated with exception: NCCL error',
    ],
  },
  {
    id: 'nccl.heartbeat',
    anchors: ['Heartbeat monitor timed out', 'watchdog got stuck for', 'watchdog thread got stuck'],
    pattern: /Heartbeat monitor timed out|watchdog (?:thread )?got stuck for (?<stuckS>\d+) ?s/,
    category: 'nccl_timeout',
    role: 'symptom',
    source: WATCHDOG,
    samples: [
      "ProcessGroupNCCL's watchdog got stuck for 600 seconds without making progress in monitoring enqueued collectives.",
    ],
  },
  {
    id: 'nccl.remote-error',
    anchors: ['ncclRemoteError', 'remote process exited or there was a network error'],
    pattern: /ncclRemoteError|remote process exited or there was a network error/,
    category: 'net_transport',
    role: 'symptom',
    says: 'peer-gone',
    source: NCCL,
    samples: [
      'ncclRemoteError: A call failed possibly due to a network error or a remote process exiting prematurely.',
    ],
  },
  {
    id: 'nccl.socket-closed',
    anchors: ['NCCL WARN'],
    pattern:
      /NCCL WARN [^\n]*(?:Connection closed by remote peer|Connection reset by peer|Broken pipe|socketProgress: Connection closed|socket state \(\d+\) is not ready|deregister IPC buffer|Accept failed)(?:[^\n]*? (?<peer>[\w.-]+)<\d+>)?/,
    category: 'net_transport',
    role: 'symptom',
    says: 'peer-gone',
    tier: 2,
    source: NCCL,
    samples: [
      'node3:1312:1400 [1] NCCL WARN [Proxy Service 9] Connection closed by remote peer node7<52430>',
      'misc/socket.cc:581 NCCL WARN ncclSocketSend: socket state (9) is not ready',
    ],
  },
  {
    // The peer does not listen any more, or never did: it is the one to look at.
    id: 'nccl.connect-failed',
    anchors: ['NCCL WARN'],
    pattern:
      /NCCL WARN [^\n]*[Cc]onnect(?:ion)? to (?<peer>[\w.:%-]+)<\d+> failed ?:? ?(?:Connection refused|Connection timed out|No route to host|Network is unreachable)/,
    category: 'net_transport',
    role: 'symptom',
    says: 'peer-gone',
    source: NCCL,
    samples: [
      'misc/socket.cc:480 NCCL WARN socketStartConnect: Connect to 10.3.1.7<40123> failed : Connection refused',
    ],
    also: ['socket.connect-failed'],
  },
  {
    id: 'nccl.system-error',
    anchors: ['ncclSystemError', 'unhandled system error'],
    pattern: /ncclSystemError|unhandled system error/,
    category: 'net_transport',
    role: 'symptom',
    says: 'wrapper',
    source: NCCL,
    samples: ['ncclSystemError: System call (e.g. socket, malloc) or external library call failed or device error.'],
  },
  {
    id: 'nccl.cuda-error',
    anchors: ['ncclUnhandledCudaError', 'unhandled cuda error'],
    pattern: /ncclUnhandledCudaError|unhandled cuda error/,
    category: 'gpu_unknown',
    role: 'symptom',
    says: 'wrapper',
    source: NCCL,
    samples: ['ncclUnhandledCudaError: Call to CUDA function failed.'],
  },
  {
    // The line in which NCCL quotes the CUDA call that failed.
    id: 'nccl.cuda-failure',
    anchors: ['Cuda failure'],
    pattern:
      /(?:NCCL WARN |^)Cuda failure (?:\d+ )?['"]?(?!out of memory|uncorrectable ECC|an illegal memory|unspecified launch|unknown error|no kernel image)(?<error>[^'"\n]+)/,
    category: 'gpu_unknown',
    role: 'initiator',
    tier: 3,
    source: NCCL,
    samples: [
      "NCCL WARN Cuda failure 'invalid argument'",
      "Cuda failure 217 'peer access is not supported between these two devices'",
    ],
  },
  {
    id: 'nccl.cuda-memory',
    anchors: ['Cuda failure'],
    pattern: /Cuda failure (?:\d+ )?['"]?out of memory/,
    category: 'oom_gpu',
    role: 'initiator',
    source: NCCL,
    samples: ["enqueue.cc:102 NCCL WARN Cuda failure 'out of memory'"],
  },
  {
    id: 'nccl.internal-error',
    anchors: ['ncclInternalError'],
    pattern: /ncclInternalError/,
    category: 'net_transport',
    role: 'symptom',
    says: 'wrapper',
    source: NCCL,
    samples: ['ncclInternalError: Internal check failed.'],
  },
  {
    id: 'nccl.shared-memory',
    anchors: ['NCCL WARN'],
    pattern:
      /NCCL WARN [^\n]*(?:Error while creating shared memory segment|Call to posix_fallocate failed ?: No space left|failed to extend [^\n]*\/dev\/shm|Call to shm_open failed)/,
    category: 'shm_full',
    role: 'initiator',
    source: NCCL,
    samples: [
      'NCCL WARN Error while creating shared memory segment /dev/shm/nccl-HSm3pD (size 9637888)',
      'include/shm.h:28 NCCL WARN Call to posix_fallocate failed : No space left on device',
    ],
    also: ['storage.no-space'],
  },
  {
    id: 'nccl.invalid-usage',
    anchors: ['ncclInvalidUsage', 'ncclInvalidArgument', 'Duplicate GPU detected', 'NCCL error in:'],
    pattern:
      /Duplicate GPU detected ?: rank \d+ and rank \d+ both on (?:CUDA )?device|ncclInvalidUsage|ncclInvalidArgument|NCCL error in: [^\n]*, invalid (?:usage|argument)/,
    category: 'config_error',
    role: 'initiator',
    tier: 3,
    source: NCCL,
    samples: [
      'Duplicate GPU detected : rank 0 and rank 1 both on CUDA device 50000',
      'ncclInvalidUsage: This usually reflects invalid usage of NCCL library.',
    ],
  },
  {
    id: 'nccl.unsupported-choice',
    anchors: [
      'no algorithm/protocol available',
      'network AWS Libfabric not found',
      'No usable listening interface found',
      'no socket interface found',
      'NET/Plugin',
    ],
    pattern:
      /no algorithm\/protocol available|Error ?: network (?<plugin>[\w /-]+) not found|No usable listening interface found|Bootstrap ?: no socket interface found|NET\/Plugin[^\n]*(?:mandatory|required)[^\n]*(?:not found|failed)/,
    category: 'net_config',
    role: 'initiator',
    source: 'https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/env.html',
    samples: [
      'enqueue.cc:1971 NCCL WARN Error : no algorithm/protocol available for function Broadcast with datatype ncclInt8. NCCL_ALGO was set to Tree.',
      'net.cc:626 NCCL WARN Error: network AWS Libfabric not found.',
      'bootstrap.cc:45 NCCL WARN Bootstrap : no socket interface found',
      'No usable listening interface found',
    ],
  },
  {
    id: 'nccl.version-mismatch',
    anchors: [
      'NCCL version mismatch',
      'Mismatched NCCL version',
      'mismatched NCCL version',
      'ncclCommInitRank: version',
    ],
    pattern: /[Mm]ismatched NCCL version|NCCL version mismatch/,
    category: 'driver_mismatch',
    role: 'initiator',
    source: NCCL,
    samples: ['bootstrap.cc:310 NCCL WARN Bootstrap Root : mismatched NCCL version detected between ranks'],
  },
  {
    id: 'nccl.message-truncated',
    anchors: ['essage truncated'],
    pattern: /[Mm]essage truncated ?: receiv(?:ed|ing) \d+ bytes instead of \d+/,
    category: 'nccl_timeout',
    role: 'initiator',
    tier: 3,
    source: NCCL,
    samples: ['NCCL WARN [Proxy Service 5] Message truncated : received 1024 bytes instead of 256'],
  },
  {
    id: 'nccl.collective-mismatch',
    anchors: ['Detected mismatch between collectives'],
    pattern: /Detected mismatch between collectives on ranks/,
    category: 'code_bug',
    role: 'initiator',
    source: 'https://docs.pytorch.org/docs/stable/distributed.html#torch-distributed-debug',
    samples: [
      'RuntimeError: Detected mismatch between collectives on ranks. Rank 1 is running collective: CollectiveFingerPrint(SequenceNumber=4, OpType=ALLREDUCE)',
    ],
  },
  {
    id: 'nccl.unique-id',
    anchors: ['retrieving ncclUniqueId from [0]'],
    pattern: /setting up NCCL communicator and retrieving ncclUniqueId from \[0\]/,
    category: 'rendezvous',
    role: 'symptom',
    says: 'peer-gone',
    source: WATCHDOG,
    samples: [
      "[7] is setting up NCCL communicator and retrieving ncclUniqueId from [0] via c10d key-value store by key '0', but store->get('0') got error: Connection reset by peer",
    ],
    also: ['socket.peer-reset'],
  },
  {
    // Wrapper: the lines that follow ("ncclSystemError: …", "Last error:") say what it was.
    id: 'nccl.backend-error',
    anchors: ['NCCL error in:', 'NCCL communicator was aborted', 'NCCL Error '],
    pattern: /NCCL error in: |NCCL communicator was aborted|NCCL Error \d+:/,
    category: 'net_transport',
    role: 'symptom',
    says: 'peer-gone',
    tier: 2,
    source: WATCHDOG,
    samples: [
      'torch.distributed.DistBackendError: NCCL error in: ../torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp:3907, internal error - please report this issue to the NCCL developers',
      'RuntimeError: NCCL communicator was aborted on rank 3.',
    ],
  },
]
