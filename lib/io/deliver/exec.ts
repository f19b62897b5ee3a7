import { spawn } from 'node:child_process'
import type { ExecRequest } from '../../channel.ts'
import type { Outcome, Send } from './outcome.ts'

/** EX_TEMPFAIL of sysexits.h. */
const TRY_LATER = 75
const KILL_AFTER_MS = 2000
const MAX_KEPT_BYTES = 2048

/**
 * Returns a sender that runs a program with the alert on its standard input. Exit 0 is sent, 75 asks for another try,
 * all else is final. Its standard output is thrown away: ours holds records. It does not see the variables named in
 * `hidden`.
 */
export function execSender(environment: NodeJS.ProcessEnv, hidden: readonly string[]): Send<ExecRequest> {
  const seen = Object.fromEntries(Object.entries(environment).filter(([name]) => !hidden.includes(name)))
  return (request, signal) =>
    new Promise<Outcome>(resolve => {
      const [program, ...args] = request.command as [string, ...string[]]
      // A group of its own, so that what it started ends with it.
      const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'], env: seen, detached: true, shell: false })
      let said = ''
      let timedOut = false
      let killer: NodeJS.Timeout | undefined
      const signalGroup = (name: NodeJS.Signals): void => {
        try {
          process.kill(-(child.pid as number), name)
        } catch {
          // ESRCH: it has just ended.
        }
      }
      const stop = (): void => {
        if (child.pid === undefined) return
        timedOut = true
        signalGroup('SIGTERM')
        killer = setTimeout(() => signalGroup('SIGKILL'), KILL_AFTER_MS)
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
      child.on('error', error =>
        end({ is: 'refused', error: `${program}: ${(error as NodeJS.ErrnoException).code ?? error.message}` }),
      )
      // 'exit' and not 'close': a grandchild that keeps standard error open does not hold us up.
      child.on('exit', (code, name) => {
        const words = said.trim() === '' ? '' : `: ${said.trim()}`
        if (timedOut) end({ is: 'retry', error: `${program} did not end in time and was stopped${words}` })
        else if (code === 0) end({ is: 'sent' })
        else if (code === TRY_LATER) end({ is: 'retry', error: `${program} says to try later (exit ${code})${words}` })
        else
          end({
            is: 'refused',
            error: `${program} failed (${code === null ? `signal ${name}` : `exit ${code}`})${words}`,
          })
      })
      // EPIPE: a program need not read its input.
      child.stdin.on('error', () => {})
      child.stdin.end(request.stdin)
    })
}
