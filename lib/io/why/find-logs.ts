// What a command line names -> logs: files, patterns, and directories with all that looks like a log in them.
import { statSync } from 'node:fs'
import type { Millis } from '../../record/time.ts'
import type { Unread } from '../../why/judged.ts'
import { STANDARD_INPUT } from '../classify/open-log.ts'
import { discover, targetOf } from '../follow/discover.ts'

/** More logs than that are more than a table can tell. */
export const MOST_LOGS = 100_000

export interface FoundLogs {
  /** In the order of the arguments, those of a directory by their names; each once. */
  readonly paths: readonly string[]
  /** Arguments that name nothing. */
  readonly missing: readonly Unread[]
}

/** Returns the logs that arguments name. */
export function findLogs(words: readonly string[]): FoundLogs {
  const paths = new Set<string>()
  const missing: Unread[] = []
  for (const word of words) {
    if (word === STANDARD_INPUT) {
      paths.add(word)
      continue
    }
    const target = targetOf(word)
    const before = paths.size
    let known = 0
    discover(target, path => {
      if (paths.has(path)) known++
      paths.add(path)
      return paths.size < MOST_LOGS
    })
    // A path that is not there is told by whoever reads it.
    if (paths.size === before && known === 0)
      missing.push({ file: word, reason: target.literal ? 'no log is in it' : 'no file fits it' })
  }
  return { paths: [...paths], missing }
}

/** Returns when a file was last written; undefined where it is not there. */
export const writtenAt = (path: string): Millis | undefined => statSync(path, { throwIfNoEntry: false })?.mtimeMs

/** Returns the size of files together; 0 for what is not there. */
export const sizeOf = (paths: readonly string[]): number =>
  paths.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0)
