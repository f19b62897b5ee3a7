import { spawn } from 'node:child_process'
import type { Outcome } from '../../channel/answer.ts'
import type { ExecRequest } from '../../channel/request.ts'
import { reasonOf } from '../error-words.ts'
import { GIVEN_UP } from './outcome.ts'
import { type Sending, type SendingContext, seenEnvironment } from './sending.ts'

/** EX_TEMPFAIL of sysexits.h. */
const TRY_LATER = 75
const KILL_AFTER_MS = 2000
const KILL_AFTER_GIVEN_UP_MS = 200
const MAX_KEPT_BYTES = 2048

/**
 * Returns a sender that runs a program with the alert on its standard input. Exit 0 is sent, 75 asks for another try,
 * all else is final. Its standard output is thrown away: ours holds records. It does not see the variables that hold
 * secrets.
 */
export function execSending(_target: undefined, context: SendingContext): Sending<ExecRequest> {
  const seen = seenEnvironment(context)
  return { send: (request, signal) => new Promise(resolve => runProgram(request, seen, signal, resolve)) }
}

function runProgram(
  request: ExecRequest,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  resolve: (outcome: Outcome) => void,
): void {
  const [program, ...args] = request.command as [string, ...string[]]
  // A group of its own, so that what it started ends with it.
  const child = spawn(program, args, {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: environment,
    detached: true,
    shell: false,
  })
  let said = ''
  let timedOut = false
  let killer: NodeJS.Timeout | undefined
  const stop = (): void => {
    if (child.pid === undefined) return
    timedOut = true
    signalGroup(child.pid, 'SIGTERM')
    const afterMs = signal.reason === GIVEN_UP ? KILL_AFTER_GIVEN_UP_MS : KILL_AFTER_MS
    killer = setTimeout(signalGroup, afterMs, child.pid, 'SIGKILL')
  }
  const end = (outcome: Outcome): void => {
    signal.removeEventListener('abort', stop)
    clearTimeout(killer)
    resolve(outcome)
  }
  signal.addEventListener('abort', stop)
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < MAX_KEPT_BYTES) said += chunk.toString('utf8')
  })
  child.on('error', error => end({ is: 'refused', error: `${program}: ${reasonOf(error)}` }))
  // 'exit' and not 'close': a grandchild that keeps standard error open does not hold us up.
  child.on('exit', (code, name) => {
    const words = said.trim() === '' ? '' : `: ${said.trim()}`
    if (timedOut) end({ is: 'retry', error: `${program} did not end in time and was stopped${words}` })
    else if (code === 0) end({ is: 'sent' })
    else if (code === TRY_LATER) end({ is: 'retry', error: `${program} says to try later (exit ${code})${words}` })
    else
      end({ is: 'refused', error: `${program} failed (${code === null ? `signal ${name}` : `exit ${code}`})${words}` })
  })
  // EPIPE: a program need not read its input.
  child.stdin.on('error', () => {})
  child.stdin.end(request.stdin)
}

function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name)
  } catch {
    // ESRCH: it has just ended.
  }
}
