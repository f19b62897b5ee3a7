import { logFile, sizeOf } from './generate.ts'
import { MAKERS } from './lines.ts'
import { type Cost, medianCost } from './measure.ts'
import { chainOfFour, isInstalled, JOB_FILE, ours, peers } from './programs.ts'
import { realLogs } from './real-logs.ts'
import { mebibytes, printTable, seconds, times } from './table.ts'

const COLUMNS = [
  { head: 'program' },
  { head: 'what it does' },
  { head: 'time', right: true },
  { head: 'lines/s', right: true },
  { head: 'of parse', right: true },
  { head: 'peak memory' },
]

/** Everything over the same mixed log: ours alone, as pipe and in one process, and what Debian has; then real logs. */
export async function speed(lines: number, runs: number): Promise<void> {
  const input = logFile(lines)
  const rows: string[][] = []
  let parse: Cost | undefined
  const row = async (
    name: string,
    does: string,
    pipe: readonly (readonly string[])[] | undefined,
    source = input,
    count = runs,
  ): Promise<Cost | undefined> => {
    if (pipe === undefined) {
      rows.push([name, does, 'skipped: not built or not installed'])
      return undefined
    }
    const cost = await medianCost(count, pipe, source, { LOGMON_CLOCK: 'record' })
    const ratio = parse === undefined ? '' : times(cost.wallMs / parse.wallMs)
    rows.push([
      name,
      does,
      seconds(cost.wallMs),
      String(Math.round((lines / cost.wallMs) * 1000)),
      ratio,
      cost.peakBytes.map(mebibytes).join(', '),
    ])
    return cost
  }
  const single = (words: readonly string[] | undefined): readonly (readonly string[])[] | undefined =>
    words === undefined ? undefined : [words]

  parse = await row('logmon-parse', 'all formats', single(ours('logmon-parse')))
  await row(
    'logmon run',
    'parse, rules, hang, alert in one process (goal: x1.50)',
    single(ours('logmon', 'run', '-c', JOB_FILE)),
  )
  await row('parse | rules | hang | alert', 'four processes', chainOfFour())
  for (const peer of peers(input)) {
    await row(
      peer.name,
      peer.does,
      isInstalled(peer.words[0] as string) ? [peer.words] : undefined,
      peer.opensFile ? '/dev/null' : input,
      Math.min(runs, 3),
    )
  }
  printTable(
    `Speed: ${lines} lines, ${(sizeOf(input) / 1e6).toFixed(0)} MB, median of ${runs} (peers ${Math.min(runs, 3)})`,
    COLUMNS,
    rows,
  )
  await realLogs(runs)
}

/** logmon-parse over a log of each format alone. */
export async function formats(lines: number, runs: number): Promise<void> {
  const parse = ours('logmon-parse')
  if (parse === undefined) throw new Error('bin/logmon-parse.js is missing: npm run build')
  const rows: string[][] = []
  for (const name of Object.keys(MAKERS)) {
    const input = logFile(lines, { [name]: 1 }, name)
    const { wallMs } = await medianCost(runs, [parse], input, { LOGMON_CLOCK: 'record' })
    rows.push([
      name,
      seconds(wallMs),
      String(Math.round((lines / wallMs) * 1000)),
      `${(sizeOf(input) / 1000 / wallMs).toFixed(0)} MB/s`,
    ])
  }
  printTable(
    `logmon-parse, each format alone: ${lines} lines, median of ${runs}`,
    [
      { head: 'format' },
      { head: 'time', right: true },
      { head: 'lines/s', right: true },
      { head: 'bytes/s', right: true },
    ],
    rows,
  )
}

/** Peak memory at a tenth, at the whole and at twice the input: it must not grow with it. */
export async function memory(lines: number): Promise<void> {
  const rows: string[][] = []
  const programs: [string, readonly (readonly string[])[] | undefined][] = [
    ['logmon-parse', ours('logmon-parse') && [ours('logmon-parse') as readonly string[]]],
    ['logmon run', ours('logmon') && [ours('logmon', 'run', '-c', JOB_FILE) as readonly string[]]],
    ['parse | rules | hang | alert', chainOfFour()],
  ]
  for (const [name, pipe] of programs) {
    if (pipe === undefined) {
      rows.push([name, 'skipped: not built'])
      continue
    }
    const cells: string[] = []
    for (const count of [lines / 10, lines, lines * 2])
      cells.push(
        (await medianCost(1, pipe, logFile(Math.round(count)), { LOGMON_CLOCK: 'record' })).peakBytes
          .map(mebibytes)
          .join(', '),
      )
    rows.push([name, ...cells])
  }
  printTable(
    'Peak memory per process (goal: under 150 MB and flat)',
    [{ head: 'program' }, ...[lines / 10, lines, lines * 2].map(count => ({ head: `${count} lines` }))],
    rows,
  )
}
