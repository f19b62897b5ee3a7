// What a program says that is no record: help, lists and explanations on standard output, everything that is wrong on
// standard error.
import { sentenceOf } from '../io/error-words.ts'
import type { Problem } from '../problem.ts'
import { printable } from '../record/printable.ts'
import { EXIT } from './exit-codes.ts'

export interface Output {
  /**
   * Writes to standard output; resolves when it has left, to false where it did not. A reader that went away is no
   * failure; any other reason (a full disk) is told, once.
   */
  print(text: string): Promise<boolean>
  /** Tells a line on standard error. */
  say(text: string): void
  /** Tells what is wrong with options or configuration; returns the exit code for it. */
  refuse(problems: readonly Problem[]): number
  /** True where something could not be printed that somebody was there to read. */
  hasFailed(): boolean
}

/** Returns the line of a problem, without control characters: `logmon-rules: job.yaml: rules[2].pattern: …`. */
function problemLine(program: string, { file, place, reason }: Problem): string {
  const where = [program, file, place].filter(part => part !== undefined && part !== '')
  return printable(`${where.join(': ')}: ${reason}`)
}

export function processOutput(program: string): Output {
  let isWatched = false
  let isBroken = false
  let hasFailed = false

  function broke(error: NodeJS.ErrnoException): void {
    if (isBroken) return
    isBroken = true
    if (error.code === 'EPIPE') return
    hasFailed = true
    say(sentenceOf(error))
  }
  function say(text: string): void {
    process.stderr.write(`${problemLine(program, { place: '', reason: text })}\n`)
  }
  return {
    print(text) {
      if (isBroken) return Promise.resolve(false)
      if (!isWatched) process.stdout.on('error', broke)
      isWatched = true
      return new Promise(resolve => {
        process.stdout.write(text, error => {
          if (error != null) broke(error)
          resolve(error == null)
        })
      })
    },
    say,
    refuse(problems) {
      for (const problem of problems) process.stderr.write(`${problemLine(program, problem)}\n`)
      process.stderr.write(`see ${program} --help\n`)
      return EXIT.usage
    },
    hasFailed: () => hasFailed,
  }
}
