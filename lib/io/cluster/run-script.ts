// A script on another host, over the system's ssh, or in a shell here.
import { spawn } from 'node:child_process'
import { type SshHost, sshArguments } from '../../sources/ssh-target.ts'

export interface ScriptRan {
  readonly output: string
  /** Why there is no whole answer; undefined where the script came to its end. */
  readonly trouble: string | undefined
}

export interface Shell {
  /** undefined for a shell here. */
  readonly host: SshHost | undefined
  readonly sshOptions: readonly string[]
  readonly timeoutMs: number
}

const MOST_OUTPUT = 16 * 1024 * 1024
/** What ssh itself ends with where it could not do its work. */
const SSH_FAILED = 255

/** Resolves to what a script has said; never rejects. */
export function runScript(script: string, { host, sshOptions, timeoutMs }: Shell): Promise<ScriptRan> {
  const [program, words] = host === undefined ? ['sh', ['-s']] : ['ssh', sshArguments(host, sshOptions)]
  return new Promise(resolve => {
    const child = spawn(program as string, words as string[], { stdio: ['pipe', 'pipe', 'pipe'] })
    let output = ''
    let said = ''
    let trouble: string | undefined
    const timer = setTimeout(() => {
      trouble = `no answer within ${Math.round(timeoutMs / 1000)} s`
      child.kill('SIGKILL')
    }, timeoutMs)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.length <= MOST_OUTPUT) return
      trouble = 'the answer has no end'
      child.kill('SIGKILL')
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-4000)
    })
    // A host that hangs up while the script is written has said why.
    child.stdin.on('error', () => {})
    child.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      resolve({ output, trouble: code === 'ENOENT' ? `there is no ${program} here` : message })
    })
    child.on('close', status => {
      clearTimeout(timer)
      const last = said.trim().split('\n').at(-1) ?? ''
      const failed = host !== undefined && status === SSH_FAILED ? last || 'ssh failed' : undefined
      resolve({ output, trouble: trouble ?? failed })
    })
    child.stdin.end(script)
  })
}
