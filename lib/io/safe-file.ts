// Files that are replaced or appended to, in folders where others may have put links. Every file that a program keeps
// for itself is written through here.
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const WORLD_WRITABLE = 0o002
const GROUP_WRITABLE = 0o020
const STICKY = 0o1000
/** Readable for its owner alone. */
export const PRIVATE_MODE = 0o600

/** Made anew, and never through a link: what stands there already, whatever it is, is an error. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
/** Not blocking: a pipe that somebody put there would hold us. */
const APPENDED_FILE =
  constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK
const TEMPORARY_NAME = /^\.(.+)\.[0-9a-f]{16}\.tmp$/
/** A temporary file that is older was left by a process that was killed. */
const STALE_MS = 60_000

/**
 * Returns why a file must not be written, as `is a symbolic link`; undefined where it may. A folder must not be one in
 * which a stranger can replace our files: one that all may write, without sticky bit, or that belongs to another user
 * who is not root, unless its group may write it and we are of that group. A missing folder is told by the write.
 */
export function refuseUnsafeFile(path: string): string | undefined {
  const target = lstatSync(path, { throwIfNoEntry: false })
  if (target?.isSymbolicLink()) return 'is a symbolic link'
  if (target !== undefined && !target.isFile()) return 'is no regular file'
  const folder = statSync(dirname(path), { throwIfNoEntry: false })
  const reason = folder === undefined ? undefined : (refuseOpenFolder(folder) ?? refuseForeignFolder(folder))
  return reason === undefined ? undefined : `its folder ${dirname(path)} ${reason}`
}

/** Returns why files in a folder are not safe from everybody; undefined where they are. */
export function refuseOpenFolder(folder: Stats): string | undefined {
  return (folder.mode & WORLD_WRITABLE) !== 0 && (folder.mode & STICKY) === 0
    ? 'is writable for everybody and has no sticky bit'
    : undefined
}

function refuseForeignFolder({ uid, gid, mode }: Stats): string | undefined {
  if (uid === 0 || uid === process.geteuid?.()) return undefined
  const isShared = (mode & GROUP_WRITABLE) !== 0 && (process.getgroups?.() ?? []).includes(gid)
  return isShared ? undefined : `belongs to another user (${uid})`
}

/**
 * Replaces a file as a whole and for good: readers see the old text or the new one, and so does who looks after a power
 * cut. Its mode is `mode` less the umask. Throws with file and reason.
 */
export function replaceFileSync(path: string, text: string, mode: number): void {
  const temporary = temporaryFor(path)
  dropLeftovers(path)
  try {
    const descriptor = openSync(temporary, NEW_FILE, mode)
    try {
      writeWhole(descriptor, Buffer.from(text))
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder) // makes the rename itself last
  } finally {
    closeSync(folder)
  }
}

/** As `replaceFileSync`, without blocking. */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const temporary = temporaryFor(path)
  try {
    const file = await open(temporary, NEW_FILE, mode)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Opens a regular file to read and to append to it, and makes it where it is missing. Throws with file and reason. */
export function openAppended(path: string, mode: number): number {
  refuse(path)
  return openRegular(path, APPENDED_FILE, mode)
}

/** As `openAppended`, in a folder that its user has checked. */
export function openRegular(path: string, flags: number, mode?: number): number {
  const descriptor = openSync(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, mode)
  if (fstatSync(descriptor).isFile()) return descriptor
  closeSync(descriptor)
  throw new Error(`${path} is no regular file`)
}

/** Returns the path of a file to be made beside another, under a name that nobody can guess. Throws as others do. */
export function temporaryFor(path: string): string {
  refuse(path)
  return join(dirname(path), `.${basename(path)}.${randomBytes(8).toString('hex')}.tmp`)
}

/**
 * Removes what processes that were killed while they wrote this file have left beside it: what is older than `ageMs`,
 * for others may be at work; 0 where this process is the only one that writes it.
 */
export function dropLeftovers(path: string, ageMs: number = STALE_MS): void {
  for (const name of readdirSync(dirname(path))) {
    if (TEMPORARY_NAME.exec(name)?.[1] !== basename(path)) continue
    const left = join(dirname(path), name)
    const changedMs = lstatSync(left, { throwIfNoEntry: false })?.mtimeMs
    if (changedMs !== undefined && (ageMs === 0 || Date.now() - changedMs > ageMs)) rmSync(left, { force: true })
  }
}

function refuse(path: string): void {
  const reason = refuseUnsafeFile(path)
  if (reason !== undefined) throw new Error(`${path} is not written: ${reason.replace(/^is /, 'it is ')}`)
}

function writeWhole(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written)
}
