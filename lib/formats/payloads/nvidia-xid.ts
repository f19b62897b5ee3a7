import type { Entry, Payload } from '../format.ts'

const XID =
  /^(?:nvidia: )?NVRM: Xid \((?:PCI:)?([0-9a-fA-F]{4,8}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}(?:\.\d)?)\): (\d{1,4})(?:, pid='?(\d{1,10}|<unknown>)'?)?(?:, name=([^,]{1,80}))?/
const SXID =
  /^nvidia-nvswitch(\d{1,3}): SXid \(PCI:([0-9a-fA-F]{4,8}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}(?:\.\d)?)\): (\d{1,6})(?:, (Fatal|Non-fatal))?(?:, .*?[Ll]ink (\d{1,3}))?/
/** As the fabric manager tells the same event. */
const SWITCH_ERROR =
  /^detected NVSwitch (fatal|non-fatal) error (\d{1,6}) on .{0,80}?pci bus id ([0-9a-fA-F:.]{7,20})(?:.{0,80}? port (\d{1,3}))?/

/**
 * NVIDIA's driver errors, of GPUs (Xid) and switches (SXid), with the device's bus address, which maps to a rank
 * through the job's own ids.
 */
export const nvidiaXid: Payload = {
  part: 'payload',
  name: 'nvidia-xid',
  source: 'https://docs.nvidia.com/deploy/xid-errors/index.html',
  starts: 'Nnd',
  samples: [
    {
      line: '[Sun Feb 23 16:24:18 2025] NVRM: Xid (PCI:0000:9b:00): 119, pid=2024380, name=nvidia-smi, Timeout after 6s of waiting for RPC response',
      gives: {
        format: 'nvidia-xid',
        time: '2025-02-23T16:24:18.000Z',
        fields: { xid: 119, pci: '0000:9b:00', pid: 2024380, process: 'nvidia-smi' },
      },
    },
    {
      line: "NVRM: Xid (PCI:0000:38:00): 13, pid='<unknown>', name=<unknown>, Graphics Exception",
      gives: { fields: { xid: 13, pci: '0000:38:00' } },
    },
    {
      line: 'NVRM: Xid (0000:03:00): 48, An uncorrectable double bit error',
      gives: { fields: { xid: 48, pci: '0000:03:00' } },
    },
    {
      line: 'nvidia-nvswitch3: SXid (PCI:0000:c1:00.0): 12028, Non-fatal, Link 61 egress nonposted PRIV error',
      gives: { fields: { sxid: 12028, pci: '0000:c1:00.0', severity: 'non-fatal', switch: 3, port: 61 } },
    },
    {
      line: 'detected NVSwitch fatal error 20034 on fid 0 on NVSwitch pci bus id 00000000:86:00.0 physical id 3 port 61',
      gives: { fields: { sxid: 20034, pci: '00000000:86:00.0', severity: 'fatal', port: 61 } },
    },
  ],
  read(text, entry) {
    return noteXid(text, entry) || noteSwitch(text, entry)
  },
}

function noteXid(text: string, entry: Entry): boolean {
  const match = XID.exec(text)
  if (match === null) return false
  const [, pci, xid, pid, process] = match
  entry.fields = {
    ...entry.fields,
    xid: Number(xid),
    pci,
    ...(pid === undefined || pid.startsWith('<') ? {} : { pid: Number(pid) }),
    ...(process === undefined || process.startsWith('<') ? {} : { process }),
  }
  return true
}

function noteSwitch(text: string, entry: Entry): boolean {
  const own = SXID.exec(text)
  const fromSwitch = own === null ? SWITCH_ERROR.exec(text) : null
  const match = own ?? fromSwitch
  if (match === null) return false
  const [switchNumber, pci, sxid, severity, port] =
    own === null ? [undefined, match[3], match[2], match[1], match[4]] : match.slice(1)
  entry.fields = {
    ...entry.fields,
    sxid: Number(sxid),
    pci,
    ...(severity === undefined ? {} : { severity: severity.toLowerCase() }),
    ...(switchNumber === undefined ? {} : { switch: Number(switchNumber) }),
    ...(port === undefined ? {} : { port: Number(port) }),
  }
  return true
}
