// A talk with a POSIX shell on another host over one ssh connection: a command goes, its output comes back.
import { spawn } from 'node:child_process'
import { type SshHost, sshArguments } from '../../sources/ssh-target.ts'

export interface Conversation {
  /**
   * Returns what a command writes to its standard output, byte for byte. Rejects when the connection is gone, or
   * nothing comes for long.
   */
  ask(command: string): Promise<Buffer>
  /** Gives the connection over to a command. Its output never just ends: it throws why there is no more. */
  handOver(command: string): Channel
  /** False once the connection is gone. */
  isOpen(): boolean
  close(): void
}

/** What a command on another host reads and writes. */
export interface Channel {
  readonly output: AsyncIterable<Buffer>
  write(text: string): void
}

/** Longest silence that a command may keep. A file system that hangs there is as good as a connection that is gone. */
const ANSWER_TIMEOUT_MS = 30_000
/** No answer is asked for that could be longer. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024
const MAX_ERROR_TEXT = 1000
const NOTHING = Buffer.alloc(0)

/** Opens a connection; rejects with what ssh says where it cannot be. */
export async function converse(host: SshHost, options: readonly string[], stop: AbortSignal): Promise<Conversation> {
  const ssh = spawn('ssh', sshArguments(host, options), { stdio: ['pipe', 'pipe', 'pipe'] })
  const { randomBytes } = process.getBuiltinModule('node:crypto') // 5 ms: loaded only where there is another host
  // Not guessable, so that no log can hold it: it ends every answer, however long that turned out.
  const mark = Buffer.from(`\n${randomBytes(16).toString('hex')}\n`)
  let chunks: Buffer[] = []
  let bytes = 0
  let end: Buffer = NOTHING
  let errorText = ''
  let waiting: { resolve(answer: Buffer): void; reject(error: Error): void } | undefined
  let over: Error | undefined
  let last: Promise<void> = Promise.resolve()
  let answerTimeout: NodeJS.Timeout | undefined

  function finish(error: Error): void {
    over ??= error
    clearTimeout(answerTimeout)
    ssh.kill()
    waiting?.reject(over)
    waiting = undefined
  }
  function waitOn(): void {
    clearTimeout(answerTimeout)
    answerTimeout = setTimeout(() => finish(new Error('no answer')), ANSWER_TIMEOUT_MS)
  }
  const takeOutput = (chunk: Buffer): void => {
    waitOn()
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) {
      finish(new Error('the answer is too long'))
      return
    }
    // One command at a time: the mark is the last that comes. It may be split between chunks.
    end = Buffer.concat([end, chunk.subarray(-mark.length)]).subarray(-mark.length)
    if (!end.equals(mark)) return
    const answer = Buffer.concat(chunks, bytes)
    chunks = []
    bytes = 0
    end = NOTHING
    clearTimeout(answerTimeout)
    waiting?.resolve(answer.subarray(0, -mark.length))
    waiting = undefined
  }
  ssh.stdout.on('data', takeOutput)
  ssh.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorText = (errorText + text).slice(-MAX_ERROR_TEXT)
  })
  ssh.stdin.on('error', () => {}) // its end is told by `close`
  ssh.on('error', error => finish(error))
  const closed = new Promise<void>(resolve => {
    ssh.on('close', code => {
      finish(new Error(errorText.trim().split('\n').at(-1) || `ssh ended with status ${code}`))
      resolve()
    })
  })

  /** One after the other: who reads ahead may still wait for an answer that nobody wants any more. */
  function ask(command: string): Promise<Buffer> {
    const answer = last.then(() => askNow(command))
    last = answer.then(
      () => {},
      () => {},
    )
    return answer
  }
  function askNow(command: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      if (over !== undefined) return reject(over)
      waiting = { resolve, reject }
      waitOn()
      ssh.stdin.write(`${command}\nprintf '\\n%s\\n' ${mark.toString().trim()}\n`)
    })
  }
  function handOver(command: string): Channel {
    ssh.stdout.off('data', takeOutput).pause()
    waitOn() // for its first word; later ssh itself sees to it that the connection lives
    ssh.stdin.write(`exec ${command}\n`)
    async function* output(): AsyncGenerator<Buffer> {
      for await (const chunk of ssh.stdout as AsyncIterable<Buffer>) {
        clearTimeout(answerTimeout)
        yield chunk
      }
      await closed
      throw over ?? new Error('the connection has ended')
    }
    return { output: output(), write: text => void ssh.stdin.write(text) }
  }
  const quit = (): void => finish(new Error('stopped'))
  stop.addEventListener('abort', quit)
  ssh.on('close', () => stop.removeEventListener('abort', quit))
  await ask(':') // what a login script prints comes before this answer
  return { ask, handOver, isOpen: () => over === undefined, close: () => finish(new Error('closed')) }
}
