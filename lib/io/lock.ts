// One process at a time in a folder: a file that names it. A process that was killed leaves the file behind, so what
// counts is whether the one that it names still runs.
import { closeSync, constants, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { startOf } from './processes.ts'
import { PRIVATE_MODE } from './safe-file.ts'

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW

/** Takes the lock; returns how to give it back, or who holds it. */
export function takeLock(path: string): (() => void) | { readonly holder: number } {
  for (let tries = 0; ; tries++) {
    try {
      const descriptor = openSync(path, NEW_FILE, PRIVATE_MODE)
      writeSync(descriptor, `${process.pid} ${startOf(process.pid)}\n`)
      closeSync(descriptor)
      return () => rmSync(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || tries > 0) throw error
      const holder = holderOf(path)
      if (holder !== undefined) return { holder }
      rmSync(path, { force: true })
    }
  }
}

/** Returns the process that holds the lock; undefined where it runs no more. */
function holderOf(path: string): number | undefined {
  const [pid, start] = readFileSync(path, 'utf8').trim().split(' ')
  const number = Number(pid)
  // Numbers of processes come again: the same one that began at another time is another process.
  if (!Number.isInteger(number) || number <= 0 || number === process.pid || startOf(number) !== start) return undefined
  try {
    process.kill(number, 0)
    return number
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? number : undefined
  }
}
