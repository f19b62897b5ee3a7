import { readFileSync } from 'node:fs'

/** Below 1024, the usual limit of a process, with room for whatever else is open. */
const MOST_OPEN = 800

/** Returns how many files may be read at once: at most 800, and half of what this process may have open. */
export function mostOpen(): number {
  try {
    const limit = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1]
    return Math.min(MOST_OPEN, Math.max(1, Math.floor(Number(limit ?? Number.POSITIVE_INFINITY) / 2)))
  } catch {
    return MOST_OPEN // no such file on this system, where Node has raised its limit
  }
}
