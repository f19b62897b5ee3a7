// Takes the stacks of a job that hangs: by a program for each of its processes, or by a signal at which they print
// them.
import { execFile } from 'node:child_process'
import { accessSync, appendFileSync, constants, readFileSync, readlinkSync, statSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { BOUNDS } from '../../bounds.ts'
import { reasonOf } from '../error-words.ts'

/** How stacks are taken; `{pid}` in a word is the process. */
export type DumpBy =
  | { readonly is: 'command'; readonly words: readonly string[]; readonly ofPython: boolean }
  | { readonly is: 'signal'; readonly name: string }

export interface DumpSetting {
  readonly by: DumpBy
  readonly processes: readonly number[]
  /** Where what the programs print is added. */
  readonly file: string
  /** Sends the signal where the processes are out of reach. */
  signal(name: string): Promise<void>
  readonly stop: AbortSignal
}

const TIMEOUT_MS = 20_000
const SIGNAL_WAIT_MS = 2000
const MOST_BYTES = 16 * 1024 * 1024
const FILE_MODE = 0o644
/** Signals by which programs are asked to say something: one that does not take them would die. */
const ASKING: Readonly<Record<string, number>> = { SIGUSR1: 10, SIGUSR2: 12 }

/** Returns the path of a program, as a shell finds it; undefined where there is none. */
export function findProgram(name: string, path: string | undefined): string | undefined {
  const places = name.includes('/') ? [name] : (path ?? '/usr/bin:/bin').split(delimiter).map(each => join(each, name))
  return places.find(place => {
    try {
      accessSync(place, constants.X_OK)
      return statSync(place).isFile()
    } catch {
      return false
    }
  })
}

/** Resolves to what became of it, for a person. Never rejects: what hangs is ended all the same. */
export async function dumpStacks(setting: DumpSetting): Promise<string> {
  const { by } = setting
  return by.is === 'signal' ? bySignal(by.name, setting) : byCommand(by, setting)
}

async function bySignal(name: string, { processes, signal, stop }: DumpSetting): Promise<string> {
  const number = ASKING[name]
  const asked = number === undefined ? processes : processes.filter(pid => takesSignal(pid, number))
  if (processes.length > 0 && asked.length === 0)
    return `no stacks: none of its processes takes ${name} (Python: faulthandler.register(signal.${name}))`
  if (processes.length === 0) await signal(name)
  for (const pid of asked)
    try {
      process.kill(pid, name)
    } catch {
      // ESRCH: it has ended meanwhile.
    }
  await wait(SIGNAL_WAIT_MS, undefined, { signal: stop }).catch(() => undefined)
  return `${name} was sent to ${asked.length === 0 ? 'it' : count(asked.length)}: stacks stand in its log`
}

/** True where a process has a handler of its own for a signal (proc(5), SigCgt). */
function takesSignal(pid: number, number: number): boolean {
  try {
    const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0'
    return ((BigInt(`0x${mask}`) >> BigInt(number - 1)) & 1n) === 1n
  } catch {
    return false // it has ended
  }
}

async function byCommand(by: DumpBy & { is: 'command' }, { processes, file, stop }: DumpSetting): Promise<string> {
  const all = by.ofPython ? processes.filter(isPython) : processes
  const wanted = all.slice(0, BOUNDS['resume.stacks'].most)
  let failed = ''
  let taken = 0
  for (const pid of wanted) {
    if (stop.aborted) break
    const words = by.words.map(word => word.replaceAll('{pid}', `${pid}`))
    const { text, error } = await output(words, stop)
    try {
      appendFileSync(file, `== process ${pid}: ${words.join(' ')}\n${text}\n`, { mode: FILE_MODE })
    } catch (reason) {
      return `no stacks: ${file}: ${reasonOf(reason)}`
    }
    if (error === undefined) taken++
    else failed = error
  }
  const program = by.words[0] as string
  if (taken === 0) return `no stacks: ${failed || `it has no process that ${program} can look at`}`
  const rest = all.length > taken ? ` (of ${all.length})` : ''
  return `stacks of ${count(taken)}${rest} are in ${file}`
}

const count = (processes: number): string => (processes === 1 ? '1 process' : `${processes} processes`)

function output(
  [program = '', ...args]: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly error: string | undefined }> {
  return new Promise(resolve => {
    execFile(program, args, { timeout: TIMEOUT_MS, maxBuffer: MOST_BYTES, signal }, (error, stdout, stderr) => {
      const reason = error === null ? undefined : stderr.trim().split('\n').at(-1) || reasonOf(error)
      resolve({
        text: `${stdout}${stderr}`.trimEnd(),
        error: reason === undefined ? undefined : `${program}: ${reason}`,
      })
    })
  })
}

function isPython(pid: number): boolean {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)).startsWith('python')
  } catch {
    return false // it has ended
  }
}
