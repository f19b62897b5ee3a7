// Which logs are one job, told by their paths alone: two files of one folder may well be of two jobs that print the
// same, and a log that was copied keeps what it printed.
import { fileGroups } from '../classify/file-groups.ts'
import { isKernelLogName } from '../formats/job-of-path.ts'
import { originFromPath } from '../formats/origin-from-path.ts'
import { isRotatedName, rotationOrder } from '../sources/rotated-name.ts'

export interface Job {
  /** What tells it from the other jobs: its path, or what its paths have in common. */
  readonly name: string
  /** In the order of reading, kernel logs first. */
  readonly files: readonly string[]
}

/**
 * Returns the jobs that paths are of, in the order of their first files. One job are: the attempts, ranks, tasks and
 * nodes that names tell apart, in one folder; torchrun's tree; the error file of an output file; what was rotated away.
 * Two runs that their names number (Slurm's job ids) are two jobs. A kernel log, told by its name, is evidence about
 * the jobs of its folder and those below; where there is none it stands alone.
 */
export function jobsOf(given: readonly string[]): readonly Job[] {
  const paths = [...new Set(given)]
  const kernelLogs = paths.filter(isKernelLogName)
  const logs = paths.filter(path => !kernelLogs.includes(path))
  const parts = partsOf(logs)
  const byRun = new Map<string, string[]>()
  for (const path of parts.keys()) {
    const run = originFromPath(path).run ?? ''
    byRun.set(run, [...(byRun.get(run) ?? []), path])
  }
  const nothingElse = { isKernelLog: () => false, jobOf: () => undefined }
  const place = new Map([...parts.keys()].map((path, index) => [path, index]))
  const groups = [...byRun.values()]
    .flatMap(run => fileGroups(run, nothingElse))
    .sort((a, b) => (place.get(a[0] as string) as number) - (place.get(b[0] as string) as number))
  const isUsed = new Set<string>()
  const jobs = groups.map(group => {
    const evidence = kernelLogs.filter(log => group.some(path => path.startsWith(folderOf(log))))
    for (const log of evidence) isUsed.add(log)
    return { name: nameOf(group), files: [...evidence, ...group.flatMap(path => parts.get(path) as readonly string[])] }
  })
  return [...jobs, ...kernelLogs.filter(log => !isUsed.has(log)).map(log => ({ name: log, files: [log] }))]
}

/** Returns the same jobs without the folders that all of their names begin with. */
export function withoutCommonFolder(jobs: readonly Job[]): readonly Job[] {
  const folders = jobs.map(({ name }) => folderOf(name))
  const first = folders[0] ?? ''
  let length = first.length
  for (const folder of folders) while (!folder.startsWith(first.slice(0, length))) length = before(first, length)
  // A job that is called as its own folder keeps that name.
  return jobs.map(job => ({ ...job, name: job.name.slice(length) || job.name }))
}

/** Returns the length of a path up to the `/` before the one that ends at `length`; 0 for none. */
const before = (path: string, length: number): number => (length < 2 ? 0 : path.lastIndexOf('/', length - 2) + 1)

/** The files that are parts of one log, the oldest first, by the path of the live one. */
function partsOf(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const byFolder = new Map<string, string[]>()
  for (const path of paths) byFolder.set(folderOf(path), [...(byFolder.get(folderOf(path)) ?? []), path])
  const liveOf = new Map<string, string>()
  for (const siblings of byFolder.values()) {
    const names = new Map(siblings.map(path => [baseName(path), path]))
    for (const path of siblings) liveOf.set(path, livePath(path, names))
  }
  const parts = new Map<string, string[]>()
  for (const path of paths) {
    const live = liveOf.get(path) as string
    parts.set(live, [...(parts.get(live) ?? []), path])
  }
  for (const [live, files] of parts) files.sort((a, b) => turnOf(a, live) - turnOf(b, live) || byAge(a, b))
  return parts
}

/** Older parts of a log are read before it, its error file behind it. */
const turnOf = (path: string, live: string): number => (path === live ? 1 : /\.err$/.test(path) ? 2 : 0)
const byAge = (a: string, b: string): number => rotationOrder(b) - rotationOrder(a)

/** Returns the path that a file is a part of, among its siblings by name; its own where it is none. */
function livePath(path: string, siblings: ReadonlyMap<string, string>): string {
  const name = baseName(path)
  const output = /\.err$/.test(name) ? siblings.get(name.replace(/\.err$/, '.out')) : undefined
  if (output !== undefined) return output
  for (let end = name.length - 1; end > 0; end--) {
    if (!'.-_'.includes(name.charAt(end))) continue
    const stem = name.slice(0, end)
    const plain = siblings.get(stem)
    if (plain !== undefined && isRotatedName(name, stem)) return plain
    // train.1.log for train.log; train-2.log is a second run by as good a chance.
    const extension = /\.\w{1,10}(?=(?:\.(?:gz|zst))?$)/.exec(name)?.[0] ?? ''
    const live = siblings.get(stem + extension)
    const isNumbered = name.charAt(end) === '.' || /^.\d{8}/.test(name.slice(end))
    if (isNumbered && live !== undefined && live !== path && isRotatedName(name, stem + extension)) return live
  }
  return path
}

/** What the paths of a job are called together. */
function nameOf(paths: readonly string[]): string {
  const [first = '', ...others] = paths
  const tree = /^(.*?)\/attempt_\d+\/\d+\/[^/]+$/.exec(first)?.[1]
  if (tree !== undefined) return tree
  if (others.length === 0) return first
  let start = first.length
  let end = first.length
  for (const other of others) {
    while (!other.startsWith(first.slice(0, start))) start--
    while (!other.endsWith(first.slice(first.length - end))) end--
  }
  // What is in both counts once: rank_1 and rank_11.
  const shortest = Math.min(...paths.map(path => path.length))
  return `${first.slice(0, start)}*${first.slice(first.length - Math.min(end, shortest - start))}`
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
/** With its `/`; '' for a path without one. */
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)
