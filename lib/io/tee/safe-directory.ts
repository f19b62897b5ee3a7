import { lstatSync, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { reasonOf } from '../error-words.ts'
import { refuseOpenFolder } from '../safe-file.ts'

/**
 * Makes the directory if it is missing. Returns why it may not be written into: whoever can put links or files of their
 * own there could make us write over other files.
 */
export function refuseUnsafeDirectory(path: string): string | undefined {
  try {
    mkdirSync(path, { recursive: true })
    const stat = lstatSync(resolve(path)) // without a slash at its end, which would look behind a link
    if (stat.isSymbolicLink()) return 'is a symbolic link'
    if (!stat.isDirectory()) return 'is no directory'
    return refuseOpenFolder(stat)
  } catch (error) {
    return `cannot be made: ${reasonOf(error)}`
  }
}
