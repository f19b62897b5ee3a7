// logmon-ship: what it costs to ship a log into a Loki that enforces what real ones do, and how much memory it holds.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fakeLoki } from '../test/servers/fake-loki.ts'
import { logFile, sizeOf } from './generate.ts'
import { quoted } from './measure.ts'
import { ours } from './programs.ts'
import { mebibytes, median, printTable, seconds } from './table.ts'

const LOOK_EVERY_MS = 10

interface Shipped {
  readonly wallMs: number
  /** Of the processes that ship, not of the server. */
  readonly cpuMs: number
  readonly peakBytes: number
  readonly lines: number
}

/** Ships `lines` lines `runs` times in each way, and prints medians. */
export async function ship(lines: number, runs: number): Promise<void> {
  const input = logFile(lines)
  const folder = mkdtempSync(join(tmpdir(), 'logmon-bench-'))
  const records = join(folder, 'records')
  const job = join(folder, 'job.yaml')
  writeFileSync(job, 'job: bench\n')
  const parse = ours('logmon-parse', '--file', input)
  const run = ours('logmon', 'run', '-c', job, '--from', 'start', '--once', '--only', input)
  const alone = ours('logmon-ship', '--only')
  if (parse === undefined || run === undefined || alone === undefined)
    throw new Error('dist/ is missing: npm run build')
  await shell(`${quoted(parse)} < ${quoted([input])} > ${quoted([records])}`)
  const ways: Readonly<Record<string, (url: string, spool: string) => string>> = {
    'logmon run, without shipping': () => `${quoted(run)} >/dev/null`,
    'logmon run --ship, a followed file': url => `${quoted(run)} --ship --loki ${url} >/dev/null`,
    'logmon-ship, records': url => `${quoted(alone)} --loki ${url} < ${quoted([records])} >/dev/null`,
    'logmon-ship --spool, records': (url, spool) =>
      `${quoted(alone)} --loki ${url} --spool ${quoted([spool])} < ${quoted([records])} >/dev/null`,
  }
  const rows: string[][] = []
  for (const [name, command] of Object.entries(ways)) {
    const all: Shipped[] = []
    for (let index = 0; index < runs; index++) all.push(await once(command, join(folder, `${rows.length}-${index}`)))
    rows.push([
      name,
      seconds(median(all.map(({ wallMs }) => wallMs))),
      seconds(median(all.map(({ cpuMs }) => cpuMs))),
      mebibytes(Math.max(...all.map(({ peakBytes }) => peakBytes))),
      String(all.at(-1)?.lines),
    ])
  }
  rmSync(folder, { recursive: true })
  printTable(
    `Shipping: ${lines} lines, ${(sizeOf(input) / 1e6).toFixed(0)} MB, median of ${runs}`,
    [
      { head: 'program' },
      { head: 'time', right: true },
      { head: 'CPU', right: true },
      { head: 'peak memory', right: true },
      { head: 'lines stored', right: true },
    ],
    rows,
  )
}

async function once(command: (url: string, spool: string) => string, spool: string): Promise<Shipped> {
  const forEver = 20 * 365 * 86_400_000
  const server = await fakeLoki({ maxAgeMs: forEver, maxAheadMs: forEver, windowMs: forEver, version: '3.7' })
  const result = await shell(command(server.url, spool))
  const lines = server.query().length
  await server.close()
  return { ...result, lines }
}

/** Runs a command; its CPU time is that of all that it ran, as bash counts it. */
function shell(command: string): Promise<Omit<Shipped, 'lines'>> {
  const started = process.hrtime.bigint()
  const child = spawn('/bin/bash', ['-c', `${command} & echo $!; wait $! || exit; times`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  let peakBytes = 0
  child.stdout.on('data', text => {
    output += text
  })
  const look = setInterval(() => {
    const pid = Number.parseInt(output, 10)
    if (pid > 0) peakBytes = Math.max(peakBytes, peakOf(pid))
  }, LOOK_EVERY_MS)
  return new Promise((resolve, reject) => {
    child.on('close', status => {
      clearInterval(look)
      const wallMs = Number(process.hrtime.bigint() - started) / 1e6
      // Of bash itself, then of what it ran: user and system time.
      const times = [...output.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => (Number(m) * 60 + Number(s)) * 1000)
      if (status !== 0) reject(new Error(`${command} ended with ${status}`))
      else resolve({ wallMs, cpuMs: (times[2] ?? 0) + (times[3] ?? 0), peakBytes })
    })
  })
}

function peakOf(pid: number): number {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(peak ?? 0) * 1024
  } catch {
    return 0 // it has ended
  }
}
