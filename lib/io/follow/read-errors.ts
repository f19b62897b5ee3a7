// Errors of a file system that may pass (a server that is restarted, a disk with a bad block): told once, and the file
// alone is tried again.

import { constants } from 'node:os'
import { backOff } from '../../sources/back-off.ts'
import type { FollowedPath } from '../../sources/follow/followed-path.ts'
import { readErrorText } from '../../sources/follow/texts.ts'
import type { TrackedFile } from '../../sources/follow/tracked-file.ts'
import { reasonOf } from '../error-words.ts'

const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 30_000

/** Returns the short name of an error of the file system, such as ESTALE; undefined for every other. */
function errorName(error: unknown): string | undefined {
  const { errno, code, syscall } = error as NodeJS.ErrnoException
  if (typeof errno !== 'number' || syscall === undefined) return undefined
  // Node knows no name for ESTALE and some others.
  const known = Object.entries(constants.errno).find(([, value]) => value === -errno)
  return known?.[0] ?? code ?? `error ${errno}`
}

/** Notes a failed look or read of a path, and tells the first of a row. Throws what is no error of the file system. */
export function noteFailure<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F | undefined,
  error: unknown,
  { nowMs, notice }: { nowMs: number; notice: (code: string, message: string, path: string) => void },
): void {
  const name = errorName(error)
  if (name === undefined) throw error
  path.failures++
  path.retryAtMs = nowMs + backOff(path.failures, FIRST_RETRY_MS, LONGEST_RETRY_MS, 1)
  if (path.failures === 1)
    notice('source_unreadable', readErrorText(file?.offset ?? 0, reasonOf({ code: name, message: name })), path.path)
}
