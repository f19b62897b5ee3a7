// Real logs, where this checkout has them beside it: short, many-voiced, and so a matter of start and of warm-up.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { sizeOf } from './generate.ts'
import { type Measured, medianCosts } from './measure.ts'
import { isInstalled, JOB_FILE, ours, peers } from './programs.ts'
import { mebibytes, printTable, seconds, times } from './table.ts'

const FOLDER = '../shared/logs'
const FILE = 'bench/data/real.log'
/** How often all files stand in it, one after the other. */
const ROUNDS = 5

/** Our programs and the peers over the same real logs, in turns. */
export async function realLogs(runs: number): Promise<void> {
  if (!existsSync(FOLDER)) {
    console.log(`\nReal logs: left out, there is no ${FOLDER}`)
    return
  }
  const lines = writeLogs()
  const wanted: readonly (Omit<Measured, 'pipe'> & {
    readonly name: string
    readonly does: string
    readonly words: readonly string[] | undefined
  })[] = [
    { name: 'logmon-parse', does: 'all formats', words: ours('logmon-parse'), input: FILE },
    {
      name: 'logmon run',
      does: 'parse, rules, hang, alert in one process',
      words: ours('logmon', 'run', '-c', JOB_FILE),
      input: FILE,
    },
    ...peers(FILE)
      .filter(({ name }) => name !== 'jq')
      .map(({ name, does, words, opensFile }) => ({
        ...{ name, does, words: isInstalled(words[0] as string) ? words : undefined },
        input: opensFile === true ? '/dev/null' : FILE,
      })),
  ]
  const there = wanted.flatMap(({ words, input }) => (words === undefined ? [] : [{ pipe: [words], input }]))
  const costs = await medianCosts(runs, there, { LOGMON_CLOCK: 'record' })
  const all = costs.values()
  const rows = wanted.map(({ name, does, words }) => {
    const cost = words === undefined ? undefined : all.next().value
    if (cost === undefined) return ['real logs', name, does, 'skipped: not built or not installed']
    return [
      ...['real logs', name, does, seconds(cost.wallMs), String(Math.round((lines / cost.wallMs) * 1000))],
      times(cost.wallMs / (costs[0]?.wallMs ?? cost.wallMs)),
      cost.peakBytes.map(mebibytes).join(', '),
    ]
  })
  printTable(
    `Real logs: all of ${FOLDER}, ${ROUNDS} times: ${lines} lines, ${(sizeOf(FILE) / 1e6).toFixed(0)} MB, median of ${runs} in turns`,
    [
      { head: 'input' },
      { head: 'program' },
      { head: 'what it does' },
      { head: 'time', right: true },
      { head: 'lines/s', right: true },
      { head: 'of the first', right: true },
      { head: 'peak memory' },
    ],
    rows,
  )
}

/** Writes the file; returns how many lines it has. */
function writeLogs(): number {
  const texts = readdirSync(FOLDER)
    .filter(name => !name.endsWith('.md'))
    .sort()
    .map(name => readFileSync(`${FOLDER}/${name}`))
  mkdirSync('bench/data', { recursive: true })
  writeFileSync(FILE, Buffer.concat(Array.from({ length: ROUNDS }, () => texts).flat()))
  const count = (text: Buffer): number => text.reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0)
  return ROUNDS * texts.reduce((sum, text) => sum + count(text), 0)
}
