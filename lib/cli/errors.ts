// The one table of exit codes, and the form of every error line.
import type { Problem } from '../stage.ts'

export const EXIT = {
  /** Done; also when the reader of our output went away. */
  ok: 0,
  /** Ran, but something failed. */
  failed: 1,
  /** Usage or configuration. */
  usage: 2,
  /** Interrupted (SIGINT twice, or once on a terminal). */
  interrupted: 130,
} as const

/** Returns the line that a problem is told in: `logmon-rules: job.yaml: rules[2].pattern: …`. Control characters are shown, not sent. */
export function formatProblem(program: string, problem: Problem): string {
  const where = [program, problem.file, problem.place].filter(part => part !== undefined && part !== '')
  return printable(`${where.join(': ')}: ${problem.reason}`)
}

/** Returns text that is safe on a terminal: control characters (C0 but newline and tab, DEL, C1) become `\xNN`. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, character => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
