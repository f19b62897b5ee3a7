// The kernel's word that a directory changed. Only ever a hint: network file systems give none, and polling finds
// everything without it.

import { type FSWatcher, watch } from 'node:fs'
import { dirname } from 'node:path'
import { BOUNDS } from '../../bounds.ts'

export interface Hints {
  /** Watches the directory of a path, if there is room. */
  cover(path: string): void
  /** Returns the directories that changed since the last call. */
  take(): ReadonlySet<string>
  close(): void
}

/**
 * The kernel's usual limit is 8192 per user (fs.inotify.max_user_watches), shared with everything else that the user
 * runs.
 */
const MAX_WATCHES = BOUNDS['follow.watches'].most

/** Calls `wake` when there is something to take. */
export function hints(wake: () => void): Hints {
  const watchers = new Map<string, FSWatcher>()
  let changed = new Set<string>()

  function drop(directory: string): void {
    watchers.get(directory)?.close()
    watchers.delete(directory)
  }
  return {
    cover(path) {
      const directory = dirname(path)
      if (watchers.has(directory) || watchers.size >= MAX_WATCHES) return
      try {
        const watcher = watch(directory, { persistent: false }, event => {
          // A directory that is deleted and made again needs a new watch; its own end arrives as a rename.
          if (event === 'rename') drop(directory)
          changed.add(directory)
          wake()
        })
        watcher.on('error', () => drop(directory))
        watchers.set(directory, watcher)
      } catch {
        // no such directory yet, or no room for more watches: polling does it
      }
    },
    take() {
      const taken = changed
      if (taken.size > 0) changed = new Set()
      return taken
    },
    close() {
      for (const directory of [...watchers.keys()]) drop(directory)
    },
  }
}
