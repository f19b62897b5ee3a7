// Worker processes of data loaders.
import type { Signature } from './signature.ts'

const DATALOADER = 'https://github.com/pytorch/pytorch/blob/main/torch/utils/data/_utils/signal_handling.py'

export const dataloader: readonly Signature[] = [
  {
    id: 'dataloader.killed',
    anchors: ['DataLoader worker (pid'],
    pattern:
      /DataLoader worker \(pid\(?s?\)?:? ?(?<pid>[\d, ]+)\) is killed by signal: (?<signal>(?!Bus error|Terminated)[\w ]+)/,
    category: 'dataloader_worker',
    role: 'initiator',
    tier: 3,
    source: DATALOADER,
    samples: [
      'RuntimeError: DataLoader worker (pid 933394) is killed by signal: Killed.',
      'RuntimeError: DataLoader worker (pid 11) is killed by signal: Segmentation fault.',
    ],
    also: ['process.killed', 'signal.segfault'],
  },
  {
    id: 'dataloader.bus-error',
    anchors: ['DataLoader worker (pid'],
    pattern: /DataLoader worker \(pid (?<pid>\d+)\) is killed by signal: Bus error/,
    category: 'dataloader_worker',
    role: 'initiator',
    source: DATALOADER,
    samples: [
      "RuntimeError: DataLoader worker (pid 30882) is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory.",
    ],
  },
  {
    // The worker's own notice: with a bus error it is shared memory in all but name. Advice is cut off before rows are
    // asked, so the error alone must do.
    id: 'dataloader.shared-memory',
    anchors: ['Unexpected bus error encountered in worker'],
    pattern: /Unexpected bus error encountered in worker/,
    category: 'shm_full',
    role: 'initiator',
    atStart: true,
    tier: 4,
    source: DATALOADER,
    samples: [
      'ERROR: Unexpected bus error encountered in worker. This might be caused by insufficient shared memory (shm).',
    ],
    also: ['dataloader.bus-error-notice'],
  },
  {
    id: 'dataloader.bus-error-notice',
    anchors: [
      'Unexpected bus error encountered in worker',
      'Unexpected segmentation fault encountered in worker',
      'Unexpected floating-point exception encountered in worker',
    ],
    pattern: /Unexpected (?:bus error|segmentation fault|floating-point exception) encountered in worker/,
    category: 'dataloader_worker',
    role: 'initiator',
    tier: 2,
    source: DATALOADER,
    also: ['dataloader.shared-memory'],
    samples: [
      'ERROR: Unexpected bus error encountered in worker. This might be caused by insufficient shared memory (shm).',
    ],
  },
  {
    id: 'dataloader.terminated',
    anchors: ['is killed by signal: Terminated'],
    pattern: /DataLoader worker \(pid (?<pid>\d+)\) is killed by signal: Terminated/,
    category: 'terminated',
    role: 'teardown',
    source: DATALOADER,
    samples: ['RuntimeError: DataLoader worker (pid 4321) is killed by signal: Terminated.'],
  },
  {
    // Wrapper: the worker's own exception is printed below it.
    id: 'dataloader.caught',
    anchors: ['in DataLoader worker process'],
    pattern: /Caught (?<inner>\w+) in DataLoader worker process \d+/,
    category: 'dataloader_worker',
    role: 'symptom',
    says: 'wrapper',
    tier: 1,
    source: DATALOADER,
    samples: ['KeyError: Caught KeyError in DataLoader worker process 0.'],
  },
  {
    id: 'dataloader.exited',
    anchors: ['exited unexpectedly', 'DataLoader timed out', 'DataLoader worker'],
    pattern:
      /DataLoader worker \(pid\(s\) (?<pid>[\d, ]+)\) exited unexpectedly|DataLoader timed out after \d+ seconds|Pin memory thread exited unexpectedly/,
    category: 'dataloader_worker',
    role: 'initiator',
    tier: 1,
    source: DATALOADER,
    samples: [
      'RuntimeError: DataLoader worker (pid(s) 12345) exited unexpectedly',
      'RuntimeError: DataLoader timed out after 30 seconds',
    ],
    also: ['exception.elsewhere'],
  },
  {
    // What the loader's wait raises before it finds out that the worker is gone, which the exception after it says.
    id: 'dataloader.queue-empty',
    anchors: ['_queue.Empty', 'queue.Empty'],
    pattern: /^_?queue\.Empty\b/,
    category: 'dataloader_worker',
    role: 'symptom',
    source: DATALOADER,
    samples: ['_queue.Empty'],
  },
]
