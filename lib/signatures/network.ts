// Fabrics and sockets: InfiniBand, RoCE, EFA, Slingshot, UCX, Gloo, kernel NIC drivers.
import type { Signature } from './signature.ts'

const NCCL_NET = 'https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/troubleshooting.html#networking-issues'
const VERBS = 'https://www.rdmamojo.com/2013/02/15/ibv_poll_cq/'
const EFA = 'https://github.com/aws/aws-ofi-nccl/blob/master/doc/TROUBLESHOOTING.md'
const MLX5 = 'https://docs.kernel.org/networking/device_drivers/ethernet/mellanox/mlx5/counters.html'

export const network: readonly Signature[] = [
  {
    id: 'ib.port-error',
    anchors: ['async event'],
    pattern: /NET\/IB ?: (?:(?<device>\w+):\d+ )?Got (?:non-fatal )?async event ?: port error/,
    category: 'net_port_flap',
    role: 'initiator',
    source: NCCL_NET,
    samples: [
      'NCCL WARN NET/IB : mlx5_3:1 Got async event : port error',
      'NCCL WARN NET/IB : mlx5_0:1 Got non-fatal async event: port error(10)',
    ],
  },
  {
    id: 'ib.port-active',
    anchors: ['async event'],
    pattern: /NET\/IB ?: (?:(?<device>\w+):\d+ )?Got (?:non-fatal )?async event ?: port active/,
    category: 'net_port_flap',
    role: 'recovery',
    clears: ['ib.port-error', 'nic.link-down'],
    source: NCCL_NET,
    samples: ['NCCL WARN NET/IB : mlx5_3:1 Got async event : port active'],
  },
  {
    id: 'ib.async-benign',
    anchors: ['async event'],
    pattern:
      /Got (?:non-fatal )?async event ?: (?:client reregistration|GID table change|LID change|SM change|pkey change)/,
    category: 'net_port_flap',
    role: 'noise',
    source: NCCL_NET,
    samples: ['NCCL WARN NET/IB : mlx5_3:1 Got async event : client reregistration event'],
  },
  {
    // A queue pair or a whole adapter gave up. Errors of a queue name the access that failed, and not whose fault it
    // was.
    id: 'ib.async-fatal',
    anchors: ['async event', 'async fatal event'],
    pattern:
      /NET\/IB ?: (?:(?<device>\w+):\d+ )?(?:Got (?:non-fatal )?async event ?: |async fatal event[^:\n]*: )(?:[\w ]*access violation|invalid request|[\w ]*work queue|QP fatal|CQ error|SRQ|communication established failed)[\w ]*/,
    category: 'net_transport',
    role: 'initiator',
    source: 'https://github.com/NVIDIA/nccl/issues/1919',
    samples: [
      'NCCL WARN NET/IB : mlx5_1:1 async fatal event on QP (0x7309dc3b): invalid request local work queue error',
      'NCCL WARN NET/IB : mlx5_0:1 Got async event : local access violation work queue error',
    ],
  },
  {
    // The adapter itself: nothing but a reset of its node brings it back.
    id: 'ib.device-fatal',
    anchors: ['async event', 'async fatal event', 'device fatal', 'local catastrophic'],
    pattern: /Got (?:non-fatal )?async (?:fatal )?event ?: ?(?:device fatal|local catastrophic)[\w ]*/,
    category: 'nic_fatal',
    role: 'initiator',
    tier: 5,
    source: NCCL_NET,
    samples: [
      'NCCL WARN NET/IB : Got async event : local catastrophic error',
      'NCCL WARN NET/IB : mlx5_2:1 Got async fatal event: device fatal',
    ],
    also: ['ib.open-failed'],
  },
  {
    // The driver's own health poller: the firmware of the adapter has stopped or reports a fault.
    id: 'mlx5.health',
    anchors: ['Health issue observed', 'firmware internal error'],
    pattern: /Health issue observed|\bmlx5\w*[^\n]*firmware internal error/,
    category: 'nic_fatal',
    role: 'initiator',
    tier: 5,
    source: 'https://github.com/torvalds/linux/blob/v6.8/drivers/net/ethernet/mellanox/mlx5/core/health.c',
    samples: ['mlx5_core 0000:0c:00.0: Health issue observed, firmware internal error, severity(3) ERROR:'],
  },
  {
    // Status 12 (retries exceeded): the peer or the way to it is gone. 4, 9, 10, 13: registration or configuration of
    // the receiver.
    id: 'ib.completion-error',
    anchors: ['Got completion'],
    pattern:
      /Got completion (?:from peer (?<peer>[\w.:%-]+)<\d+> )?with (?:status[= ](?:IBV_WC_\w+\()?|error )(?<status>(?!0\b|5\b)\d+)\b/,
    category: 'net_transport',
    role: 'initiator',
    tier: 3,
    source: VERBS,
    samples: [
      'NET/IB : Got completion from peer 10.1.0.7<52430> with error 12, opcode 0, len 32600, vendor err 129 (Recv)',
      'NCCL WARN NET/IB: Got completion from peer node-12<41234> with status=12 opcode=32 len=32640 vendor err 129 (Recv) localGid fe80::1',
      'NET/IB: Got completion with status=IBV_WC_RETRY_EXC_ERR(12) opcode=IBV_WC_RECV(128)',
      'NCCL WARN NET/IB : Got completion from peer fe80::966d:ae03:8b:df78%ib0<53249> with error 4, opcode 32564, len 32564, vendor err 81 (Send)',
    ],
  },
  {
    id: 'ib.completion-flushed',
    anchors: ['Got completion'],
    pattern:
      /Got completion (?:from peer (?<peer>[\w.:%-]+)<\d+> )?with (?:status[= ](?:IBV_WC_\w+\()?|error )(?<status>5)\b/,
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
    samples: [
      'NCCL WARN Call to ibv_modify_qp failed with error Connection timed out',
      'NCCL WARN Call to ibv_modify_qp failed with 110 Connection timed out',
    ],
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
      'Call to ibv_',
    ],
    pattern:
      /ibv_open_device failed|NET\/IB ?: Unable to open device (?<device>\w+)?|Failed to initialize rdma protocol|local catastrophic error|Call to ibv_(?!modify_qp|get_async_event|poll_cq)\w+ failed/,
    category: 'net_transport',
    role: 'initiator',
    source: NCCL_NET,
    samples: [
      'NCCL WARN NET/IB : Unable to open device mlx5_2',
      'NCCL WARN Call to ibv_reg_mr failed',
      'misc/ibvwrap.cc:268 NCCL WARN Call to ibv_create_cq failed',
    ],
  },
  {
    id: 'efa.request-failed',
    anchors: [
      'NET/OFI',
      'Peer host id',
      'efa_rdm_',
      'rxr_tx_entry_handle_error',
      'Unreachable remote',
      'Unresponsive re',
    ],
    pattern:
      /NET\/OFI Request[^\n]* completed with error\. RC: (?<status>\d+)|(?:efa_rdm_\w+|rxr_\w+)_handle_error[^\n]*Peer host id: (?<culpritNode>[\w-]+)|(?:efa_rdm_\w+|rxr_\w+)_handle_error|^err: \d+, message: [^\n]*Peer host id: (?<peerHost>[\w-]+)|(?:Unresponsive (?:receiver|remote)|Unreachable remote)[^\n]*Peer host id: (?<culpritHost>[\w-]+)|Unresponsive (?:receiver|remote)|message: Unreachable remote/,
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
    // The plugin's bookkeeping broke: which peer began it, the line does not say.
    id: 'efa.plugin',
    anchors: ['NCCL WARN NET/OFI'],
    pattern:
      /NCCL WARN NET\/OFI (?:[Uu]nexpected|\w+ complete from unexpected|Unable to insert remote address|Received an invalid|Invalid )/,
    category: 'net_transport',
    role: 'initiator',
    tier: 2,
    source: 'https://github.com/aws/aws-ofi-nccl/issues/927',
    samples: [
      'get_req_from_imm_data:1411 NCCL WARN NET/OFI Unexpected status (0) for message 246',
      'NCCL WARN NET/OFI Write complete from unexpected request type!',
      'NCCL WARN NET/OFI Unable to insert remote address into address vector for device 1. RC: Invalid argument',
    ],
  },
  {
    id: 'efa.endpoint',
    anchors: ["NET/OFI Couldn't", 'NET/OFI Failed to', 'Creating new endpoint', 'No eligible providers were found'],
    pattern:
      /NET\/OFI (?:Couldn't (?:open|set|get|find any|create|initialize)|Failed to (?:initialize|create|open))|Creating new endpoint[^\n]*failed|NET\/OFI[^\n]*No eligible providers were found/,
    category: 'net_config',
    role: 'initiator',
    source: EFA,
    samples: [
      "NCCL WARN NET/OFI Couldn't open AV. RC: -12, ERROR: Cannot allocate memory",
      "NCCL WARN NET/OFI Couldn't set FI_OPT_EFA_RNR_RETRY. RC: -92, ERROR: Protocol not available",
    ],
    also: ['memory.host-allocation'],
  },
  {
    id: 'cxi.overflow',
    anchors: ['Event Queue overflow', 'CXI', 'cxip_', 'cxil'],
    pattern:
      /Cassini Event Queue overflow detected|Flow control triggered[^\n]*(?:LE exhausted|EQ full)|Fatal, CXI_EQ_OVFL/,
    category: 'net_config',
    role: 'initiator',
    source: 'https://ofiwg.github.io/libfabric/v1.21.0/man/fi_cxi.7.html',
    samples: [
      'libfabric:16642:1701636928::cxi:core:cxip_cq_eq_progress():531<warn> x4204c1s3b0n0: Cassini Event Queue overflow detected.',
    ],
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
    id: 'nic.link-down',
    anchors: [
      'Link DOWN',
      'Link is Down',
      'NETDEV WATCHDOG',
      'health compromised',
      "device's health",
      'link down',
      'Link down',
      'Port module event[error]',
      'status definitely down',
      'without any active interface',
    ],
    pattern:
      /mlx5_core[^\n]*(?:Link [Dd][Oo][Ww][Nn]|health compromised|device's health compromised)|NETDEV WATCHDOG|(?:eth|ib|en[sp]|bond|hsn)\w*: (?:NIC )?Link is Down|mlx5_core[^\n]*Port module event\[error\]|link status definitely down|now running without any active interface/,
    category: 'net_port_flap',
    role: 'initiator',
    tier: 5,
    source: MLX5,
    samples: [
      'mlx5_core 0000:9a:00.0 ibp154s0: Port: 1 Link DOWN',
      'mlx5_core 0000:3b:00.0: poll_health:800:(pid 0): Fatal error 1 detected, health compromised',
      'mlx5_core 0000:5e:00.0: Port module event[error]: module 0, Cable error, Power budget exceeded',
    ],
  },
  {
    id: 'ofi.call-failed',
    anchors: ['OFI poll failed', 'OFI call', 'OFI get', 'fi_getinfo', 'MPIDI_OFI', 'OFI_'],
    pattern: /OFI poll failed|OFI call \w+ failed|OFI get address vector|MPIDI_OFI_handle_cq_error/,
    category: 'net_transport',
    role: 'initiator',
    source: 'https://ofiwg.github.io/libfabric/main/man/fi_cq.3.html',
    samples: [
      'MPIDI_OFI_handle_cq_error(1042): OFI poll failed (ofi_events.c:1042:MPIDI_OFI_handle_cq_error:Input/output error)',
    ],
    also: ['storage.io-error'],
  },
  {
    id: 'ofi.no-provider',
    anchors: ['fi_getinfo', 'getinfo failed', 'No eligible providers', "Can't find provider"],
    pattern:
      /fi_getinfo: No data available|(?:OFI|fi_)[^\n]*getinfo[^\n]*failed|Can't find provider with the highest priority/,
    category: 'net_config',
    role: 'initiator',
    source: 'https://ofiwg.github.io/libfabric/main/man/fi_getinfo.3.html',
    samples: ['[E OFI] fi_getinfo: No data available', 'Fatal error in MPI_Init: OFI call getinfo failed'],
    also: ['ofi.call-failed'],
  },
]
