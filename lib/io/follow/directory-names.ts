// The names in directories, read again only when a directory has changed: thousands of files that are rotated together
// often share one.
import { readdirSync, statSync } from 'node:fs'

export interface DirectoryNames {
  /** Returns the names that begin with a text, sorted. */
  beginningWith(prefix: string): readonly string[]
  /** True where nothing was renamed, made or deleted while and since the names were read. */
  isStill(): boolean
}

export type NameLister = (directory: string) => DirectoryNames

/** File systems tell changes of a directory to some milliseconds; what is older has certainly been seen. */
const COARSE_MS = 20
/** Directories whose names are kept; the one that was read first is forgotten first. */
const MAX_DIRECTORIES = 100

interface Listing {
  readonly names: readonly string[]
  /** When the directory had changed last before its names were read; undefined where that was a moment ago. */
  readonly changed: bigint | undefined
}

export function nameLister(now: () => number): NameLister {
  const known = new Map<string, Listing>()
  return directory => {
    const kept = known.get(directory)
    const changed = changedAt(directory)
    const listing = kept?.changed !== undefined && kept.changed === changed ? kept : read(directory, changed, now())
    if (known.size >= MAX_DIRECTORIES) known.delete(known.keys().next().value as string)
    known.set(directory, listing)
    return {
      beginningWith: prefix => withPrefix(listing.names, prefix),
      isStill: () => listing.changed !== undefined && listing.changed === changedAt(directory),
    }
  }
}

function read(directory: string, changed: bigint | undefined, nowMs: number): Listing {
  const isOld = changed !== undefined && nowMs - Number(changed / 1_000_000n) > COARSE_MS
  try {
    return { names: readdirSync(directory).sort(), changed: isOld ? changed : undefined }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return { names: [], changed: undefined } // it went with the file
    throw error
  }
}

function changedAt(directory: string): bigint | undefined {
  return statSync(directory, { bigint: true, throwIfNoEntry: false })?.mtimeNs
}

function withPrefix(names: readonly string[], prefix: string): readonly string[] {
  let low = 0
  let high = names.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((names[middle] as string) < prefix) low = middle + 1
    else high = middle
  }
  let end = low
  while (end < names.length && (names[end] as string).startsWith(prefix)) end++
  return names.slice(low, end)
}
