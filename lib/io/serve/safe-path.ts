// Paths that strangers name: resolved with their links, compared with the root, and compared again when the file is
// open, for a link may be put there in between.
import { constants } from 'node:fs'
import { access, type FileHandle, open, readlink, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, resolve, sep } from 'node:path'
import type { FileIdentity } from '../../serve/events.ts'
import { type Refusal, refusal } from '../../serve/refusal.ts'
import { FileMovedError } from './errors.ts'

export interface SafeFile {
  /** Without links. */
  readonly path: string
  readonly identity: FileIdentity
}

const MOST_CHARACTERS = 4096
const OUTSIDE = refusal('OUTSIDE_ROOT', 'access outside the allowed root is not permitted')

/** True for the root itself and what is below it. Both without links. */
export const isWithin = (path: string, root: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)

/**
 * Resolves a path to a regular file below a root that may be read. Whether something outside the root exists is never
 * told.
 */
export async function safeFile(given: string, root: string): Promise<SafeFile | Refusal> {
  const path = await safePath(given, root)
  if (typeof path !== 'string') return path
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => error.code)
  if (typeof stats !== 'object') return missing(stats)
  if (!stats.isFile()) return refusal('NOT_REGULAR', 'the path is no regular file')
  const canRead = await access(path, constants.R_OK).then(
    () => true,
    () => false,
  )
  return canRead ? { path, identity: identityOf(stats) } : refusal('NOT_READABLE', 'the file is not readable')
}

/** Resolves a path below a root, whatever is there. */
export async function safePath(given: string, root: string): Promise<string | Refusal> {
  if (given.includes('\0')) return refusal('INVALID_PATH', 'the path holds a NUL character')
  if (!isAbsolute(given)) return refusal('INVALID_PATH', 'the path must be absolute')
  if (given.length > MOST_CHARACTERS) return refusal('INVALID_PATH', `the path is longer than ${MOST_CHARACTERS}`)
  try {
    const real = await realpath(given)
    return isWithin(real, root) ? real : OUTSIDE
  } catch (error) {
    return (await standsWithin(resolve(given), root)) ? missing((error as NodeJS.ErrnoException).code) : OUTSIDE
  }
}

/** Whether a path that does not resolve would lie below the root: the part of it that exists does. */
async function standsWithin(path: string, root: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    try {
      return isWithin(await realpath(at), root)
    } catch {
      if (at === dirname(at)) return false
    }
  }
}

function missing(code: string | undefined): Refusal {
  if (code === 'EACCES' || code === 'EPERM') return refusal('NOT_READABLE', 'permission denied')
  if (code === 'ENAMETOOLONG') return refusal('INVALID_PATH', 'a name of the path is too long')
  return refusal('NOT_FOUND', 'path not found')
}

export const identityOf = (stats: {
  readonly dev: number
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
}): FileIdentity => ({ device: stats.dev, inode: stats.ino, size: stats.size, modifiedMs: stats.mtimeMs })

/**
 * Opens a file that was found to be safe. Rejects where what was opened lies elsewhere by now, is no regular file, or
 * hides behind a link.
 */
export async function openSafely(path: string, root: string): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    if (!(await handle.stat()).isFile()) throw new FileMovedError(`${path} is no regular file any more`)
    const opened = await whereIs(handle, path)
    if (!isWithin(opened, root)) throw new FileMovedError(`${path} is outside the allowed root by now`)
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Where an open file lies; a deleted one lay there. */
async function whereIs(handle: FileHandle, path: string): Promise<string> {
  try {
    return (await readlink(`/proc/self/fd/${handle.fd}`)).replace(/ \(deleted\)$/, '')
  } catch {
    return realpath(path) // no /proc
  }
}
