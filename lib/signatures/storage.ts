// Disks and file systems, in the words of errno and of the kernel.
import type { Signature } from './signature.ts'

const ERRNO = 'https://man7.org/linux/man-pages/man3/errno.3.html'
const LUSTRE = 'https://doc.lustre.org/lustre_manual.xhtml'
const HUNG_TASK = 'https://docs.kernel.org/admin-guide/sysctl/kernel.html#hung-task-timeout-secs'

export const storage: readonly Signature[] = [
  {
    id: 'storage.no-space',
    anchors: [
      'No space left on device',
      'ENOSPC',
      'StorageFull',
      'not enough free disk space',
      'Not enough disk space',
      'Disk full',
    ],
    pattern: /No space left on device|\bENOSPC\b|StorageFull|[Nn]ot enough (?:free )?disk space/,
    category: 'disk_full',
    role: 'initiator',
    source: ERRNO,
    samples: [
      'OSError: [Errno 28] No space left on device',
      'IoError(Os { code: 28, kind: StorageFull, message: "No space left on device" })',
    ],
  },
  {
    id: 'storage.quota',
    anchors: ['Disk quota exceeded', 'FilesystemQuotaExceeded', 'EDQUOT', 'quota exceeded'],
    pattern: /Disk quota exceeded|FilesystemQuotaExceeded|\bEDQUOT\b|(?:storage|disk|inode) quota exceeded/i,
    category: 'disk_full',
    role: 'initiator',
    source: ERRNO,
    samples: [
      'OSError: [Errno 122] Disk quota exceeded',
      'SafetensorError: Error while serializing: IoError(Os { code: 122, kind: FilesystemQuotaExceeded, message: "Disk quota exceeded" })',
    ],
  },
  {
    id: 'storage.read-only',
    anchors: [
      'Read-only file system',
      'emounting filesystem read-only',
      'EXT4-fs error',
      'XFS (',
      'Remounting filesystem',
    ],
    pattern:
      /Read-only file system|[Rr]emounting filesystem read-only|EXT4-fs error|XFS \([^)]*\): (?:[^\n]*[Cc]orruption|[^\n]*I\/O [Ee]rror|[^\n]*[Ss]hutting down)/,
    category: 'storage_io',
    role: 'initiator',
    source: ERRNO,
    samples: [
      "OSError: [Errno 30] Read-only file system: '/scratch/x'",
      'EXT4-fs error (device nvme0n1p1): ext4_find_entry:1455: inode #2: comm python: reading directory lblock 0',
    ],
  },
  {
    id: 'storage.io-error',
    anchors: [
      'Input/output error',
      'Buffer I/O error',
      'I/O error, dev',
      'critical medium error',
      'nvme',
      'Remote I/O error',
    ],
    pattern:
      /(?:\[Errno 5\]|OSError|IOError|: )[^\n]*Input\/output error(?!$)|Input\/output error|Buffer I\/O error|I\/O error, dev \w+|critical medium error|nvme[^\n]*(?:timeout, aborting|controller is down|I\/O \d+ QID \d+ timeout)|Remote I\/O error/,
    category: 'storage_io',
    role: 'initiator',
    tier: 3,
    source: ERRNO,
    samples: [
      "OSError: [Errno 5] Input/output error: '/lustre/x.bin'",
      'blk_update_request: I/O error, dev sda, sector 123',
      'nvme nvme1: I/O 832 QID 5 timeout, aborting',
    ],
  },
  {
    id: 'storage.stale-handle',
    anchors: ['Stale file handle', 'Stale NFS file handle'],
    pattern: /Stale (?:NFS )?file handle/,
    category: 'storage_io',
    role: 'initiator',
    errorsOnly: true,
    source: ERRNO,
    samples: ["OSError: [Errno 116] Stale file handle: '/nfs/ckpt'"],
  },
  {
    id: 'storage.transport-endpoint',
    anchors: ['transport endpoint shutdown', 'Transport endpoint is not connected', '[Errno 110]', 'mount.'],
    pattern:
      /Cannot send after transport endpoint shutdown|(?<!NET\/OFI[^\n]*)Transport endpoint is not connected|\[Errno 110\] Connection timed out: '\/|mount\.\w+: (?:\/\S+: )?(?:Connection timed out|mount system call failed|No route to host)/,
    category: 'storage_io',
    role: 'initiator',
    errorsOnly: true,
    source: LUSTRE,
    samples: [
      "OSError: [Errno 108] Cannot send after transport endpoint shutdown: '/lustre/f'",
      "OSError: [Errno 107] Transport endpoint is not connected: '/mnt/gcs'",
      "OSError: [Errno 110] Connection timed out: '/mnt/data/train.bin'",
      'mount.nfs: Connection timed out',
    ],
  },
  {
    id: 'storage.permission',
    anchors: ['Permission denied', 'PermissionError', 'Operation not permitted', 'EACCES'],
    pattern:
      /PermissionError\b|\[Errno 13\] Permission denied|\[Errno 1\] Operation not permitted|(?<!\/dev\/\w+\/?\d*\)?): Permission denied$|\bEACCES\b/,
    category: 'permission',
    role: 'initiator',
    errorsOnly: true,
    source: ERRNO,
    samples: ["PermissionError: [Errno 13] Permission denied: '/data/.lock'", 'bash: ./run.sh: Permission denied'],
    also: [],
  },
  {
    id: 'storage.kernel-client',
    anchors: ['LustreError', 'nfs: server', 'mmfs', 'GPFS', 'ceph:', 'beegfs', 'was evicted by', 'weka'],
    pattern:
      /LustreError: [^\n]*|nfs: server \S+ not responding|(?:mmfs|GPFS)[^\n]*(?:unmounted|panic|forced unmount|lost connection)|ceph: [^\n]*(?:blacklist|hung|closed our session)|beegfs[^\n]*(?:unreachable|Communication error)|was evicted by \S+/,
    category: 'storage_io',
    role: 'initiator',
    tier: 4,
    source: LUSTRE,
    samples: [
      'LustreError: 167-0: scratch-OST0004-osc-ffff: This client was evicted by scratch-OST0004; in progress operations using this service will fail.',
      'nfs: server fs1 not responding, timed out',
    ],
  },
  {
    // Of any process of the node, and of any wait: an exact message comes before it.
    id: 'storage.hung-task',
    anchors: ['blocked for more than'],
    pattern: /\btask (?<process>[^:\n]{1,64}):(?<pid>\d+) blocked for more than \d+ seconds/,
    category: 'storage_io',
    role: 'initiator',
    tier: 3,
    source: HUNG_TASK,
    samples: ['INFO: task python:280058 blocked for more than 120 seconds.'],
  },
  {
    id: 'storage.locks',
    anchors: ['No locks available', 'Resource temporarily unavailable', 'unable to lock file'],
    pattern: /No locks available|unable to lock file, errno|\[Errno 11\] Resource temporarily unavailable/,
    category: 'storage_io',
    role: 'initiator',
    tier: 2,
    errorsOnly: true,
    source: ERRNO,
    samples: ['OSError: [Errno 37] No locks available', 'BlockingIOError: [Errno 11] Resource temporarily unavailable'],
  },
  {
    id: 'kernel.machine-check',
    anchors: [
      'Hardware Error',
      'Machine check',
      'mce:',
      'EDAC',
      'Kernel panic',
      'soft lockup',
      'PCIe Bus Error',
      'AER:',
    ],
    pattern:
      /\[Hardware Error\][^\n]*(?:[Uu]ncorrect|[Ff]atal)|mce: [^\n]*(?:[Uu]ncorrected|[Ff]atal)|EDAC [^\n]*\bUE\b|Kernel panic - not syncing|watchdog: BUG: soft lockup|PCIe Bus Error: severity=(?:Uncorrected|Fatal)/,
    category: 'node_failure',
    role: 'initiator',
    tier: 5,
    source: 'https://docs.kernel.org/admin-guide/RAS/main.html',
    samples: [
      'mce: [Hardware Error]: CPU 12: Machine Check: 0 Bank 7: be00000000800400 Uncorrected',
      'EDAC MC0: 1 UE memory read error on CPU_SrcID#0_Ha#0_Chan#0_DIMM#0',
      'Kernel panic - not syncing: Fatal exception',
    ],
  },
]
