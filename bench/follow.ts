// logmon-follow: how fast it reads, what it costs while nothing happens, how soon a line is out.
import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { logFile, sizeOf } from './generate.ts'
import { medianCost } from './measure.ts'
import { ours } from './programs.ts'
import { mebibytes, printTable, seconds, times } from './table.ts'

const FILES = 512
const IDLE_MS = 10_000
const SAMPLES = 200
/** Longest gap between two lines: beyond the time of a poll, so that lines come at any moment of it. */
const GAP_MS = 250

/** Ends at the last line; `tail -F` ends when it finds nobody to write to. */
const splitter = (lines: number): string =>
  `let n = 0; process.stdin.pipe(require('split2')()).on('data', () => { if (++n === ${lines}) process.exit() })`

export async function follow(lines: number, runs: number): Promise<void> {
  const input = logFile(lines)
  const rows: string[][] = []
  const raw = ours('logmon-follow', '--once', '--raw', input)
  const records = ours('logmon-follow', '--once', input)
  if (raw === undefined || records === undefined) throw new Error('bin/logmon-follow.js is missing: npm run build')
  const tail = await medianCost(
    runs,
    [
      ['tail', '-n', '+1', '-F', input],
      [process.execPath, '-e', splitter(lines)],
    ],
    '/dev/null',
  )
  for (const [name, cost] of [
    ['tail -F | split2', tail],
    ['logmon-follow --raw', await medianCost(runs, [raw], '/dev/null')],
    ['logmon-follow', await medianCost(runs, [records], '/dev/null')],
  ] as const)
    rows.push([
      name,
      seconds(cost.wallMs),
      String(Math.round((lines / cost.wallMs) * 1000)),
      times(tail.wallMs / cost.wallMs),
      cost.peakBytes.map(mebibytes).join(', '),
    ])
  printTable(
    `Following: ${lines} lines, ${(sizeOf(input) / 1e6).toFixed(0)} MB, median of ${runs}`,
    [
      { head: 'program' },
      { head: 'time', right: true },
      { head: 'lines/s', right: true },
      { head: 'speed', right: true },
      { head: 'peak memory' },
    ],
    rows,
  )
  const folder = mkdtempSync(join(tmpdir(), 'logmon-bench-'))
  const idle = await idleShare(folder)
  const hinted = await latencies(folder)
  const polled = await latencies(folder, '--no-hints')
  rmSync(folder, { recursive: true })
  printTable(
    'Following live',
    [{ head: 'what' }, { head: 'measured', right: true }],
    [
      [`${FILES} idle files, share of one core`, `${(idle * 100).toFixed(1)} %`],
      ['line to output with hints, p50 / p99', hinted],
      ['line to output polling only, p50 / p99', polled],
    ],
  )
}

function start(folder: string, ...words: string[]): ChildProcess {
  return spawn(process.execPath, [join(process.cwd(), 'bin/logmon-follow.js'), ...words], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Returns the part of a core that is used while none of many files grows. */
async function idleShare(folder: string): Promise<number> {
  for (let rank = 0; rank < FILES; rank++) {
    mkdirSync(join(folder, 'idle', String(rank)), { recursive: true })
    writeFileSync(join(folder, 'idle', String(rank), `rank${rank}.log`), 'line\n')
  }
  const child = start(folder, '--from', 'start', 'idle/**/*.log')
  await lineCount(child, FILES)
  const before = cpuMs(child.pid as number)
  await pause(IDLE_MS)
  const used = cpuMs(child.pid as number) - before
  child.kill()
  return used / IDLE_MS
}

async function latencies(folder: string, ...words: string[]): Promise<string> {
  const path = join(folder, 'live.log')
  writeFileSync(path, 'ready\n')
  const child = start(folder, '--from', 'start', ...words, 'live.log')
  await lineCount(child, 1)
  const taken: number[] = []
  for (let sample = 0; sample < SAMPLES; sample++) {
    await pause(Math.random() * GAP_MS)
    const seen = lineCount(child, 1)
    const started = performance.now()
    appendFileSync(path, `line ${sample}\n`)
    await seen
    taken.push(performance.now() - started)
  }
  child.kill()
  taken.sort((a, b) => a - b)
  const at = (share: number): string => `${(taken[Math.floor(SAMPLES * share)] as number).toFixed(1)} ms`
  return `${at(0.5)} / ${at(0.99)}`
}

/** Resolves when the child has written so many more lines. */
function lineCount(child: ChildProcess, wanted: number): Promise<void> {
  return new Promise(resolve => {
    let lines = 0
    const count = (chunk: Buffer): void => {
      lines += chunk.toString().split('\n').length - 1
      if (lines < wanted) return
      child.stdout?.off('data', count)
      resolve()
    }
    child.stdout?.on('data', count)
  })
}

/** Processor time of a process so far: utime and stime of /proc, in ticks of 10 ms. */
function cpuMs(processId: number): number {
  const fields = readFileSync(`/proc/${processId}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
