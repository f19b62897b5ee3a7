// Several files of one job: in which order their text was written, and which attempt each holds.
import { originFromPath } from '../formats/origin-from-path.ts'

/**
 * `job_attempt_2.log`, `cycle-3/out.txt`: what people and launchers put into names beside the schemes that are known by
 * their source.
 */
const NUMBERED = /(?:^|[-_./])(?:attempt|cycle|restart)[-_.]?(\d{1,9})(?=[-_./]|$)/i
/** logrotate's numbers: the higher, the older; the live file has none. */
const ROTATED = /^(.*)\.(\d{1,3})$/

/** Returns the number of the attempt that a file's path names; undefined where it names none. */
export function attemptOfPath(path: string): number | undefined {
  const text = path.slice(-1024)
  const numbered = NUMBERED.exec(text)?.[1]
  return originFromPath(text).attempt ?? (numbered === undefined ? undefined : Number(numbered))
}

/**
 * Returns the files in the order of reading: kernel logs first, for what they hold is found by time; then by attempt, a
 * file without a number staying behind the one that it was given after; of a rotated file the oldest part first. All
 * else keeps the order that it was given in.
 */
export function orderFiles(paths: readonly string[], isKernelLog: (path: string) => boolean): readonly string[] {
  const given = new Set(paths)
  const baseOf = (path: string): string => {
    const base = ROTATED.exec(path)?.[1]
    return base !== undefined && given.has(base) ? base : path
  }
  const ageOf = (path: string): number => (baseOf(path) === path ? 0 : Number(ROTATED.exec(path)?.[2]))
  let attempt = -1
  const places = paths.map((path, index) => {
    attempt = attemptOfPath(path) ?? attempt
    return {
      path,
      kernel: isKernelLog(path) ? 0 : 1,
      attempt,
      place: paths.findIndex(other => baseOf(other) === baseOf(path)),
      age: ageOf(path),
      index,
    }
  })
  return places
    .sort(
      (a, b) => a.kernel - b.kernel || a.attempt - b.attempt || a.place - b.place || b.age - a.age || a.index - b.index,
    )
    .map(({ path }) => path)
}
