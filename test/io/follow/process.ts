// A built program as a process whose output is waited for, never slept for.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environment } from '../../cases/shell.ts'

export interface Running {
  /**
   * The lines of stdout so far; one that is not complete is left out, and so are the first and the last record of a
   * source.
   */
  readonly lines: readonly string[]
  readonly child: ChildProcess
  readonly stderr: () => string
  /**
   * Resolves when `isEnough` holds for the lines; it is asked after each chunk. Rejects when the program ends before.
   */
  until(isEnough: (lines: readonly string[]) => boolean, why: string): Promise<void>
  /** Sends a signal and resolves with the exit code (null after a kill) once all output is in. */
  stop(signal: NodeJS.Signals): Promise<number | null>
  ended(): Promise<number | null>
}

const ALARM_MS = 90_000

export function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly stdin?: 'pipe' | 'ignore' } = {},
): Running {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...environment(), ...options.env },
    stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  let rest = ''
  let complaint = ''
  let closed = false
  const waiting = new Set<() => void>()
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() as string
    lines.push(...parts.filter(line => !/^\{"kind":"notice","code":"stream_(?:begins|ends)"/.test(line)))
    for (const check of waiting) check()
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  const end = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => {
      closed = true
      resolve(code)
      for (const check of waiting) check()
    })
  })
  return {
    lines,
    child,
    stderr: () => complaint,
    until: (isEnough, why) =>
      new Promise((resolve, reject) => {
        const alarm = setTimeout(
          () =>
            finish(
              new Error(
                `${program}: waited too long for ${why}; ${lines.length} lines, last: ${lines.at(-1)}\n${complaint}`,
              ),
            ),
          ALARM_MS,
        )
        const finish = (error?: Error): void => {
          clearTimeout(alarm)
          waiting.delete(check)
          if (error === undefined) {
            resolve()
            return
          }
          child.kill('SIGKILL') // or the test would wait for it
          reject(error)
        }
        const check = (): void => {
          if (isEnough(lines)) finish()
          else if (closed) finish(new Error(`${program} ended before ${why}; ${lines.length} lines\n${complaint}`))
        }
        waiting.add(check)
        check()
      }),
    stop(signal) {
      child.kill(signal)
      return end
    },
    ended: () => end,
  }
}

export function temporaryFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `logmon-${name}-`))
}

/** The messages of log records among lines of output. */
export function messagesOf(lines: readonly string[]): readonly string[] {
  return lines
    .map(line => JSON.parse(line) as { kind: string; message: string })
    .filter(record => record.kind === 'log')
    .map(record => record.message)
}
