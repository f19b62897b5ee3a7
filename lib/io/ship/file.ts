// A file as what takes lines: appended to, and opened anew when it was moved away, as logrotate and its like do.

import { closeSync, fstatSync, fsyncSync, ftruncateSync, readSync, statSync, writeSync } from 'node:fs'
import { keptLines } from '../../ship/dead-letter.ts'
import { reasonOf } from '../error-words.ts'
import { openAppended } from '../safe-file.ts'
import type { Receiver, Word } from './receiver.ts'

/** For its user and, where the umask lets it, those of its group who read logs. */
const FILE_MODE = 0o640
const NEWLINE = 10
const STORED: Word = { verdict: { is: 'stored' }, why: '', words: '' }

/** Opens a file that lines are appended to. A line is done with when the disk has it. */
export function openFile(path: string): Receiver {
  let descriptor: number | undefined
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }
  return {
    warning: undefined,
    close,
    async give(labels, entries) {
      try {
        if (descriptor !== undefined && isMoved(descriptor, path)) close()
        descriptor ??= openWhole(path)
        append(descriptor, Buffer.from(keptLines(JSON.parse(labels), entries)))
        return STORED
      } catch (error) {
        close()
        const words = `${path} cannot be written: ${reasonOf(error)}`
        return { verdict: { is: 'retry', limited: false, afterMs: 0 }, why: words, words }
      }
    },
  }
}

/** True where the name is that of another file by now, or of none. */
function isMoved(descriptor: number, path: string): boolean {
  const own = fstatSync(descriptor)
  const named = statSync(path, { throwIfNoEntry: false })
  return named === undefined || named.ino !== own.ino || named.dev !== own.dev
}

/** Opens the file; a last line that a kill tore is ended. */
function openWhole(path: string): number {
  const descriptor = openAppended(path, FILE_MODE)
  const { size } = fstatSync(descriptor)
  const last = Buffer.alloc(1)
  if (size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE) writeSync(descriptor, '\n')
  return descriptor
}

/** Writes all bytes to the disk, or none of them. */
function append(descriptor: number, bytes: Buffer): void {
  const { size } = fstatSync(descriptor)
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
    fsyncSync(descriptor)
  } catch (error) {
    // What a full disk took of them would stand there twice.
    ftruncateSync(descriptor, size)
    throw error
  }
}
