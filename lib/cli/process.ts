// The only file that sets the exit code of the process.
import { constants } from 'node:os'
import type { Ending } from '../program.ts'
import { type Command, runCommand } from './command.ts'

/** Runs a command with the arguments of the process. */
export function runAsProcess(command: Command): void {
  // Beyond a limit on file sizes (ulimit -f) a write fails, as on a full disk; the signal would end us in the middle of
  // it, and a training process after us.
  process.on('SIGXFSZ', () => {})
  void runCommand(command, process.argv.slice(2)).then(end)
}

/** A program that ran a command ends by the signal that killed it, as whoever waits for us expects. */
export function end(ending: Ending): void {
  // Never process.exit: what is still to be written would be lost.
  process.exitCode = typeof ending === 'number' ? ending : 128 + constants.signals[ending] // where it is blocked
  if (typeof ending !== 'number') process.kill(process.pid, ending)
}
