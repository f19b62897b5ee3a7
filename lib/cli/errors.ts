// The one table of exit codes, and the form of every error line.

import type { Problem } from '../problem.ts'
import { printable } from '../record/printable.ts'

export const EXIT = {
  /** Done; also when the reader of our output went away. */
  ok: 0,
  /** Ran, but something failed. */
  failed: 1,
  /** Usage or configuration. */
  usage: 2,
  /** Interrupted (SIGINT twice, or once on a terminal or where we follow files). */
  interrupted: 130,
} as const

/**
 * Returns the line that a problem is told in: `logmon-rules: job.yaml: rules[2].pattern: …`. Control characters are
 * shown, not sent.
 */
export function formatProblem(program: string, problem: Problem): string {
  const where = [program, problem.file, problem.place].filter(part => part !== undefined && part !== '')
  return printable(`${where.join(': ')}: ${problem.reason}`)
}
