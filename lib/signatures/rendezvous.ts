// Stores, rendezvous and ports: how ranks find each other.
import type { Signature } from './signature.ts'

const STORE = 'https://github.com/pytorch/pytorch/blob/main/torch/csrc/distributed/c10d/socket.cpp'
const ELASTIC = 'https://docs.pytorch.org/docs/stable/elastic/rendezvous.html'

export const rendezvous: readonly Signature[] = [
  {
    id: 'store.clients-missing',
    anchors: ['clients joined'],
    pattern:
      /Timed out after (?<waitedS>\d+) seconds waiting for clients\. (?<joined>\d+)\/(?<world>\d+) clients joined/,
    category: 'rendezvous',
    role: 'initiator',
    says: 'waited',
    source: STORE,
    samples: [
      'torch.distributed.DistStoreError: Timed out after 901 seconds waiting for clients. 31/32 clients joined.',
    ],
  },
  {
    id: 'rendezvous.timeout',
    anchors: [
      'RendezvousTimeoutError',
      'RendezvousConnectionError',
      'RendezvousStateError',
      'The client socket has timed out after',
      'RendezvousGracefulExitError',
      'client socket has failed to connect',
    ],
    pattern: /Rendezvous(?:Timeout|Connection|State)Error|The client socket has (?:timed out after|failed to connect)/,
    category: 'rendezvous',
    role: 'initiator',
    tier: 3,
    errorsOnly: true,
    source: ELASTIC,
    samples: [
      'torch.distributed.elastic.rendezvous.api.RendezvousTimeoutError',
      'torch.distributed.DistNetworkError: The client socket has timed out after 600000ms while trying to connect to (10.0.0.1, 29500).',
    ],
    also: ['store.network'],
  },
  {
    id: 'rendezvous.closed',
    anchors: ['RendezvousClosedError', 'RendezvousGracefulExitError', 'Signal Handler: rendezvous'],
    pattern: /RendezvousClosedError|RendezvousGracefulExitError/,
    category: 'rendezvous',
    role: 'teardown',
    source: ELASTIC,
    samples: ['torch.distributed.elastic.rendezvous.api.RendezvousClosedError'],
  },
  {
    id: 'store.network',
    anchors: [
      'recvValue failed on SocketImpl',
      'failed to recv, got 0 bytes',
      'sendBytes failed on SocketImpl',
      'recvVector failed',
      'DistNetworkError',
      'DistStoreError',
      'TCPStore',
    ],
    pattern:
      /(?:recvValue|recvVector|sendBytes) failed on SocketImpl|failed to recv, got 0 bytes|DistNetworkError|DistStoreError(?!: Timed out after)|TCPStore[^\n]*(?:Broken pipe|reset by peer)/,
    category: 'rendezvous',
    role: 'symptom',
    says: 'peer-gone',
    tier: 3,
    source: STORE,
    samples: [
      '[c10d] recvValue failed on SocketImpl(fd=4, addr=[localhost]:37924): failed to recv, got 0 bytes',
      '[c10d] sendBytes failed on SocketImpl(fd=3): Broken pipe',
    ],
    also: ['socket.peer-reset'],
  },
  {
    id: 'store.wait-timeout',
    anchors: ['Socket Timeout', 'wait timeout after', 'Timeout waiting for key', 'StoreTimeout'],
    pattern: /RuntimeError: Socket Timeout|wait timeout after \d+ms, keys|Timeout waiting for key: \S+ after \d+ ms/,
    category: 'rendezvous',
    role: 'symptom',
    source: STORE,
    samples: [
      'RuntimeError: Socket Timeout',
      'torch.distributed.DistStoreError: wait timeout after 600000ms, keys: /default_pg/0//cuda//timeout_dump',
    ],
    also: ['store.network'],
  },
  {
    id: 'port.forbidden',
    anchors: ['The server socket has failed to'],
    pattern: /The server socket has failed to (?:listen|bind)[^\n]*(?:errno: 13|EACCES)/,
    category: 'config_error',
    role: 'initiator',
    source: STORE,
    samples: [
      'torch.distributed.DistNetworkError: The server socket has failed to bind to [::]:98 (errno: 13 - Permission denied).',
    ],
    also: ['port.in-use', 'store.network'],
  },
  {
    id: 'port.in-use',
    anchors: ['Address already in use', 'EADDRINUSE', 'The server socket has failed to'],
    pattern:
      /(?<!NCCL WARN Call to bind failed ?: )(?:Address already in use|EADDRINUSE)|The server socket has failed to (?:listen|bind)/,
    category: 'port_bind',
    role: 'initiator',
    source: STORE,
    samples: [
      '[W socket.cpp:426] [c10d] The server socket has failed to bind to [::]:29500 (errno: 98 - Address already in use).',
      'OSError: [Errno 98] Address already in use',
      'torch.distributed.DistNetworkError: The server socket has failed to listen on any local network address. port: 29500, useIpv6: 0, code: -98, name: EADDRINUSE, message: address already in use',
    ],
    also: ['store.network'],
  },
  {
    // Start-up of Ray and vLLM tries ports in turn.
    id: 'port.in-use-nccl',
    anchors: ['Call to bind failed'],
    pattern: /NCCL WARN Call to bind failed ?: Address already in use/,
    category: 'port_bind',
    role: 'noise',
    source: STORE,
    samples: ['misc/socket.cc:430 NCCL WARN Call to bind failed : Address already in use'],
  },
  {
    id: 'port.grpc-server',
    anchors: [
      'Could not start gRPC server',
      'Failed to bind to address',
      'Failed to start GRPC server',
      'Failed to start server at',
    ],
    pattern: /Could not start gRPC server|Failed to bind to address \S+|Failed to start (?:GRPC|gRPC) server/,
    category: 'port_bind',
    role: 'initiator',
    tier: 5,
    source:
      'https://awsdocs-neuron.readthedocs-hosted.com/en/latest/frameworks/torch/torch-neuronx/training-troubleshooting.html',
    samples: ['E tensorflow/core/distributed_runtime/rpc/grpc_server_lib.cc:545] Unknown: Could not start gRPC server'],
  },
  {
    id: 'rendezvous.environment',
    anchors: ['expected, but not set', 'Error initializing torch.distributed using'],
    pattern:
      /environment variable (?<variable>\w+) expected, but not set|Error initializing torch\.distributed using \w+:\/\/ rendezvous/,
    category: 'config_error',
    role: 'initiator',
    source: 'https://docs.pytorch.org/docs/stable/distributed.html#environment-variable-initialization',
    samples: [
      'ValueError: Error initializing torch.distributed using env:// rendezvous: environment variable MASTER_ADDR expected, but not set',
    ],
  },
  {
    id: 'ray.connect',
    anchors: [
      'Failed to connect to GCS',
      'Could not find any running Ray instance',
      'Could not connect to the ray',
      'Unable to connect to GCS',
    ],
    pattern:
      /(?:Failed|Unable) to connect to GCS|Could not find any running Ray instance|Could not connect to the [Rr]ay/,
    category: 'rendezvous',
    role: 'initiator',
    tier: 3,
    source: 'https://docs.ray.io/en/latest/ray-core/starting-ray.html',
    samples: [
      'ray.exceptions.RaySystemError: System error: Failed to connect to GCS at address 10.0.0.1:6379 within 5 seconds',
      'ConnectionError: Could not find any running Ray instance. Please specify the one to connect to by setting `--address` flag',
    ],
  },
  {
    id: 'ssh.lost',
    anchors: [
      'ssh: connect to host',
      'ORTE has lost communication',
      'PMIX',
      'lost connection to',
      'ssh_exchange_identification',
      'kex_exchange_identification',
      'Host key verification failed',
      'Connection closed by',
    ],
    pattern:
      /ssh: connect to host (?<peer>[\w.-]+) port \d+: (?!succe)|ORTE has lost communication|PMIX ERROR|PRTE has lost communication|(?:ssh|kex)_exchange_identification|Host key verification failed|^Connection closed by (?<peerId>[\w.:-]+) port 22\b|ORTE was unable to reliably start/,
    category: 'rendezvous',
    role: 'symptom',
    tier: 3,
    source: 'https://www.open-mpi.org/faq/?category=running',
    samples: [
      'ORTE has lost communication with a remote daemon.',
      'ssh: connect to host worker-3 port 22: Connection timed out',
    ],
    also: ['socket.connect-failed'],
  },
  {
    id: 'heartbeat.missing',
    anchors: ['Did not get'],
    pattern: /Did not get (?:initial|subsequent) heartbeat\. Waited (?<waitedS>[\d.]+) seconds/,
    category: 'hang_no_output',
    role: 'initiator',
    tier: 3,
    source:
      'https://github.com/NVIDIA/nvidia-resiliency-ext/blob/main/src/nvidia_resiliency_ext/fault_tolerance/rank_monitor_server.py',
    samples: ['[Cycle 1] Did not get subsequent heartbeat. Waited 1800.00 seconds.'],
  },
  {
    // Tried again until the time is up: no failure where a rank is merely early.
    id: 'store.connect-retry',
    anchors: ['The client socket has failed to connect'],
    pattern: /The client socket has failed to connect to/,
    category: 'rendezvous',
    role: 'symptom',
    says: 'peer-gone',
    errorsOnly: true,
    source: STORE,
    samples: [
      '[W socket.cpp:601] [c10d] The client socket has failed to connect to [node1]:29500 (errno: 111 - Connection refused).',
    ],
    also: ['rendezvous.timeout', 'socket.connect-failed'],
  },
]
