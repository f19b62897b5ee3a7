// One state file for all that is followed at once: local files and every host are a part each.
import type { Position } from '../sources/position.ts'
import { savePositions } from './follow/state-file.ts'

/** One part's share of the state. */
export interface StatePart {
  /** Tells that positions have changed; they are asked for and written soon. */
  changed(positions: () => readonly Position[]): void
  /** Resolves when the positions are written. */
  save(positions: readonly Position[]): Promise<void>
}

export interface StateStore {
  /** `saved` holds until the part tells something else. */
  part(saved: readonly Position[]): StatePart
  /**
   * Writes the positions as they are now, where any part has told that its own change: what was acknowledged since the
   * last write changes them too. Rejects where an earlier write failed.
   */
  close(): Promise<void>
}

const SAVE_MS = 1000

/** Without a path nothing is kept. */
export function stateStore(path: string | undefined): StateStore {
  const parts: (() => readonly Position[])[] = []
  let timer: NodeJS.Timeout | undefined
  let hasChanged = false
  /** The last write, after all those before it. */
  let writing = Promise.resolve()

  function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    if (path === undefined) return writing
    writing = writing.then(() =>
      savePositions(
        path,
        parts.flatMap(positions => positions()),
      ),
    )
    writing.catch(() => {}) // told by whoever waits for it: the next save, or the end
    return writing
  }
  return {
    part(saved) {
      const index = parts.push(() => saved) - 1
      return {
        changed(positions) {
          hasChanged = true
          parts[index] = positions
          timer ??= setTimeout(write, SAVE_MS)
        },
        save(positions) {
          parts[index] = () => positions
          return write()
        },
      }
    },
    close: () => (hasChanged ? write() : writing),
  }
}
