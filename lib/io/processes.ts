// What the system says of processes: when they began, and which carry a mark.
import { readdirSync, readFileSync } from 'node:fs'

/**
 * When a process began, in ticks since the machine did (proc(5), field 22); '-' where that cannot be known. Numbers of
 * processes come again: the same one that began at another time is another process.
 */
export function startOf(pid: number): string {
  return fieldsOf(pid)?.[19] ?? '-'
}

/** True where a process runs: one that has ended and was not waited for does not. No process has the number 0. */
export function isRunning(pid: number): boolean {
  // A signal to it would go to all of our own group.
  if (!(pid > 0)) return false
  const state = fieldsOf(pid)?.[0]
  if (state !== undefined) return state !== 'Z' && state !== 'X'
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // somebody else's
  }
}

/** The fields of its status behind the name; undefined for no such process, or where there is no /proc. */
function fieldsOf(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold anything, blanks and brackets too.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** Returns our processes that were started with a variable of this value; none where there is no /proc. */
export function processesWith(name: string, value: string): readonly number[] {
  let entries: readonly string[]
  try {
    entries = readdirSync('/proc')
  } catch {
    return []
  }
  const wanted = `\0${name}=${value}\0`
  return entries
    .filter(entry => /^\d+$/.test(entry))
    .map(Number)
    .filter(pid => pid !== process.pid && `\0${environmentOf(pid)}`.includes(wanted) && isRunning(pid))
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return '' // it has ended, or is somebody else's
  }
}
