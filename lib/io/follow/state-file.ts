// The state file of --state: read once, then replaced as a whole, so that a crash leaves the old one or the new one.
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { formatCheckpoint, readCheckpoint } from '../../sources/checkpoint.ts'
import type { Position } from '../../sources/position.ts'

/**
 * Returns the saved positions; undefined where there is no state file yet; or why it cannot be used, or replaced later.
 */
export function loadPositions(path: string): readonly Position[] | undefined | { readonly reason: string } {
  try {
    accessSync(dirname(path), constants.W_OK | constants.X_OK)
  } catch (error) {
    return { reason: `cannot be written: ${dirname(path)}: ${(error as NodeJS.ErrnoException).code}` }
  }
  try {
    const positions = readCheckpoint(readFileSync(path, 'utf8'))
    if ('reason' in positions) return { reason: `${positions.reason}; remove it to start anew` }
    // A state of an earlier version says neither date nor size: all was read when it was written.
    const modifiedMs = statSync(path).mtimeMs
    return positions.map(position => ({
      ...position,
      ...(position.modifiedMs === undefined ? { size: position.offset, modifiedMs } : {}),
    }))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? undefined : { reason: `cannot be read: ${code ?? message}` }
  }
}

/** Writes the state beside the old one, syncs it, and puts it in its place. */
export async function savePositions(path: string, positions: readonly Position[]): Promise<void> {
  await replaceFile(path, formatCheckpoint(positions))
}

/** Replaces a file as a whole and for good: after a power cut it has the old text or the new one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  try {
    const file = await open(temporary, 'w', 0o600)
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
  const directory = await open(dirname(path), 'r')
  try {
    await directory.sync() // makes the rename itself last
  } finally {
    await directory.close()
  }
}
