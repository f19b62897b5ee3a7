import { fstatSync } from 'node:fs'
import { originFromPath } from '../../formats/origin-from-path.ts'
import { isErrorFile, readErrorFile } from '../../sources/error-file.ts'
import type { DescriptorPool } from './descriptors.ts'
import { readAt } from './fingerprint.ts'
import { type FollowedFile, move } from './followed-file.ts'
import type { Gathered } from './gather.ts'

/** A call stack of a million bytes is no call stack. */
export const MAX_ERROR_BYTES = 1024 * 1024

/**
 * Hands on torchelastic's error file as one record once it is whole. Returns whether the path is such a file: its lines
 * are no log lines.
 */
export function takeErrorFile(path: string, file: FollowedFile, pool: DescriptorPool, out: Gathered): boolean {
  if (!isErrorFile(path)) return false
  const descriptor = pool.acquire(file)
  if (typeof descriptor !== 'number' || file.offset > 0) return true
  const text = readAt(descriptor, 0, Math.min(fstatSync(descriptor).size, MAX_ERROR_BYTES))
  const record = readErrorFile(text.toString('utf8'), { file: path, ...originFromPath(path) })
  if (record === undefined) return true // half written: it is looked at again with the next change
  move(file, descriptor, text.length)
  out.addErrorFile(file, text, record)
  return true
}
