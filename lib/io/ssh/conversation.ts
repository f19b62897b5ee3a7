// A talk with a POSIX shell on another host over one ssh connection: a command goes, its output comes back.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { type SshHost, sshArguments } from '../../sources/ssh-target.ts'

export interface Conversation {
  /** Returns what a command writes to its standard output, byte for byte. Rejects when the connection is gone, or nothing comes for long. */
  ask(command: string): Promise<Buffer>
  close(): void
}

/** Longest silence that a command may keep. A file system that hangs there is as good as a connection that is gone. */
const PATIENCE_MS = 30_000
/** No answer is asked for that could be longer. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024
const MAX_COMPLAINT = 1000
const NOTHING = Buffer.alloc(0)

/** Opens a connection; rejects with what ssh says where it cannot be. */
export async function converse(host: SshHost, options: readonly string[], stop: AbortSignal): Promise<Conversation> {
  const ssh = spawn('ssh', sshArguments(host, options), { stdio: ['pipe', 'pipe', 'pipe'] })
  // Not guessable, so that no log can hold it: it ends every answer, however long that turned out.
  const mark = Buffer.from(`\n${randomBytes(16).toString('hex')}\n`)
  let chunks: Buffer[] = []
  let bytes = 0
  let end: Buffer = NOTHING
  let complaint = ''
  let waiting: { resolve(answer: Buffer): void; reject(error: Error): void } | undefined
  let over: Error | undefined
  let patience: NodeJS.Timeout | undefined

  function finish(error: Error): void {
    over ??= error
    clearTimeout(patience)
    ssh.kill()
    waiting?.reject(over)
    waiting = undefined
  }
  function waitOn(): void {
    clearTimeout(patience)
    patience = setTimeout(() => finish(new Error('no answer')), PATIENCE_MS)
  }
  ssh.stdout.on('data', (chunk: Buffer) => {
    waitOn()
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) return finish(new Error('the answer is too long'))
    // One command at a time: the mark is the last that comes. It may be split between chunks.
    end = Buffer.concat([end, chunk.subarray(-mark.length)]).subarray(-mark.length)
    if (!end.equals(mark)) return
    const answer = Buffer.concat(chunks, bytes)
    chunks = []
    bytes = 0
    end = NOTHING
    clearTimeout(patience)
    waiting?.resolve(answer.subarray(0, -mark.length))
    waiting = undefined
  })
  ssh.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-MAX_COMPLAINT)
  })
  ssh.stdin.on('error', () => {}) // its end is told by `close`
  ssh.on('error', error => finish(error))
  ssh.on('close', code => finish(new Error(complaint.trim().split('\n').at(-1) || `ssh ended with status ${code}`)))

  function ask(command: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      if (over !== undefined) return reject(over)
      waiting = { resolve, reject }
      waitOn()
      ssh.stdin.write(`${command}\nprintf '\\n%s\\n' ${mark.toString().trim()}\n`)
    })
  }
  const quit = (): void => finish(new Error('stopped'))
  stop.addEventListener('abort', quit)
  ssh.on('close', () => stop.removeEventListener('abort', quit))
  await ask(':') // what a login script prints comes before this answer
  return { ask, close: () => finish(new Error('closed')) }
}
