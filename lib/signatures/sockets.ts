// Plain sockets, and Gloo, which runs over them.
import type { Signature } from './signature.ts'

const GLOO = 'https://github.com/pytorch/gloo/blob/main/gloo/transport/tcp/pair.cc'

export const sockets: readonly Signature[] = [
  {
    id: 'gloo.peer-lost',
    anchors: ['gloo/transport', 'Gloo connectFullMesh failed', 'Timed out waiting'],
    pattern:
      /gloo\/transport[^\n]*(?:Connection closed by peer|Connection reset by peer|Connection refused|Connect timeout)(?:[^\n]*? \[(?<culpritNode>(?!127\.|::1)[\d.a-f:]+)\])?|gloo\/transport[^\n]*Read error \[(?<culpritHost>(?!127\.|::1)[\d.a-f:]+)\]|Gloo connectFullMesh failed|Timed out waiting \d+ms for (?:recv|send) operation/,
    category: 'nccl_timeout',
    role: 'symptom',
    says: 'peer-gone',
    source: GLOO,
    samples: [
      'RuntimeError: [../third_party/gloo/gloo/transport/tcp/pair.cc:525] Read error [10.0.0.4]:39814: Connection reset by peer',
      'RuntimeError: [gloo/transport/tcp/unbound_buffer.cc:81] Timed out waiting 1800000ms for recv operation to complete',
    ],
    also: ['socket.peer-reset'],
  },
  {
    id: 'socket.peer-reset',
    anchors: [
      'Connection reset by peer',
      'Broken pipe',
      'ConnectionResetError',
      'BrokenPipeError',
      'Connection aborted',
    ],
    pattern:
      /(?:ConnectionResetError|BrokenPipeError)|(?:recv|send|read|write|socket)[^\n]*(?:Connection reset by peer|Broken pipe)|got error: Connection reset by peer|Read error [^\n]*Connection reset by peer/,
    category: 'net_transport',
    role: 'symptom',
    says: 'peer-gone',
    refine: ['client-frame'],
    errorsOnly: true,
    source: 'https://man7.org/linux/man-pages/man2/recv.2.html',
    samples: ['ConnectionResetError: [Errno 104] Connection reset by peer', 'BrokenPipeError: [Errno 32] Broken pipe'],
  },
  {
    id: 'socket.connect-failed',
    anchors: ['No route to host', 'Network is unreachable', 'Connection refused', 'Connection timed out'],
    pattern:
      /^(?![^\n]*ConnectionPool\()[^\n]*?(?:Connect(?:ion)? to|connect)[^\n]*(?:failed ?: )?(?:No route to host|Network is unreachable|Connection refused|Connection timed out)|(?:ConnectionRefusedError|TimeoutError): \[Errno \d+\]/,
    category: 'rendezvous',
    role: 'initiator',
    refine: ['client-frame'],
    tier: 3,
    errorsOnly: true,
    source: 'https://man7.org/linux/man-pages/man2/connect.2.html',
    samples: [
      'NCCL WARN Connect to 10.0.0.3<43247> failed : Connection refused',
      'ConnectionRefusedError: [Errno 111] Connection refused',
      'misc/socket.cc:483 NCCL WARN socketStartConnect: Connect to 192.168.1.4<51015> failed : No route to host',
    ],
    also: ['nccl.connect-failed'],
  },
  {
    id: 'socket.name-resolution',
    anchors: [
      'Name or service not known',
      'Temporary failure in name resolution',
      'nodename nor servname',
      'gai error',
      'host not found: ',
      "can't resolve '",
      'Could not resolve host',
    ],
    pattern:
      /socket\.gaierror|(?:c10d|MASTER_ADDR|torch|socket|TCPStore|store)[^\n]*(?:Name or service not known|Temporary failure in name resolution)|gai error: -?\d+|host not found: |nslookup: can't resolve '(?<peer>[A-Za-z][\w.-]*)'|Could not resolve host(?:name)? (?<peerId>[\w.-]+)/,
    category: 'rendezvous',
    role: 'initiator',
    refine: ['client-frame'],
    tier: 3,
    errorsOnly: true,
    source: 'https://man7.org/linux/man-pages/man3/getaddrinfo.3.html',
    samples: [
      'socket.gaierror: [Errno -2] Name or service not known',
      '[c10d] The IPv6 network addresses of (node-0, 29500) cannot be retrieved (gai error: -2 - Name or service not known).',
      'ValueError: host not found: Name or service not known',
      "nslookup: can't resolve 'job-master-0': Name does not resolve",
    ],
  },
  {
    id: 'socket.reset-by-name',
    anchors: ['RuntimeError: Connection reset by peer', 'RuntimeError: Broken pipe'],
    pattern: /^RuntimeError: (?:Connection reset by peer|Broken pipe)/,
    category: 'net_transport',
    role: 'symptom',
    says: 'peer-gone',
    refine: ['client-frame'],
    tier: 3,
    source: 'https://man7.org/linux/man-pages/man2/recv.2.html',
    samples: ['RuntimeError: Connection reset by peer'],
  },
  {
    id: 'store.timed-out',
    anchors: [
      'connect() timed out',
      'Stop_waiting response is expected',
      'RuntimeError: Connection timed out',
      'failed to connect to all addresses',
    ],
    pattern:
      /^RuntimeError: (?:connect\(\) timed out|Stop_waiting response is expected|Connection timed out)|failed to connect to all addresses/,
    category: 'rendezvous',
    role: 'initiator',
    tier: 3,
    errorsOnly: true,
    source: 'https://github.com/pytorch/pytorch/blob/main/torch/csrc/distributed/c10d/TCPStore.cpp',
    samples: [
      'RuntimeError: connect() timed out. Original timeout was 1800000 ms.',
      'RuntimeError: Stop_waiting response is expected',
    ],
  },
]
