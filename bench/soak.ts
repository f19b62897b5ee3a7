// npm run bench -- soak: logs of known lines that are written and rotated in every way, at random by a seed, and a
// logmon-follow that is killed, stopped and started again, that gets no time of the processor now and then, and whose reader is slow.
// Each line has to come out, and
// once: more often only after a kill. What was written always stands somewhere on disk until it was seen.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type RotatingWriter, type Rotation, rotatingWriter } from '../test/io/follow/rotating-writer.ts'
import { type Random, seededRandom } from './random.ts'
import { printTable } from './table.ts'

export interface SoakSettings {
  readonly minutes: number
  readonly seed: number
  readonly files: number
  readonly rotations: readonly Rotation[]
  /** Where the built programs are. */
  readonly programs: string
}

export interface SoakOutcome {
  readonly written: number
  /** Lines that never came out: `<file> <number>`. */
  readonly lost: readonly string[]
  /** Lines that came out again although the run that gave them first had ended by itself. */
  readonly doubled: readonly string[]
  /** Lines that came out again after a kill: each allowed. */
  readonly repeated: number
  /** Lines that nobody wrote so. */
  readonly torn: readonly string[]
  readonly rotations: number
  readonly kills: number
  readonly stops: number
  /** Of the last run, which reads what is left. */
  readonly status: number | null
  /** How often each notice came. */
  readonly notices: ReadonlyMap<string, number>
}

interface Soak {
  readonly random: Random
  readonly folder: string
  readonly programs: string
  readonly kinds: readonly Rotation[]
  readonly logs: readonly RotatingWriter[]
  /** By log: the steps that are left of its rotation. */
  readonly rotating: Map<RotatingWriter, Iterator<undefined, void>>
  /** Lines that came out, with the number of the last run that gave each. */
  readonly seen: Map<string, number>
  /** Runs that were killed. */
  readonly killed: Set<number>
  readonly doubled: string[]
  readonly torn: string[]
  readonly notices: Map<string, number>
  repeated: number
  rotations: number
  stops: number
  runs: number
}

const BANNER = 'the same lines begin every file\n'
/** Longer than what tells files apart by their beginning. */
const LONG_BANNER = BANNER.repeat(40)
const MINUTE_MS = 60_000
const MOST_WHILE_HALTED = 200
const ARGUMENTS = ['--state', 'state.json', '--from', 'start', '--poll', '50ms', 'logs/*/*.log']

/** The text of a line: its end shows that nothing of it is missing. */
const lineOf = (name: string, number: number): string => `${name} ${number} ${'-'.repeat(number % 61)}#`

export async function runSoak({ minutes, seed, files, rotations, programs }: SoakSettings): Promise<SoakOutcome> {
  const random = seededRandom(seed)
  const folder = mkdtempSync(join(tmpdir(), 'logmon-soak-'))
  let last = 0
  const clock = (): number => {
    last = Math.max(last + 1, Date.now())
    return last
  }
  const logs = Array.from({ length: files }, (_, rank) => {
    mkdirSync(join(folder, 'logs', String(rank % 8)), { recursive: true })
    const name = `rank${rank}.log`
    const banner = ['', BANNER, LONG_BANNER][rank % 3] as string
    return rotatingWriter(join(folder, 'logs', String(rank % 8), name), banner, clock, number => lineOf(name, number))
  })
  const maps = { rotating: new Map(), seen: new Map(), killed: new Set<number>(), notices: new Map<string, number>() }
  const counts = { doubled: [], torn: [], repeated: 0, rotations: 0, stops: 0, runs: 0 }
  const soak: Soak = { random, folder, programs: resolve(programs), kinds: rotations, logs, ...maps, ...counts }
  await startReader(soak, '--once').ended // what is rotated away before anybody has looked is nobody's loss
  const until = Date.now() + minutes * MINUTE_MS
  while (Date.now() < until) await runOnce(soak, Math.min(until, Date.now() + 300 + random() * 3000))
  for (const steps of soak.rotating.values()) while (steps.next().done !== true);
  const final = startReader(soak, '--once')
  const status = await final.ended
  rmSync(folder, { recursive: true })
  return outcomeOf(soak, status)
}

function outcomeOf(soak: Soak, status: number | null): SoakOutcome {
  const lost: string[] = []
  for (const log of soak.logs) {
    const name = log.path.slice(log.path.lastIndexOf('/') + 1)
    for (let number = 0; number < log.count(); number++)
      if (!soak.seen.has(lineOf(name, number))) lost.push(`${name} ${number}`)
  }
  const written = soak.logs.reduce((sum, log) => sum + log.count(), 0)
  const { doubled, repeated, torn, rotations, stops, killed, notices } = soak
  return { written, lost, doubled, repeated, torn, rotations, kills: killed.size, stops, status, notices }
}

/** One run of the follower, until a time; then it is killed or stopped, and sometimes what is followed goes on alone. */
async function runOnce(soak: Soak, until: number): Promise<void> {
  const { random } = soak
  const run = soak.runs
  const reader = startReader(soak)
  let pausedUntil = 0
  while (Date.now() < until) {
    change(soak)
    if (pausedUntil === 0 && random() < 0.01) {
      pausedUntil = Date.now() + 50 + random() * 500
      reader.child.stdout?.pause()
    } else if (pausedUntil > 0 && Date.now() > pausedUntil) {
      pausedUntil = 0
      reader.child.stdout?.resume()
    }
    if (random() < 0.01) starve(soak, reader.child)
    await pause(random() * 4)
  }
  reader.child.stdout?.resume()
  const signal = (['SIGKILL', 'SIGTERM', 'SIGHUP'] as const)[Math.floor(random() * 3)] ?? 'SIGTERM'
  reader.child.kill(signal)
  const status = await reader.ended
  // A signal that comes before the program has begun to look for it ends it as a kill does.
  if (status === null) soak.killed.add(run)
  else soak.stops++
  for (let changes = random() < 0.5 ? 0 : random() * 500; changes > 0; changes--) change(soak)
}

/** Halts the follower wherever it is while logs change, as on a machine that has much else to do. */
function starve(soak: Soak, child: ChildProcess): void {
  child.kill('SIGSTOP')
  for (let changes = soak.random() * MOST_WHILE_HALTED; changes > 0; changes--) change(soak)
  child.kill('SIGCONT')
}

/** Writes to a log, or does the next step of its rotation. */
function change(soak: Soak): void {
  const { random, logs, rotating, seen } = soak
  const log = logs[Math.floor(random() * logs.length)] as RotatingWriter
  const steps = rotating.get(log)
  if (steps !== undefined) {
    if (steps.next().done === true) rotating.delete(log)
  } else if (random() < 0.6) log.write(1 + Math.floor(random() * 40))
  else {
    log.drop(6, line => seen.has(line))
    const how = soak.kinds[Math.floor(random() * soak.kinds.length)] ?? 'rename'
    rotating.set(log, log.rotate(how))
    soak.rotations++
  }
}

/** Starts the follower, and takes what it gives. */
function startReader(soak: Soak, ...more: readonly string[]): { child: ChildProcess; ended: Promise<number | null> } {
  const run = soak.runs++
  const program = join(soak.programs, 'logmon-follow.js')
  const child = spawn(process.execPath, [program, ...ARGUMENTS, ...more], {
    cwd: soak.folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() as string
    for (const line of lines) take(soak, run, line)
  })
  return { child, ended: new Promise(resolve => child.on('close', resolve)) }
}

function take(soak: Soak, run: number, text: string): void {
  const { kind, message, code } = JSON.parse(text) as { kind: string; message: string; code?: string }
  if (kind === 'notice') soak.notices.set(code ?? '', (soak.notices.get(code ?? '') ?? 0) + 1)
  if (kind !== 'log' || BANNER === `${message}\n`) return
  const [name, number] = message.split(' ')
  if (message !== lineOf(name ?? '', Number(number))) {
    soak.torn.push(message)
    return
  }
  const before = soak.seen.get(message)
  if (before !== undefined && soak.killed.has(before)) soak.repeated++
  else if (before !== undefined) soak.doubled.push(`${name} ${number}`)
  soak.seen.set(message, run)
}

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Prints what became of the lines, and sets the exit status where one was lost, doubled or torn. */
export async function soak(settings: SoakSettings): Promise<void> {
  const outcome = await runSoak(settings)
  const { written, lost, doubled, repeated, torn, rotations, kills, stops, status, notices } = outcome
  const some = (all: readonly string[]): string => `${all.length}  ${all.slice(0, 5).join(', ')}`
  printTable(
    `Soak: ${settings.files} files, ${settings.minutes} minutes, seed ${settings.seed}`,
    [{ head: 'what' }, { head: 'counted' }],
    [
      ['lines written', String(written)],
      ['rotations, kills, clean stops', `${rotations}, ${kills}, ${stops}`],
      ['lost', some(lost)],
      ['doubled after a clean stop', some(doubled)],
      ['repeated after a kill', String(repeated)],
      ['torn', some(torn)],
      ['status of the last run', String(status)],
      ['notices', [...notices].map(([code, count]) => `${code} ${count}`).join(', ')],
    ],
  )
  if (lost.length + doubled.length + torn.length > 0 || status !== 0) process.exitCode = 1
}
