// `logmon resume` as a process, and what it says.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { environment } from '../../cases/shell.ts'

export interface Resuming {
  readonly child: ChildProcess
  /** Resolves once standard error or output has a text that fits. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  readonly ended: Promise<Ended>
}

export interface Ended {
  readonly status: number | null
  /** The account, without times. */
  readonly account: readonly string[]
  readonly out: string
}

export function newFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'logmon-resume-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }))
  return folder
}

/** Writes a script; `$LOGMON_ATTEMPT` tells it which attempt it is. */
export function script(folder: string, lines: readonly string[], program = '/bin/bash'): string {
  const path = join(folder, 'job.sh')
  writeFileSync(path, [`#!${program}`, ...lines, ''].join('\n'), { mode: 0o755 })
  return path
}

/** Starts it in a folder, without pauses; it is killed at the end of the test, should it not have ended. */
export function start(t: Test, folder: string, words: readonly string[], variables: NodeJS.ProcessEnv = {}): Resuming {
  const child = spawn('logmon', ['resume', '--backoff', '0s', '--wait', '0s', ...words], {
    cwd: folder,
    env: { ...environment(), ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let out = ''
  let look = (): void => undefined
  child.stderr.on('data', (part: Buffer) => {
    said += part.toString()
    look()
  })
  child.stdout.on('data', (part: Buffer) => {
    out += part.toString()
    look()
  })
  const ended = new Promise<Ended>(resolve =>
    child.on('close', status => resolve({ status, account: accountOf(said), out })),
  )
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    child,
    ended,
    says: pattern =>
      new Promise((resolve, reject) => {
        look = () => {
          const found = pattern.exec(said) ?? pattern.exec(out)
          if (found !== null) resolve(found)
        }
        look()
        child.on('close', () => reject(new Error(`it ended without ${pattern}: ${said}${out}`)))
      }),
  }
}

const accountOf = (said: string): readonly string[] =>
  said
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /, ''))

/** What a file of its directory holds. */
export const kept = (folder: string, name: string): string => readFileSync(join(folder, 'logmon', name), 'utf8')
