// What a command line names -> the logs that it means: a directory stands for the files in it.
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { compressionOf } from '../../sources/rotated-name.ts'
import { STANDARD_INPUT } from './open-log.ts'

/** Directories below a named one that are looked into: a run's attempts, ranks and nodes. */
const MAX_DEPTH = 6
const MAX_FILES = 100_000
const HEAD_BYTES = 16_384

/**
 * Returns the files that paths mean, those of a directory by their names. What is not there is left to whoever reads
 * it.
 */
export function logFiles(paths: readonly string[]): readonly string[] {
  const files: string[] = []
  const add = (path: string, depth: number): void => {
    if (files.length >= MAX_FILES) return
    if (path === STANDARD_INPUT || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
      files.push(path)
      return
    }
    if (depth > MAX_DEPTH) return
    const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries)
      if (!entry.name.startsWith('.') && (entry.isFile() || entry.isDirectory())) add(join(path, entry.name), depth + 1)
  }
  for (const path of paths) add(path, 0)
  return files
}

/** Returns the first text of a regular, uncompressed file; '' for all else, which can be read only once or not so. */
export function headOf(path: string): string {
  if (path === STANDARD_INPUT || compressionOf(path) !== undefined) return ''
  try {
    if (!statSync(path).isFile()) return ''
    const file = openSync(path, 'r')
    try {
      const head = Buffer.alloc(HEAD_BYTES)
      return head.toString('latin1', 0, readSync(file, head, 0, HEAD_BYTES, 0))
    } finally {
      closeSync(file)
    }
  } catch {
    return '' // whoever reads it will say what is wrong
  }
}
