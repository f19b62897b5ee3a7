import { BOUNDS } from '../../bounds.ts'
import { originFromPath } from '../../formats/origin-from-path.ts'

/** Runs whose newest attempt is remembered; the one met first is forgotten first. */
const MAX_RUNS = BOUNDS['follow.runs'].most

/**
 * Returns what is called with every path that is followed, and tells when one shows a newer attempt of its run than any
 * before; `quietly` only remembers it.
 */
export function attemptWatcher(
  tell: (message: string, origin: { readonly run?: string; readonly attempt: number; readonly file: string }) => void,
): (path: string, quietly: boolean) => void {
  const newest = new Map<string, number>()
  return (path, quietly) => {
    const { attempt, run } = originFromPath(path)
    const at = path.lastIndexOf('/attempt_')
    if (attempt === undefined || at === -1) return
    const directory = path.slice(0, at)
    if (attempt <= (newest.get(directory) ?? -1)) return
    const isFirst = !newest.has(directory)
    newest.set(directory, attempt)
    if (newest.size > MAX_RUNS) newest.delete(newest.keys().next().value as string)
    if (!quietly && !(isFirst && attempt === 0))
      tell(`attempt ${attempt} has started`, { ...(run === undefined ? {} : { run }), attempt, file: path })
  }
}
