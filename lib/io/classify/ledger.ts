// A file that several processes append to, safe against two writers and against being killed in the middle.
import {
  closeSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { openAppended, replaceFileSync } from '../safe-file.ts'

/** A lock older than this belongs to a process that was killed: a writer holds it for some milliseconds. */
const STALE_LOCK_MS = 10_000
const RETRY_MS = 20
/** From this size on the older half is dropped. */
const MAX_BYTES = 2 * 1024 * 1024
/** Other users and programs may read what is said about a job. */
export const SHARED_MODE = 0o644

/**
 * Appends one JSON object as a line and waits until it is on disk. A line that an earlier writer could not finish is
 * ended first. Throws where the file cannot be written.
 */
export function appendLedger(path: string, entry: object): void {
  withLock(`${path}.lock`, () => {
    const descriptor = openAppended(path, SHARED_MODE)
    let size: number
    try {
      size = fstatSync(descriptor).size
      const last = Buffer.alloc(1)
      if (size > 0) readSync(descriptor, last, 0, 1, size - 1)
      writeFileSync(descriptor, `${size > 0 && last[0] !== 10 ? '\n' : ''}${JSON.stringify(entry)}\n`)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    if (size > MAX_BYTES) keepNewerHalf(path)
  })
}

function keepNewerHalf(path: string): void {
  const lines = readFileSync(path, 'utf8').split('\n')
  const mode = statSync(path).mode & 0o777 // whoever may read it now may go on
  replaceFileSync(path, lines.slice(Math.floor(lines.length / 2)).join('\n'), mode)
}

function withLock(lock: string, work: () => void): void {
  const deadline = Date.now() + 2 * STALE_LOCK_MS
  while (!takeLock(lock)) {
    if (Date.now() > deadline) throw new Error(`${lock} is held by another process`)
    // Blocks on purpose: it happens at most once per attempt of a job, when nothing else is left to do.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS)
  }
  try {
    work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function takeLock(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx')) // exclusive: never through a link
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if (isStale(lock)) breakLock(lock)
    return false
  }
}

/**
 * Removes a stale lock, one process at a time: of two that found it stale, the slower must not remove the lock that the
 * quicker took after it.
 */
function breakLock(lock: string): void {
  const breaker = `${lock}.break`
  try {
    closeSync(openSync(breaker, 'wx'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    // Its process was killed between two lines.
    if (isStale(breaker)) rmSync(breaker, { force: true })
    return
  }
  try {
    if (isStale(lock)) rmSync(lock, { force: true })
  } finally {
    rmSync(breaker, { force: true })
  }
}

function isStale(lock: string): boolean {
  // Of a link itself: one that leads nowhere would be held for ever.
  const changed = lstatSync(lock, { throwIfNoEntry: false })?.mtimeMs
  return changed !== undefined && Date.now() - changed > STALE_LOCK_MS
}
