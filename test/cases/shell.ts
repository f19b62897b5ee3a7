// Runs a command line as a user would: a real shell, real pipes, the built programs under their own names.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export interface Ran {
  readonly stdout: string
  readonly stderr: string
  /** Of the last program of the pipe that failed, else 0. */
  readonly status: number | null
}

const BIN = resolve('bin')
const ALARM_MS = 60_000

let programs: string | undefined

/** Returns a folder that holds every built program under the name that users type. */
export function programFolder(): string {
  if (programs !== undefined) return programs
  if (!existsSync('dist')) throw new Error('dist/ is missing: npm run build')
  programs = mkdtempSync(join(tmpdir(), 'logmon-bin-'))
  for (const file of readdirSync(BIN).filter(name => /^logmon.*\.js$/.test(name)))
    symlinkSync(join(BIN, file), join(programs, file.replace(/\.js$/, '')))
  return programs
}

/** What every case is run under, unless its command line says otherwise. */
export const environment = (): NodeJS.ProcessEnv => ({
  PATH: `${programFolder()}:${process.env['PATH']}`,
  HOME: emptyFolder(),
  TZ: 'UTC',
  NO_COLOR: '1',
  LC_ALL: 'C',
  LOGMON_CLOCK: 'record',
  // Of programs nothing is measured (scripts/coverage.js says why), and Node hands the measuring on by itself.
  NODE_V8_COVERAGE: '',
})

/** Runs one command line with `input` on its standard input. */
export function runShell(command: string, input: string | Buffer, folder: string): Ran {
  const { stdout, stderr, status, error } = spawnSync('/bin/bash', ['-o', 'pipefail', '-c', command], {
    cwd: folder,
    input,
    env: environment(),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: ALARM_MS,
  })
  // EPIPE: the program ended without reading its input, which is its right.
  if (error !== undefined && (error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  return { stdout, stderr, status }
}

let empty: string | undefined
function emptyFolder(): string {
  empty ??= mkdtempSync(join(tmpdir(), 'logmon-home-'))
  mkdirSync(empty, { recursive: true })
  return empty
}
