import { EXIT, formatProblem } from './errors.ts'

let isWatched = false

/**
 * Writes what is no record (help, a list, an explanation) to standard output. Where its reader went away the program
 * ends quietly; any other failure (a full disk) is told, and the exit status is 1.
 */
export function print(program: string, text: string): void {
  if (!isWatched) process.stdout.on('error', (error: NodeJS.ErrnoException) => endWithout(program, error))
  isWatched = true
  process.stdout.write(text)
}

function endWithout(program: string, error: NodeJS.ErrnoException): void {
  process.stdin.destroy() // what is still to be read would have nowhere to go
  if (error.code === 'EPIPE' || process.exitCode === EXIT.failed) return
  process.exitCode = EXIT.failed
  process.stderr.write(`${formatProblem(program, { place: '', reason: error.message })}\n`)
}
