// The state file of --state: read once, then replaced as a whole, so that a crash leaves the old one or the new one.

import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { formatCheckpoint, type KeptStages, readCheckpoint } from '../../sources/checkpoint.ts'
import type { Position } from '../../sources/position.ts'
import { reasonOf } from '../error-words.ts'
import { dropLeftovers, PRIVATE_MODE, refuseUnsafeFile, replaceFile } from '../safe-file.ts'

/**
 * Returns the saved positions; undefined where there is no state file yet; or why it cannot be used, or replaced later.
 */
export function loadPositions(path: string): readonly Position[] | undefined | { readonly reason: string } {
  try {
    accessSync(dirname(path), constants.W_OK | constants.X_OK)
  } catch (error) {
    return { reason: `cannot be written: ${dirname(path)}: ${reasonOf(error)}` }
  }
  const unsafe = refuseUnsafeFile(path)
  if (unsafe !== undefined) return { reason: unsafe }
  dropLeftovers(path)
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
export async function savePositions(path: string, positions: readonly Position[], stages?: KeptStages): Promise<void> {
  await replaceFile(path, formatCheckpoint(positions, stages), PRIVATE_MODE)
}
