// Which files a command line argument names now: a path, a pattern or a directory.
import { type Dirent, readdirSync, statSync } from 'node:fs'
import { isGlob, parseGlob, type Segment } from '../../sources/glob.ts'
import { isLogName } from '../../sources/log-name.ts'

/** A named argument, ready to be looked up again and again. */
export interface Target {
  readonly argument: string
  /** Empty for a plain path. */
  readonly globs: readonly (readonly Segment[])[]
  /** True for one path of its own; false for what may name many. */
  readonly literal: boolean
}

/** Deepest directory below the start of `**` or of a tree. */
const MAX_DEPTH = 16

export function targetOf(argument: string): Target {
  // A file whose own name has a star or a bracket is meant by that name.
  const literal = !isGlob(argument) || statSync(argument, { throwIfNoEntry: false }) !== undefined
  return { argument, globs: literal ? [] : parseGlob(argument), literal }
}

/**
 * Calls `found` with every file that a target names now, until it returns false. Unreadable directories count as empty.
 */
export function discover(target: Target, found: (path: string) => boolean): void {
  if (target.literal) {
    const stat = statSync(target.argument, { throwIfNoEntry: false })
    if (stat?.isDirectory() === true) walkTree(target.argument.replace(/(.)\/+$/, '$1'), found, MAX_DEPTH)
    else found(target.argument)
    return
  }
  for (const segments of target.globs) if (!walk({ segments, found }, '', 0, MAX_DEPTH)) return
}

/** A pattern in parts, and who takes what fits it. */
interface Search {
  readonly segments: readonly Segment[]
  /** Returns false where it wants no more. */
  readonly found: (path: string) => boolean
}

/** Looks below a directory for what fits the parts from `at` on. Returns false where no more is wanted. */
function walk(search: Search, directory: string, at: number, depth: number): boolean {
  const { segments, found } = search
  const segment = segments[at]
  if (segment === undefined) return true
  const isLast = at === segments.length - 1
  if (segment.is === 'literal') {
    const path = at === 0 ? segment.name || '/' : join(directory, segment.name)
    return isLast ? !isFile(path) || found(path) : walk(search, path, at + 1, depth)
  }
  if (segment.is === 'tree') {
    if (!isLast && !walk(search, directory, at + 1, depth)) return false
    for (const entry of entriesOf(directory)) {
      const path = join(directory, entry.name)
      if (entry.name.startsWith('.')) continue
      if (entry.isDirectory()) {
        if (depth > 0 && !walk(search, path, at, depth - 1)) return false
      } else if (isLast && isFile(path) && !found(path)) return false
    }
    return true
  }
  for (const entry of entriesOf(directory)) {
    if (!segment.matches(entry.name)) continue
    const path = join(directory, entry.name)
    if (!(isLast ? !isFile(path, entry) || found(path) : entry.isFile() || walk(search, path, at + 1, depth)))
      return false
  }
  return true
}

function walkTree(directory: string, found: (path: string) => boolean, depth: number): boolean {
  for (const entry of entriesOf(directory)) {
    const path = join(directory, entry.name)
    if (entry.name.startsWith('.')) continue
    if (entry.isDirectory()) {
      if (depth > 0 && !walkTree(path, found, depth - 1)) return false
    } else if (isLogName(entry.name) && isFile(path, entry) && !found(path)) return false
  }
  return true
}

/** Sorted, so that the same tree gives the same order; symbolic links to directories are not walked into by `**`. */
function entriesOf(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory === '' ? '.' : directory, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )
  } catch {
    return [] // gone, no directory, or not ours to read
  }
}

function isFile(path: string, entry?: Dirent): boolean {
  if (entry?.isFile() === true) return true
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

function join(directory: string, name: string): string {
  return directory === '' ? name : directory.endsWith('/') ? directory + name : `${directory}/${name}`
}
