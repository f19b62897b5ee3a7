// A file that suspends rules and hang while it is there: `touch FILE`, and `rm FILE` to go on.
import { existsSync } from 'node:fs'

/** How soon it is noticed. */
const LOOK_EVERY_MS = 250

/**
 * Calls `tell` at once where the file is there, or `wasSuspended`, and whenever that changes; returns what ends it. It
 * keeps no process alive.
 */
export function watchSuspendFile(
  path: string,
  wasSuspended: boolean,
  tell: (isSuspended: boolean) => void,
): () => void {
  let isSuspended = wasSuspended
  const look = (): void => {
    const isThere = existsSync(path)
    if (isThere === isSuspended) return
    isSuspended = isThere
    tell(isThere)
  }
  look()
  const timer = setInterval(look, LOOK_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
