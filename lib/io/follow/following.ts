// The state of following the files of this host, which its parts share: what is looked for, looked at and read.
import { BOUNDS } from '../../bounds.ts'
import { originFromPath } from '../../formats/origin-from-path.ts'
import type { Aside } from '../../sources/follow/aside.ts'
import { type FollowContext, type FollowedPath, followedPath } from '../../sources/follow/followed-path.ts'
import { type Machine, runMachine } from '../../sources/follow/questions.ts'
import { type Registry, registry } from '../../sources/follow/registry.ts'
import { globMatcher } from '../../sources/glob.ts'
import type { TellsAge } from '../../sources/last-written.ts'
import type { Position } from '../../sources/position.ts'
import { recordFrame } from '../../sources/record-frame.ts'
import { isRotatedName } from '../../sources/rotated-name.ts'
import type { LagOfPart } from '../measure/source-lag.ts'
import { type DescriptorPool, descriptorPool } from './descriptors.ts'
import { nameLister } from './directory-names.ts'
import { discover, type Target } from './discover.ts'
import { fileSystemHand } from './file-system.ts'
import { fingerprint } from './fingerprint.ts'
import { type FollowedFile, followedFile } from './followed-file.ts'
import type { Gathered } from './gather.ts'
import { mostOpen } from './most-open.ts'
import { noteFailure } from './read-errors.ts'

export interface FollowSettings {
  readonly targets: readonly Target[]
  readonly exclude: readonly string[]
  /** Where a file that is there at the start is begun, where no saved position says better. */
  readonly from: 'start' | 'end'
  /** True where positions are saved: an unfinished last line is left for the next run then. */
  readonly remembers: boolean
  readonly saved: readonly Position[]
  /** Ends when everything there is was read. */
  readonly once: boolean
  /** Ends when nothing was read for so long. */
  readonly untilIdleMs: number | undefined
  readonly pollMs: number
  readonly useHints: boolean
  readonly warnAfterMs: number
  readonly maxLineBytes: number
  /** Of which files that are there at the start it is told when they were written last. */
  readonly tellsAge: TellsAge
  /** Called when something that was asked for could not be read at all. */
  readonly fail: () => void
  /** Called once all that is there at the start was looked at; also where that will never be. */
  readonly looked?: () => void
  /** Told how far behind reading is; absent where nobody asks. */
  readonly lag?: LagOfPart
}

export interface Following {
  readonly settings: FollowSettings
  readonly out: Gathered
  readonly now: () => number
  readonly pool: DescriptorPool
  readonly registry: Registry<FollowedFile>
  readonly context: FollowContext<FollowedFile>
  readonly paths: Map<string, FollowedPath<FollowedFile>>
  /** Paths of the first search that were not looked at yet: they may begin at their end. */
  readonly starting: Set<string>
  readonly aside: Aside<FollowedFile>
  /** Paths whose files were moved all the time when they were looked at or read: nothing is known of them yet. */
  readonly moving: Set<FollowedPath<FollowedFile>>
  readonly excluded: readonly ((path: string) => boolean)[]
  /** Notes that a path could not be looked at or read because of an error of the file system. */
  failed(path: FollowedPath<FollowedFile>, file: FollowedFile | undefined, error: unknown): void
  /** Runs a part of the machine on the file system. */
  run<Result>(machine: Machine<FollowedFile, Result>): Promise<Result>
}

/** Most files followed at once; more are told, not followed. */
const MAX_PATHS = BOUNDS['follow.files'].most

export function newFollowing(settings: FollowSettings, out: Gathered, now: () => number): Following {
  const pool = descriptorPool(mostOpen())
  const files = registry<FollowedFile>(settings.saved, fingerprint, pool.release)
  const paths = new Map<string, FollowedPath<FollowedFile>>()
  const hand = fileSystemHand(pool, nameLister(now), out.notice)
  return {
    settings,
    out,
    now,
    pool,
    registry: files,
    context: { registry: files, fingerprint, create: followedFile, rotationOf: path => rotationOf(path, paths) },
    paths,
    starting: new Set(),
    aside: new Map(),
    moving: new Set(),
    excluded: settings.exclude.map(globMatcher),
    failed(path, file, error) {
      noteFailure(path, file, error, { nowMs: now(), notice: out.notice })
      if (settings.once) settings.fail()
    },
    run: machine => runMachine(machine, hand),
  }
}

/** Returns the followed path that a path is a rotated name of. */
function rotationOf(path: string, paths: ReadonlyMap<string, unknown>): string | undefined {
  const slash = path.lastIndexOf('/') + 1
  for (const followed of paths.keys())
    if (followed.startsWith(path.slice(0, slash)) && isRotatedName(path.slice(slash), followed.slice(slash)))
      return followed
  return undefined
}

/** Adds the files that the targets name now. */
export function findPaths({ settings, out, paths, starting, excluded }: Following, isFirst: boolean): void {
  let isFull = paths.size >= MAX_PATHS
  for (const target of settings.targets) {
    discover(target, path => {
      if (paths.has(path) || (path !== target.argument && excluded.some(matches => matches(path)))) return true
      if (isFull) {
        out.noticeOnce('too_many_files', `more than ${MAX_PATHS} files; the rest is not followed`)
        return false
      }
      paths.set(path, followedPath(path, recordFrame({ file: path, ...originFromPath(path) })))
      if (isFirst) starting.add(path)
      else out.attemptSeen(path)
      isFull = paths.size >= MAX_PATHS
      return true
    })
  }
  if (isFirst) for (const path of paths.keys()) out.attemptSeen(path, true)
}
