// Host memory, shared memory, file handles.
import type { Signature } from './signature.ts'

const SLURM_CGROUP = 'https://slurm.schedmd.com/cgroup.conf.html'
const KERNEL_OOM = 'https://docs.kernel.org/admin-guide/mm/concepts.html#oom-killer'

export const memory: readonly Signature[] = [
  {
    id: 'slurm.oom-kill',
    anchors: [
      'oom_kill',
      'oom-kill event',
      'OOM Killed',
      'Exceeded job memory limit',
      'exceeded memory limit',
      'Out Of Memory',
    ],
    pattern:
      /[Dd]etected \d+ oom[_-]kill event|(?:tasks|processes) have been OOM Killed|Exceeded (?:job|step) memory limit|exceeded memory limit \(|srun: error: (?<node>[\w.-]+): tasks? [\d,-]+: Out Of Memory$|: Out Of Memory$/,
    category: 'oom_host',
    role: 'initiator',
    tier: 5,
    source: SLURM_CGROUP,
    samples: [
      'slurmstepd: error: Detected 1 oom_kill event in StepId=66733646.batch. Some of the step tasks have been OOM Killed.',
      'slurmstepd: error: Detected 3 oom-kill event(s) in StepId=123.0. Some of your processes may have been killed by the cgroup out-of-memory handler.',
      'srun: error: node07: task 3: Out Of Memory',
    ],
    also: ['launcher.srun-exit'],
  },
  {
    id: 'kernel.oom-killed',
    anchors: ['invoked oom-killer', 'Killed process', 'oom-kill:constraint', 'Memory cgroup out of memory'],
    pattern:
      /(?:Out of memory|Memory cgroup out of memory): Kill(?:ed)? process (?<pid>\d+) \((?<process>[^)]*)\)|oom-kill:constraint=(?<constraint>\w+)[^\n]*task=(?<task>[^,]+),pid=(?<taskPid>\d+)|(?<invoker>\S+) invoked oom-killer/,
    category: 'oom_host',
    role: 'initiator',
    tier: 5,
    source: KERNEL_OOM,
    samples: [
      'python invoked oom-killer: gfp_mask=0x6200ca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0',
      'Out of memory: Killed process 123 (python) total-vm:1234kB, anon-rss:1000kB',
      'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=job_1,mems_allowed=0-1,oom_memcg=/slurm,task_memcg=/slurm/step_0,task=python,pid=22345,uid=1000',
    ],
  },
  {
    id: 'memory.pressure-kill',
    anchors: [
      'due to memory pressure',
      'OOMKilled',
      'OutOfMemoryError: Task was killed',
      'node running low on memory',
      'System memory low at node',
    ],
    pattern:
      /killed due to memory pressure(?:[^\n]*\bIP: (?<node>[\w.:-]+)\))?|\bOOMKilled\b|killed due to the node running low on memory|OutOfMemoryError: Task was killed|System memory low at node with IP (?<silentNode>[\w.:-]*\w)[^\n]* killing/,
    category: 'oom_host',
    role: 'initiator',
    tier: 5,
    source: 'https://docs.ray.io/en/latest/ray-core/scheduling/ray-oom-prevention.html',
    samples: [
      '(raylet) 2 Workers (tasks / actors) killed due to memory pressure (OOM), 0 Workers crashed due to other reasons',
      'Last State: Terminated  Reason: OOMKilled  Exit Code: 137',
      'node_manager.cc:2963: System memory low at node with IP 172.17.0.2. Used memory (23.63GB) / total capacity (33.28GB) exceeds threshold 0.7, killing latest task with name Leaker',
    ],
  },
  {
    // Printed below Ray's word that it ended a task: where.
    id: 'memory.pressure-node',
    anchors: ['Memory on the node (IP: '],
    pattern: /Memory on the node \(IP: (?<culpritNode>[\w.:-]*\w)/,
    category: 'oom_host',
    role: 'fact',
    effect: 'culprit-of',
    about: ['memory.pressure-kill'],
    source: 'https://docs.ray.io/en/latest/ray-core/scheduling/ray-oom-prevention.html',
    samples: [
      'Memory on the node (IP: 10.0.0.4, ID: 5f1c) where the task (task ID: 1, name=train) was running was 120GB',
    ],
  },
  {
    id: 'memory.host-allocation',
    anchors: [
      "DefaultCPUAllocator: can't allocate memory",
      'DefaultCPUAllocator: not enough memory',
      'Cannot allocate memory',
      'MemoryError',
      'std::bad_alloc',
      'Unable to allocate',
    ],
    pattern:
      /DefaultCPUAllocator: (?:can't allocate memory|not enough memory)|(?<!AV\. RC: -\d+, ERROR: )Cannot allocate memory|\b(?:numpy\.core\._exceptions\.\w*|_Array)?MemoryError\b|std::bad_alloc|Unable to allocate [\d.]+ [KMGT]iB for an array/,
    category: 'oom_host',
    role: 'initiator',
    errorsOnly: true,
    source: 'https://man7.org/linux/man-pages/man3/errno.3.html',
    samples: [
      "RuntimeError: [enforce fail at alloc_cpu.cpp:75] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 8589934592 bytes.",
      'OSError: [Errno 12] Cannot allocate memory',
      'MemoryError',
    ],
  },
  {
    id: 'memory.pinned',
    anchors: ['pin_memory', 'cudaHostAlloc', 'CUDA error: invalid argument'],
    pattern: /cudaHost(?:Alloc|Register)[^\n]*(?:failed|error)/,
    category: 'oom_host',
    role: 'initiator',
    tier: 3,
    source: 'https://docs.nvidia.com/cuda/cuda-runtime-api/group__CUDART__MEMORY.html',
    samples: ['RuntimeError: cudaHostAlloc failed: out of memory'],
  },
  {
    // Its cause is unknown until the kernel or the scheduler confirms one.
    id: 'process.killed',
    anchors: ['Killed', 'exit status 137', 'exit code 137', 'exited with code 137', 'SIGKILL', 'return code = -9'],
    pattern:
      /(?:^|: line \d+: +\d+ |\) )Killed(?:$| {2,}|\n)|\bexit(?:ed)?(?: with)?(?: status| code)? 137\b|[Ss]ignal(?: |: ?)(?:9\b|SIGKILL|Killed)|SIGKILL/,
    category: 'process_exit',
    role: 'symptom',
    source: 'https://man7.org/linux/man-pages/man7/signal.7.html',
    samples: [
      '/tmp/slurmd/job26919870/slurm_script: line 16: 31083 Killed                  python3 ./Q3c.py > Q3c.out',
      'Killed',
    ],
  },
  {
    id: 'shm.full',
    anchors: ['/dev/shm', 'shared memory object', 'torch_'],
    pattern:
      /No space left on device[^\n]*\/dev\/shm|\/dev\/shm[^\n]*No space left|unable to (?:open|mmap|write to|resize) (?:shared memory object|file) <[^>]*torch_[^>]*>[^\n]*|insufficient shared memory|\/dev\/shm has only/,
    category: 'shm_full',
    role: 'initiator',
    tier: 5,
    source: 'https://docs.pytorch.org/docs/stable/multiprocessing.html',
    samples: [
      'RuntimeError: unable to write to file </torch_2345_1234_0>: No space left on device (28)',
      "OSError: [Errno 28] No space left on device: '/dev/shm/psm_1'",
    ],
    also: ['storage.no-space'],
  },
  {
    id: 'files.too-many-open',
    anchors: ['Too many open files', 'received 0 items of ancdata'],
    pattern: /Too many open files|received 0 items of ancdata/,
    category: 'config_error',
    role: 'initiator',
    errorsOnly: true,
    source: 'https://docs.pytorch.org/docs/stable/multiprocessing.html#file-descriptor-file-descriptor',
    samples: ['OSError: [Errno 24] Too many open files', 'RuntimeError: received 0 items of ancdata'],
  },
  {
    id: 'process.cannot-fork',
    anchors: ["can't start new thread", 'Resource temporarily unavailable'],
    pattern: /can't start new thread|(?:fork|pthread_create|Thread)[^\n]*Resource temporarily unavailable/,
    category: 'config_error',
    role: 'initiator',
    tier: 3,
    errorsOnly: true,
    source: 'https://man7.org/linux/man-pages/man2/fork.2.html',
    samples: [
      "RuntimeError: can't start new thread",
      'libgomp: Thread creation failed: Resource temporarily unavailable',
    ],
  },
]
