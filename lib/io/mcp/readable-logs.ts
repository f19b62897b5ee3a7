// What a path names that may be read: a log, or the logs of a folder. Links that leave the root are not followed.
import { stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { isRefusal } from '../../serve/refusal.ts'
import { safeFile, safePath } from '../serve/safe-path.ts'
import { findLogs } from '../why/find-logs.ts'

/** More are not read for one question. */
const MOST_LOGS = 200
const MOST_BYTES = 2 * 1024 * 1024 * 1024

export interface ReadableLogs {
  /** Without links. */
  readonly paths: readonly string[]
  /** What was left out, in words; '' for nothing. */
  readonly note: string
}

/** Resolves a path as strangers name it: one that is not absolute is below the root. */
export const below = (given: string, root: string): string => (isAbsolute(given) ? given : join(root, given))

/** Resolves to the logs, or to why there are none. */
export async function readableLogs(given: string, root: string): Promise<ReadableLogs | string> {
  const path = await safePath(below(given, root), root)
  if (isRefusal(path)) return path.message
  const stats = await stat(path).catch(() => undefined)
  if (stats === undefined) return 'path not found'
  const named = stats.isDirectory() ? findLogs([path]).paths : [path]
  const paths: string[] = []
  let bytes = 0
  let outside = 0
  for (const each of named) {
    const file = await safeFile(each, root)
    if (isRefusal(file)) {
      if (named.length === 1) return file.message
      outside++
      continue
    }
    if (paths.length >= MOST_LOGS || bytes + file.identity.size > MOST_BYTES) break
    bytes += file.identity.size
    if (!paths.includes(file.path)) paths.push(file.path)
  }
  if (paths.length === 0) return 'no log that may be read is there'
  const left = named.length - outside - paths.length
  const notes = [
    ...(outside > 0 ? [`${outside} files may not be read.`] : []),
    ...(left > 0
      ? [`${left} further logs were not read: at most ${MOST_LOGS} are, and 2 GiB. Name a smaller folder.`]
      : []),
  ]
  return { paths, note: notes.join(' ') }
}
