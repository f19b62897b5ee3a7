// NVIDIA Xid codes: one table row per code or group of codes, one signature each.
import type { Category } from './categories.ts'
import type { Role, Signature, Tier } from './signature.ts'

const CATALOGUE = 'https://docs.nvidia.com/deploy/xid-errors/analyzing-xid-catalog.html'

interface XidRow {
  readonly codes: readonly number[]
  readonly name: string
  readonly category: Category
  readonly role: Role
  readonly tier?: Tier
  readonly text: string
}

const XIDS: readonly XidRow[] = [
  {
    codes: [13, 31],
    name: 'app-fault',
    category: 'gpu_app_fault',
    role: 'initiator',
    text: 'Graphics SM Warp Exception on (GPC 9, TPC 1, SM 1): Out Of Range Address',
  },
  {
    codes: [8, 11, 25, 32, 69, 80, 39, 40, 41, 70, 71, 72, 75, 76, 77, 85, 137],
    name: 'channel',
    category: 'gpu_app_fault',
    role: 'initiator',
    tier: 3,
    text: 'Channel ID 00000010 intr 00008000',
  },
  {
    codes: [43],
    name: 'channel-reset',
    category: 'gpu_app_fault',
    role: 'symptom',
    text: 'pid=2924364, name=pt_main_thread, Ch 00000008',
  },
  {
    codes: [45],
    name: 'preemptive-removal',
    category: 'gpu_app_fault',
    role: 'teardown',
    text: 'Ch 00000010, errorString CTX_DESTROYED',
  },
  {
    codes: [46, 62, 64, 109, 110, 119, 120, 136, 140, 143, 155, 156, 158],
    name: 'reset-gpu',
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 5,
    text: 'Timeout after 6s of waiting for RPC response from GPU0 GSP!',
  },
  {
    codes: [48, 171, 172],
    name: 'double-bit-ecc',
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 5,
    text: 'An uncorrectable double bit error (DBE) has been detected on GPU',
  },
  {
    codes: [54],
    name: 'auxiliary-power',
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 5,
    text: 'Auxiliary power is not connected',
  },
  // The remap takes effect at the next reset; NVIDIA asks for none at once, so it counts only where nothing better is
  // known.
  {
    codes: [63],
    name: 'row-remap-pending',
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 1,
    text: 'Row Remapper: New row marked for remapping, reset gpu to activate',
  },
  {
    codes: [74, 144, 145, 146, 147, 148, 149, 150],
    name: 'nvlink',
    category: 'nvlink',
    role: 'initiator',
    tier: 5,
    text: 'NVLink: fatal error detected on link 3',
  },
  {
    codes: [78],
    name: 'vgpu-start',
    category: 'driver_mismatch',
    role: 'initiator',
    tier: 5,
    text: 'vGPU start failed',
  },
  {
    codes: [79],
    name: 'off-the-bus',
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 5,
    text: 'GPU has fallen off the bus.',
  },
  {
    codes: [37, 38, 44, 66, 67, 92, 93, 121, 141, 157, 160, 161],
    name: 'informational',
    category: 'gpu_hw_fatal',
    role: 'noise',
    text: 'High single-bit ECC error rate',
  },
  {
    codes: [94],
    name: 'contained-ecc',
    category: 'gpu_unknown',
    role: 'initiator',
    tier: 5,
    text: 'Contained: SM (0x1). RST: No, D-RST: No',
  },
  {
    codes: [95],
    name: 'uncontained-ecc',
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 5,
    text: 'Uncontained: LTC TAG (0x2,0x0). RST: Yes, D-RST: No',
  },
  {
    codes: [151, 159],
    name: 'host',
    category: 'gpu_driver_host',
    role: 'initiator',
    tier: 5,
    text: 'UVM: fatal error',
  },
  { codes: [167], name: 'pcie', category: 'gpu_hw_fatal', role: 'initiator', tier: 5, text: 'PCIE_FATAL_TIMEOUT' },
]

function row({ codes, name, category, role, tier, text }: XidRow): Signature {
  return {
    id: `xid.${name}`,
    // The kernel's own form, and that of tools which quote the code alone.
    anchors: ['Xid (', ...codes.map(code => `Xid ${code}:`)],
    pattern: new RegExp(
      `Xid \\((?<gpu>PCI:[0-9a-fA-F:.]+)\\): (?<xid>${codes.join('|')}),(?![^\\n]*\\bNonfatal\\b)(?: pid='?(?<pid>\\d+))?|\\bXid (?:${codes.join('|')}): (?![^\\n]*\\bNonfatal\\b)`,
    ),
    category,
    role,
    ...(tier === undefined ? {} : { tier }),
    source: CATALOGUE,
    samples: [`NVRM: Xid (PCI:0000:3b:00): ${codes[0]}, pid=1234, ${text}`],
    ...(codes.includes(79) ? { also: ['nvml.gpu-lost'] } : {}),
  }
}

/** The codes whose rows leave a node out. */
function hardwareCodes(): readonly number[] {
  return XIDS.flatMap(({ codes, category, role }) =>
    role === 'initiator' && (category === 'gpu_hw_fatal' || category === 'nvlink') ? codes : [],
  )
}

export const xid: readonly Signature[] = [
  // 154 names the recovery that is needed: its text decides, not its number.
  {
    id: 'xid.recovery-needed',
    anchors: ['Xid ('],
    pattern:
      /Xid \((?<gpu>PCI:[0-9a-fA-F:.]+)\): (?<xid>154),.*(?<recovery>GPU Reset Required|Node Reboot Required|Drain P2P|Drain and Reset)/,
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 5,
    source: CATALOGUE,
    samples: [
      'NVRM: Xid (PCI:0000:04:00): 154, GPU recovery action changed from 0x0 (None) to 0x2 (Node Reboot Required)',
    ],
  },
  {
    id: 'xid.recovery-none',
    anchors: ['Xid ('],
    pattern: /Xid \((?<gpu>PCI:[0-9a-fA-F:.]+)\): (?<xid>154),.* to 0x0 \(None\)/,
    category: 'gpu_hw_fatal',
    role: 'noise',
    source: CATALOGUE,
    samples: [
      'NVRM: Xid (PCI:0000:04:00): 154, GPU recovery action changed from 0x1 (GPU Reset Required) to 0x0 (None)',
    ],
    also: ['xid.recovery-needed'],
  },
  {
    // The link corrected it or was trained anew: evidence beside a failure, none alone.
    id: 'xid.nvlink-nonfatal',
    anchors: ['Xid ('],
    pattern: /Xid \((?<gpu>PCI:[0-9a-fA-F:.]+)\): (?<xid>14[4-9]|150), [^\n]*\bNonfatal\b/,
    category: 'nvlink',
    role: 'context',
    source: 'https://github.com/leptonai/gpud/pull/1160',
    samples: [
      'NVRM: Xid (PCI:0018:01:00): 145, RLW_RXPIPE Nonfatal XC0 i0 Link 13 (0x0409a0c2 0x00000008 0x00000001 0x00000000 0x00100000 0x00000004)',
    ],
  },
  ...XIDS.map(row),
  {
    // The channel was taken away because of another error, which this line names: evidence of it where its own line is
    // missing. The codes are those of the rows above that are hardware's.
    id: 'xid.removed-by',
    anchors: ['Xid ('],
    pattern: new RegExp(
      `Xid \\((?<gpu>PCI:[0-9a-fA-F:.]+)\\): (?<xid>45),[^\\n]*caused by previous Xid (?<previous>${hardwareCodes().join('|')})\\b`,
    ),
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 3,
    source: CATALOGUE,
    samples: [
      'NVRM: Xid (PCI:0000:dc:00): 45, pid=1234, Ch 00000008, errorString CTX SWITCH TIMEOUT, caused by previous Xid 149',
    ],
    also: ['xid.preemptive-removal'],
  },
  {
    id: 'sxid.fatal',
    anchors: ['SXid ('],
    pattern: /nvidia-nvswitch\d+: SXid \((?<gpu>PCI:[0-9a-fA-F:.]+)\): (?<xid>\d+), (?:Fatal|.*\bFatal\b)/,
    category: 'nvlink',
    role: 'initiator',
    tier: 5,
    source: 'https://docs.nvidia.com/datacenter/tesla/fabric-manager-user-guide/',
    samples: ['nvidia-nvswitch3: SXid (PCI:0000:c1:00.0): 20034, Fatal, Link 30 LTSSM Fault Up'],
  },
  {
    // The same as Fabric Manager writes it.
    id: 'fabric-manager.fatal',
    anchors: ['NVSwitch fatal error', 'NVSwitch NVLink fatal error'],
    pattern: /detected NVSwitch(?: NVLink)? fatal error (?<xid>\d+)/,
    category: 'nvlink',
    role: 'initiator',
    tier: 5,
    source: 'https://docs.nvidia.com/datacenter/tesla/fabric-manager-user-guide/',
    samples: [
      'detected NVSwitch fatal error 20034 on fid 0 on NVSwitch pci bus id 00000000:86:00.0 physical id 3 port 41',
    ],
  },
  {
    id: 'sxid.non-fatal',
    anchors: ['SXid ('],
    pattern: /SXid \((?<gpu>PCI:[0-9a-fA-F:.]+)\): (?<xid>\d+), Non-fatal/,
    category: 'nvlink',
    role: 'context',
    source: 'https://docs.nvidia.com/datacenter/tesla/fabric-manager-user-guide/',
    samples: [
      'nvidia-nvswitch0: SXid (PCI:0000:85:00.0): 12028, Non-fatal, Link 32 egress non-posted PRIV error (First)',
    ],
  },
]
