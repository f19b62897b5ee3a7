// Runs the training command itself: its output passes through us, its signals too, and its end is our end.

import { type ChildProcess, spawn } from 'node:child_process'
import { reasonOf } from '../error-words.ts'

export interface Command {
  readonly child: ChildProcess
  /** Resolves when it has ended and all its output is in: with its exit status, or the signal that killed it. */
  readonly ended: Promise<number | NodeJS.Signals>
}

const FORWARDED = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const
/** Of these a terminal tells the whole process group: forwarded, the command would get them twice. */
const OF_TERMINAL = new Set<NodeJS.Signals>(['SIGINT', 'SIGQUIT', 'SIGHUP'])
/** What a shell says of a command that cannot be run, and of one that is not there. */
const CANNOT_RUN = 126
const NOT_FOUND = 127

export function startCommand(command: readonly string[], complain: (text: string) => void): Command {
  const [program = '', ...args] = command
  const child = spawn(program, args, { stdio: ['inherit', 'pipe', 'pipe'] })
  const forward = (signal: NodeJS.Signals): void => {
    if (!(process.stdin.isTTY && OF_TERMINAL.has(signal))) child.kill(signal)
  }
  for (const signal of FORWARDED) process.on(signal, forward)
  const ended = new Promise<number | NodeJS.Signals>(resolve => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return // a signal that could not be sent: it has ended already
      complain(`${program}: ${error.code === 'ENOENT' ? 'command not found' : reasonOf(error)}`)
      resolve(error.code === 'ENOENT' ? NOT_FOUND : CANNOT_RUN)
    })
    child.on('close', (code, signal) => {
      for (const one of FORWARDED) process.off(one, forward)
      resolve(signal ?? code ?? 1)
    })
  })
  return { child, ended }
}
