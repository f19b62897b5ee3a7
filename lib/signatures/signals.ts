// Processes that died of a signal, in the words of the kernel, the C library and Python's fault handler.
import type { Signature } from './signature.ts'

const SIGNALS = 'https://man7.org/linux/man-pages/man7/signal.7.html'
const MALLOC = 'https://sourceware.org/glibc/wiki/MallocInternals'

export const signals: readonly Signature[] = [
  {
    id: 'signal.segfault',
    anchors: [
      'Segfault encountered',
      'Segmentation fault',
      'segmentation fault',
      'address not mapped to object',
      'SIGSEGV',
      'segfault at',
    ],
    pattern:
      /(?<!\w)[Ss]egmentation fault(?! encountered in worker| tolerance)|address not mapped to object|\bSIGSEGV\b|(?<process>\S+)\[(?<pid>\d+)\]: segfault at [0-9a-f]+ ip|Segfault encountered/,
    category: 'segfault',
    role: 'initiator',
    tier: 3,
    source: SIGNALS,
    samples: [
      'Fatal Python error: Segmentation fault',
      '[cgpu12:56309:2:56362] Caught signal 11 (Segmentation fault: address not mapped to object at address 0x20)',
      'python[2536443]: segfault at 7f797fe00000 ip 00007f7c7ac69996 sp 00007f7c12fd7c30 error 4 in libnccl.so.2[7f7c7ac00000+d3d3000]',
    ],
  },
  {
    id: 'signal.segfault-other-process',
    anchors: ['segfault at'],
    pattern:
      /(?:^|\s)(?:sshd|systemd[\w-]*|dbus-daemon|Xorg|gnome-\w+|nscd|rsyslogd|slurmd|snapd|cron|polkitd|node_exporter)\[\d+\]: segfault at/,
    category: 'segfault',
    role: 'noise',
    source: SIGNALS,
    samples: ['sshd[4121]: segfault at 0 ip 00007f1 sp 00007ffd error 4 in libc.so.6'],
    also: ['signal.segfault'],
  },
  {
    id: 'signal.bus-error',
    anchors: ['Bus error', 'SIGBUS'],
    pattern:
      /(?<!signal: )Bus error \(core dumped\)|Signal: Bus error|Fatal Python error: Bus error|\bSIGBUS\b|: Bus error$/,
    category: 'sigbus',
    role: 'initiator',
    tier: 3,
    source: SIGNALS,
    samples: ['Bus error (core dumped)', 'Fatal Python error: Bus error'],
  },
  {
    id: 'native.heap',
    anchors: [
      'sysmalloc: Assertion',
      'malloc.c:',
      'malloc()',
      'free(): ',
      'double free or corruption',
      'malloc_consolidate()',
      'corrupted size vs. prev_size',
      'corrupted double-linked list',
      '*** stack smashing detected',
    ],
    pattern:
      /malloc\(\): \w|free\(\): invalid|double free or corruption|malloc_consolidate\(\): \w|corrupted size vs\. prev_size|corrupted double-linked list|\*\*\* stack smashing detected|sysmalloc: Assertion|malloc\.c:\d+: \w+: Assertion/,
    category: 'native_abort',
    role: 'initiator',
    tier: 3,
    source: MALLOC,
    samples: [
      "python: malloc.c:2617: sysmalloc: Assertion `(old_top == initial_top (av) && old_size == 0)' failed.",
      'malloc(): unaligned tcache chunk detected',
      'free(): invalid pointer',
      'double free or corruption (!prev)',
    ],
  },
  {
    // The what() line that follows says why.
    id: 'native.terminate',
    anchors: [
      'terminate called',
      'Fatal Python error: Aborted',
      'Aborted (core dumped)',
      'Signal: Aborted',
      'SIGABRT',
      '*** Aborted at ',
    ],
    pattern:
      /\*\*\* Aborted at \d+ \(unix time\)|terminate called (?:after throwing an instance of|without an active exception|recursively)|Fatal Python error: Aborted|Aborted \(core dumped\)|Signal: Aborted|(?<!Signal 6 \()\bSIGABRT\b/,
    category: 'native_abort',
    role: 'symptom',
    tier: 2,
    source: 'https://en.cppreference.com/w/cpp/error/terminate',
    samples: ["terminate called after throwing an instance of 'c10::Error'", 'Fatal Python error: Aborted'],
  },
  {
    id: 'signal.illegal-instruction',
    anchors: ['Illegal instruction', 'SIGILL'],
    pattern: /Illegal instruction(?: \(core dumped\))?$|\bSIGILL\b/,
    category: 'native_abort',
    role: 'initiator',
    source: SIGNALS,
    samples: ['Illegal instruction (core dumped)'],
  },
  {
    id: 'signal.floating-point',
    anchors: ['Floating point exception', 'SIGFPE'],
    pattern: /Floating point exception(?: \(core dumped\))?$|\bSIGFPE\b/,
    category: 'native_abort',
    role: 'initiator',
    source: SIGNALS,
    samples: ['Floating point exception (core dumped)'],
  },
  {
    // Told to end by somebody else; a cause only where nothing else failed.
    id: 'signal.terminated',
    anchors: [
      'SIGTERMException',
      'SIGTERM caught at',
      'receiving SIGTERM',
      'exit code 143',
      'code 143',
      'Signals.SIGTERM',
      'Terminated',
      'got SIGCONT',
      'User defined signal',
      'SIGUSR1',
      'Received SIGTERM',
      'death signal',
      'got signal: 15',
      'received signal 15',
      'Received signal 15',
      'SIGTERM received',
      'received SIGTERM',
      'Caught signal 15',
      'signal 15',
    ],
    pattern:
      /[Rr]eceived (?:SIGTERM|(?:death )?signal:? ?15|15 death signal|15 signal)|Received 15 death signal|got signal: 15|SIGTERM received|Caught signal 15|Received Signals\.SIGTERM|^Terminated$|: \d+ Terminated {2,}|^srun: got SIGCONT|^User defined signal [12]$|[Rr]eceived SIGUSR1|SIGTERMException|SIGTERM caught at|after receiving SIGTERM|exit(?:ed)?(?: with)?(?: status| code)? 143\b/,
    category: 'terminated',
    role: 'teardown',
    tier: 4,
    source: SIGNALS,
    samples: [
      'lightning.fabric.utilities.exceptions.SIGTERMException',
      'preemption_sync_manager.cc:101] SIGTERM caught at 2024-05-01T08:22:00Z',
      'Received Signals.SIGTERM death signal, shutting down workers',
      'Terminated',
      '[rank: 0] Received SIGTERM: 15',
      'Received 15 death signal, shutting down workers',
      'torch.distributed.elastic.multiprocessing.api.SignalException: Process 3721 got signal: 15',
    ],
  },
  {
    id: 'signal.interrupted',
    anchors: ['KeyboardInterrupt', 'Received 2 death signal', 'Received signal 2', 'SIGINT', 'got signal: 2'],
    pattern:
      /^KeyboardInterrupt\b|Received 2 death signal|[Rr]eceived (?:signal:? )?(?:2\b|SIGINT)|got signal: 2\b|^\^C/,
    category: 'user_cancelled',
    role: 'initiator',
    tier: 2,
    source: SIGNALS,
    samples: ['KeyboardInterrupt', 'Received 2 death signal, shutting down workers'],
  },
  {
    id: 'signal.hangup',
    anchors: ['Received 1 death signal', 'got signal: 1', 'SIGHUP'],
    pattern: /Received 1 death signal|got signal: 1\b|[Rr]eceived SIGHUP/,
    category: 'terminated',
    role: 'teardown',
    tier: 4,
    source: SIGNALS,
    samples: [
      'Received 1 death signal, shutting down workers',
      'torch.distributed.elastic.multiprocessing.api.SignalException: Process 412 got signal: 1',
    ],
  },
]
