// Fabrics and sockets: InfiniBand, RoCE, EFA, Slingshot, UCX, Gloo, kernel NIC drivers.
import type { Signature } from './signature.ts'

const NCCL_NET = 'https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/troubleshooting.html#networking-issues'
const VERBS = 'https://www.rdmamojo.com/2013/02/15/ibv_poll_cq/'
const EFA = 'https://github.com/aws/aws-ofi-nccl/blob/master/doc/TROUBLESHOOTING.md'
const MLX5 = 'https://docs.kernel.org/networking/device_drivers/ethernet/mellanox/mlx5/counters.html'
const GLOO = 'https://github.com/pytorch/gloo/blob/main/gloo/transport/tcp/pair.cc'

export const network: readonly Signature[] = [
  {
    id: 'ib.port-error',
    anchors: ['async event'],
    pattern: /NET\/IB ?: (?<device>\w+):\d+ Got (?:non-fatal )?async event ?: (?:port error|local catastrophic error|device fatal)/,
    category: 'net_port_flap',
    role: 'initiator',
    source: NCCL_NET,
    samples: ['NCCL WARN NET/IB : mlx5_3:1 Got async event : port error', 'NCCL WARN NET/IB : mlx5_0:1 Got non-fatal async event: port error(10)'],
  },
  {
    id: 'ib.port-active',
    anchors: ['async event'],
    pattern: /NET\/IB ?: (?<device>\w+):\d+ Got (?:non-fatal )?async event ?: port active/,
    category: 'net_port_flap',
    role: 'recovery',
    clears: ['ib.port-error', 'nic.link-down'],
    source: NCCL_NET,
    samples: ['NCCL WARN NET/IB : mlx5_3:1 Got async event : port active'],
  },
  {
    id: 'ib.async-benign',
    anchors: ['async event'],
    pattern: /Got (?:non-fatal )?async event ?: (?:client reregistration|GID table change|LID change|SM change|pkey change)/,
    category: 'net_port_flap',
    role: 'noise',
    source: NCCL_NET,
    samples: ['NCCL WARN NET/IB : mlx5_3:1 Got async event : client reregistration event'],
  },
  {
    // Status 12 (retries exceeded): the peer or the way to it is gone. 4, 9, 10, 13: registration or configuration of the receiver.
    id: 'ib.completion-error',
    anchors: ['Got completion'],
    pattern: /Got completion (?:from peer (?<peer>[\w.-]+)<\d+> )?with (?:status[= ](?:IBV_WC_\w+\()?|error )(?<status>12|4|9|10|13)\b/,
    category: 'net_transport',
    role: 'initiator',
    tier: 3,
    source: VERBS,
    samples: [
      'NET/IB : Got completion from peer 10.1.0.7<52430> with error 12, opcode 0, len 32600, vendor err 129 (Recv)',
      'NCCL WARN NET/IB: Got completion from peer node-12<41234> with status=12 opcode=32 len=32640 vendor err 129 (Recv) localGid fe80::1',
      'NET/IB: Got completion with status=IBV_WC_RETRY_EXC_ERR(12) opcode=IBV_WC_RECV(128)',
    ],
  },
  {
    id: 'ib.completion-flushed',
    anchors: ['Got completion'],
    pattern: /Got completion (?:from peer (?<peer>[\w.-]+)<\d+> )?with (?:status[= ](?:IBV_WC_\w+\()?|error )(?<status>5)\b/,
    category: 'net_transport',
    role: 'symptom',
    source: VERBS,
    samples: ['NET/IB : Got completion from peer 10.1.0.7<52430> with error 5, opcode 0, len 32600, vendor err 249'],
  },
  {
    id: 'ib.modify-qp',
    anchors: ['ibv_modify_qp failed'],
    pattern:
      /ibv_modify_qp failed with (?:error )?(?:\d+ )?(?<error>Connection timed out|No data available|Network is unreachable|No such device|Cannot assign requested address)/,
    category: 'net_transport',
    role: 'initiator',
    source: NCCL_NET,
    samples: ['NCCL WARN Call to ibv_modify_qp failed with error Connection timed out', 'NCCL WARN Call to ibv_modify_qp failed with 110 Connection timed out'],
  },
  {
    id: 'ib.modify-qp-settings',
    anchors: ['ibv_modify_qp failed'],
    pattern: /ibv_modify_qp failed with (?:error )?(?:\d+ )?(?<error>Invalid argument|Operation not permitted)/,
    category: 'net_config',
    role: 'initiator',
    source: NCCL_NET,
    samples: ['NCCL WARN Call to ibv_modify_qp failed with error Invalid argument'],
  },
  {
    id: 'ib.open-failed',
    anchors: [
      'ibv_open_device failed',
      'Unable to open device',
      'Failed to initialize rdma protocol',
      'local catastrophic error',
      'ibv_create_cq failed',
      'ibv_create_qp failed',
      'ibv_reg_mr',
      'ibv_alloc_pd failed',
    ],
    pattern:
      /ibv_open_device failed|NET\/IB ?: Unable to open device (?<device>\w+)?|Failed to initialize rdma protocol|local catastrophic error|ibv_(?:create_cq|create_qp|alloc_pd|reg_mr\w*) failed/,
    category: 'net_transport',
    role: 'initiator',
    source: NCCL_NET,
    samples: ['NCCL WARN NET/IB : Unable to open device mlx5_2', 'NCCL WARN Call to ibv_reg_mr failed'],
    also: ['ib.port-error'],
  },
  {
    id: 'efa.request-failed',
    anchors: ['NET/OFI', 'Peer host id', 'efa_rdm_', 'rxr_tx_entry_handle_error'],
    pattern:
      /NET\/OFI Request[^\n]* completed with error\. RC: (?<status>\d+)|(?:efa_rdm_\w+|rxr_\w+)_handle_error[^\n]*(?:Peer host id: (?<peer>[\w-]+))?|Unresponsive receiver[^\n]*|Peer host id: (?<peerId>[\w-]+)/,
    category: 'net_transport',
    role: 'initiator',
    tier: 3,
    source: EFA,
    samples: [
      'NCCL WARN NET/OFI Request 0x7f8 completed with error. RC: 107. Error: Transport endpoint is not connected',
      'efa_rdm_txe_handle_error(): err: 107, message: Unresponsive receiver. My EFA addr: fi_addr_efa://[fe80::1] Peer host id: i-0a1b2c3d',
    ],
    also: ['storage.transport-endpoint'],
  },
  {
    id: 'efa.endpoint',
    anchors: ["NET/OFI Couldn't open", 'NET/OFI Failed to', 'Creating new endpoint', 'No eligible providers were found'],
    pattern: /NET\/OFI (?:Couldn't open|Failed to (?:initialize|create|open))|Creating new endpoint[^\n]*failed|NET\/OFI[^\n]*No eligible providers were found/,
    category: 'net_config',
    role: 'initiator',
    source: EFA,
    samples: ["NCCL WARN NET/OFI Couldn't open AV. RC: -12, ERROR: Cannot allocate memory"],
    also: ['memory.host-allocation'],
  },
  {
    id: 'cxi.overflow',
    anchors: ['Event Queue overflow', 'CXI', 'cxip_', 'cxil'],
    pattern: /Cassini Event Queue overflow detected|Flow control triggered[^\n]*(?:LE exhausted|EQ full)|Fatal, CXI_EQ_OVFL/,
    category: 'net_config',
    role: 'initiator',
    source: 'https://ofiwg.github.io/libfabric/v1.21.0/man/fi_cxi.7.html',
    samples: ['libfabric:16642:1701636928::cxi:core:cxip_cq_eq_progress():531<warn> x4204c1s3b0n0: Cassini Event Queue overflow detected.'],
  },
  {
    id: 'ucx.transport',
    anchors: ['Transport retry count exceeded', 'UCX  ERROR', 'Endpoint timeout'],
    pattern:
      /Transport retry count exceeded on (?<device>\w+)|UCX +ERROR +(?!cuCtx)[^\n]*(?:connection (?:reset|refused|timed out)|Endpoint timeout|Connection reset by remote peer|failed to (?:connect|send))/i,
    category: 'net_transport',
    role: 'initiator',
    source: 'https://openucx.readthedocs.io/en/master/faq.html',
    samples: ['Transport retry count exceeded on mlx5_0:1/IB (synd 0x15 vend 0x81 hw_synd 0/0)'],
  },
  {
    id: 'ucx.cuda-context',
    anchors: ['cuCtxGetDevice', 'invalid device context'],
    pattern: /UCX +ERROR cuCtxGetDevice[^\n]*is failed|UCX +ERROR[^\n]*invalid device context/,
    category: 'segfault',
    role: 'initiator',
    source: 'https://github.com/openucx/ucx/issues',
    samples: ['cuda_ipc_md.c:62   UCX  ERROR cuCtxGetDevice(&cu_device) is failed. ret:invalid device context'],
  },
  {
    id: 'gloo.peer-lost',
    anchors: ['gloo/transport', 'Gloo connectFullMesh failed', 'Timed out waiting'],
    pattern:
      /gloo\/transport[^\n]*(?:Connection closed by peer|Connection reset by peer|Connection refused)(?: \[(?<peer>[\d.a-f:]+)\])?|Gloo connectFullMesh failed|Timed out waiting \d+ms for (?:recv|send) operation/,
    category: 'nccl_timeout',
    role: 'symptom',
    source: GLOO,
    samples: [
      'RuntimeError: [../third_party/gloo/gloo/transport/tcp/pair.cc:525] Read error [10.0.0.4]:39814: Connection reset by peer',
      'RuntimeError: [gloo/transport/tcp/unbound_buffer.cc:81] Timed out waiting 1800000ms for recv operation to complete',
    ],
    also: ['socket.peer-reset'],
  },
  {
    id: 'nic.link-down',
    anchors: ['Link DOWN', 'Link is Down', 'NETDEV WATCHDOG', 'health compromised', "device's health", 'link down', 'Link down'],
    pattern:
      /mlx5_core[^\n]*(?:Link [Dd][Oo][Ww][Nn]|health compromised|device's health compromised)|NETDEV WATCHDOG|(?:eth|ib|en[sp]|bond|hsn)\w*: (?:NIC )?Link is Down/,
    category: 'net_port_flap',
    role: 'initiator',
    tier: 5,
    source: MLX5,
    samples: ['mlx5_core 0000:9a:00.0 ibp154s0: Port: 1 Link DOWN', 'mlx5_core 0000:3b:00.0: poll_health:800:(pid 0): Fatal error 1 detected, health compromised'],
  },
  {
    id: 'socket.peer-reset',
    anchors: ['Connection reset by peer', 'Broken pipe', 'ConnectionResetError', 'BrokenPipeError', 'Connection aborted'],
    pattern:
      /(?:ConnectionResetError|BrokenPipeError)|(?:recv|send|read|write|socket)[^\n]*(?:Connection reset by peer|Broken pipe)|got error: Connection reset by peer|Read error [^\n]*Connection reset by peer/,
    category: 'net_transport',
    role: 'symptom',
    errorsOnly: true,
    source: 'https://man7.org/linux/man-pages/man2/recv.2.html',
    samples: ['ConnectionResetError: [Errno 104] Connection reset by peer', 'BrokenPipeError: [Errno 32] Broken pipe'],
  },
  {
    id: 'socket.connect-failed',
    anchors: ['No route to host', 'Network is unreachable', 'Connection refused', 'Connection timed out'],
    pattern:
      /(?:Connect(?:ion)? to|connect)[^\n]*(?:failed ?: )?(?:No route to host|Network is unreachable|Connection refused|Connection timed out)|(?:ConnectionRefusedError|TimeoutError): \[Errno \d+\]/,
    category: 'rendezvous',
    role: 'initiator',
    tier: 3,
    errorsOnly: true,
    source: 'https://man7.org/linux/man-pages/man2/connect.2.html',
    samples: [
      'NCCL WARN Connect to 10.0.0.3<43247> failed : Connection refused',
      'ConnectionRefusedError: [Errno 111] Connection refused',
      'misc/socket.cc:483 NCCL WARN socketStartConnect: Connect to 192.168.1.4<51015> failed : No route to host',
    ],
  },
  {
    id: 'socket.name-resolution',
    anchors: ['Name or service not known', 'Temporary failure in name resolution', 'nodename nor servname', 'gai error'],
    pattern: /socket\.gaierror|(?:c10d|MASTER_ADDR|torch|socket|TCPStore|store)[^\n]*(?:Name or service not known|Temporary failure in name resolution)|gai error: -?\d+/,
    category: 'rendezvous',
    role: 'initiator',
    tier: 3,
    errorsOnly: true,
    source: 'https://man7.org/linux/man-pages/man3/getaddrinfo.3.html',
    samples: [
      'socket.gaierror: [Errno -2] Name or service not known',
      '[c10d] The IPv6 network addresses of (node-0, 29500) cannot be retrieved (gai error: -2 - Name or service not known).',
    ],
  },
]
