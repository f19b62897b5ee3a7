// A followed path: the file that it leads to, and what is to be read before that one.
import type { RecordFrame } from '../record-frame.ts'
import { compressionOf } from '../rotated-name.ts'
import type { Registry } from './registry.ts'
import { type FileAt, type FileSeen, isSameFile, type TrackedFile } from './tracked-file.ts'

export interface FollowedPath<F extends TrackedFile> {
  readonly path: string
  readonly frame: RecordFrame
  /** The file that the path leads to now. */
  live: F | undefined
  /** The youngest file that was followed here; what is younger still was never read. */
  newest: F | undefined
  /** Files to be read to their end before the live one, oldest first. */
  readonly backlog: F[]
  /** Files that were met when nothing of the live one was read: they may be copies of its text. */
  copies: readonly F[]
  /**
   * Set while the live one was empty whenever it was looked at, to its date then: what is in it when it is read may be
   * the second text already, and the first stand in a copy.
   */
  emptySinceMs: number | undefined
  /** True where a read found other text than before. */
  isRewritten: boolean
  /** True once it was told that the file may not be opened, until it can be. */
  isUnreadable: boolean
  /** Reads and looks that failed one after the other, and when the next is tried. */
  failures: number
  retryAtMs: number
  /** A file that is gone, of which nothing was seen that is lost: told once another file stands in its place. */
  lost: F | undefined
  /** Files that are gone of which nothing was read, until what was compressed since was looked into. */
  readonly gone: F[]
  /** True once it was told that a grown copy took the file's place: rsync does that each time. */
  isReplacedTold: boolean
}

/**
 * Where reading starts in a file that was never met before: at its last line, at its start, or at its start unless it
 * is a rotated copy of a followed file (for one that appears while we watch).
 */
export type Start = 'end' | 'start' | 'start unless copy'

/** What the machine knows and calls besides asking its hand. All of it is deterministic. */
export interface FollowContext<F extends TrackedFile> {
  readonly registry: Registry<F>
  fingerprint(bytes: Buffer): string
  /** Makes what the hand needs to read a file; nothing is opened yet. */
  create(at: FileAt): F
  /** The followed path that a path is a rotated name of, if there is one. */
  rotationOf(path: string): string | undefined
}

export function followedPath<F extends TrackedFile>(path: string, frame: RecordFrame): FollowedPath<F> {
  return {
    path,
    frame,
    live: undefined,
    newest: undefined,
    backlog: [],
    copies: [],
    emptySinceMs: undefined,
    isRewritten: false,
    isUnreadable: false,
    failures: 0,
    retryAtMs: 0,
    lost: undefined,
    gone: [],
    isReplacedTold: false,
  }
}

/**
 * Returns what a look at the path says: nothing to do, something to read, text that may have changed without growing,
 * or another file than before. Called for every idle file at every look, so it asks nothing.
 */
export function judgeLook<F extends TrackedFile>(
  path: FollowedPath<F>,
  seen: FileSeen | undefined,
  registry: Registry<F>,
): 'idle' | 'ready' | 'touched' | 'changed' {
  const { live } = path
  if (seen === undefined) return live === undefined ? 'idle' : 'changed'
  if (live === undefined) {
    const known = registry.find(seen)
    return known !== undefined && known.role !== 'done' ? 'idle' : 'changed'
  }
  if (path.isRewritten || !isSameFile(live, seen) || seen.size < live.looked.size) return 'changed'
  // Copied and truncated before anything of it was read, it looks as if it had only begun to grow, or not even
  // that.
  if (isStillEmpty(live) && (seen.size > 0 || seen.modifiedMs !== live.modifiedMs)) return 'changed'
  live.looked = seen
  if (compressionOf(path.path) !== undefined) return 'idle' // read whole when it was met
  if (seen.size > live.readTo) return 'ready'
  return seen.modifiedMs === live.modifiedMs ? 'idle' : 'touched'
}

/** True for a file that was empty whenever it was looked at. */
export function isStillEmpty({ size, offset, headBytes }: TrackedFile): boolean {
  return size === 0 && offset === 0 && headBytes === 0
}

/** Returns a file of the path that will be read from its start. */
export function fileOf<F extends TrackedFile>(
  path: FollowedPath<F>,
  seen: FileSeen,
  role: TrackedFile['role'],
  { create }: FollowContext<F>,
): F {
  const { device, inode, bornMs, size, modifiedMs } = seen
  return create({
    path: seen.path,
    followedAs: path.path,
    frame: path.frame,
    device,
    inode,
    bornMs,
    role,
    size,
    modifiedMs,
  })
}
