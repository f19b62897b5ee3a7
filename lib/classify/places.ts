// Which rank runs where: what joins a line of the kernel's log, which knows processes and PCI addresses, with the
// job's, which knows ranks. Sources: NCCL's `comm … rank 5 nranks 64 cudaDev 5 nvmlDev 5 busId 3b000` lines,
// torchelastic's failure tables, any line with node, pid and rank.
import { BOUNDS } from '../bounds.ts'
import type { Evidence } from './group.ts'

/** Joins that are remembered per attempt: more than the processes of the largest jobs. */
const MAX_PLACES = BOUNDS['classify.ranks'].most

export interface Places {
  /** `node pid` -> rank; null where two ranks claim it. */
  readonly rankOfProcess: Map<string, number | null>
  /** `node bus` -> who uses that GPU. */
  readonly deviceOf: Map<string, Device>
  /** pid -> the one node on which it was seen; null where there are several. */
  readonly nodeOfPid: Map<number, string | null>
}

export interface Device {
  readonly rank: number | undefined
  /** Rank in a communicator, which is the global rank where the communicator has `commSize` = world ranks. */
  readonly commRank: number | undefined
  readonly commSize: number
  /** Index of the GPU on its node. */
  readonly index: string | undefined
}

export const startPlaces = (): Places => ({ rankOfProcess: new Map(), deviceOf: new Map(), nodeOfPid: new Map() })

/** `gpu-7.cluster.local` and `gpu-7` are one node; addresses stay whole. */
export const shortNode = (node: string): string =>
  /^[\d.]+$|:/.test(node) ? node : (node.split('.', 1)[0] as string).toLowerCase()

/**
 * Returns a PCI address as NCCL writes it (domain, bus, device and function as one hexadecimal number), so that
 * `PCI:0000:3b:00`, `0000:3B:00.0` and `3b000` are equal; undefined for what is none.
 */
export function busOf(text: string): string | undefined {
  const parts = /^(?:PCI:)?(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([0-9a-f]{2})(?:\.([0-7]))?$/i.exec(text)
  if (parts === null) return /^[0-9a-f]{3,12}$/i.test(text) ? text.toLowerCase().replace(/^0+(?=.)/, '') : undefined
  const [, domain = '0', bus, device, fn = '0'] = parts
  return (
    Number.parseInt(domain, 16) * 2 ** 20 +
    Number.parseInt(bus as string, 16) * 2 ** 12 +
    Number.parseInt(device as string, 16) * 16 +
    Number(fn)
  ).toString(16)
}

export function learnProcess(
  places: Places,
  node: string | undefined,
  pid: number | undefined,
  rank: number | undefined,
): void {
  if (node === undefined || pid === undefined || places.nodeOfPid.size >= MAX_PLACES) return
  const home = shortNode(node)
  const known = places.nodeOfPid.get(pid)
  if (known === undefined) places.nodeOfPid.set(pid, home)
  else if (known !== home) places.nodeOfPid.set(pid, null)
  if (rank === undefined) return
  const key = `${home} ${pid}`
  const before = places.rankOfProcess.get(key)
  places.rankOfProcess.set(key, before === undefined || before === rank ? rank : null)
}

/**
 * Takes what NCCL says when a communicator starts. The largest communicator of a device is the one whose ranks are the
 * job's.
 */
export function learnDevice(places: Places, node: string | undefined, bus: string | undefined, device: Device): void {
  if (node === undefined || bus === undefined || places.deviceOf.size >= MAX_PLACES) return
  const key = `${shortNode(node)} ${bus}`
  const before = places.deviceOf.get(key)
  if (
    before === undefined ||
    device.commSize > before.commSize ||
    (before.rank === undefined && device.rank !== undefined)
  )
    places.deviceOf.set(key, device)
}

/** Who a line is about. */
export interface Owner {
  readonly rank: number | undefined
  readonly node: string | undefined
  /** Index of the GPU on its node. */
  readonly gpuIndex: string | undefined
}

/** What a line names: a process, or the PCI address of a GPU, on a node. */
export type Whereabouts = Pick<Evidence, 'node' | 'pid' | 'gpu'>

/** Returns whose they are in a job of `world` ranks; undefined where no line joins them. */
export function ownerOf(places: Places, { node, pid, gpu }: Whereabouts, world: number | undefined): Owner | undefined {
  const home =
    node === undefined ? (pid === undefined ? undefined : (places.nodeOfPid.get(pid) ?? undefined)) : shortNode(node)
  if (home === undefined) return undefined
  const bus = gpu === undefined ? undefined : busOf(gpu)
  const device = bus === undefined ? undefined : places.deviceOf.get(`${home} ${bus}`)
  const byPid = pid === undefined ? undefined : (places.rankOfProcess.get(`${home} ${pid}`) ?? undefined)
  const byDevice = device?.rank ?? (device !== undefined && device.commSize === world ? device.commRank : undefined)
  if (byPid === undefined && device === undefined && !(pid !== undefined && places.nodeOfPid.get(pid) === home))
    return undefined
  return { rank: byPid ?? byDevice, node: node ?? home, gpuIndex: device?.index }
}

/** True where the job's GPUs on a node are known and this is none of them: another job's. */
export function isForeignDevice(places: Places, node: string | undefined, gpu: string | undefined): boolean {
  const bus = gpu === undefined ? undefined : busOf(gpu)
  if (node === undefined || bus === undefined) return false
  const home = `${shortNode(node)} `
  if (places.deviceOf.has(home + bus)) return false
  for (const key of places.deviceOf.keys()) if (key.startsWith(home)) return true
  return false
}
