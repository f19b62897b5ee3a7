import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { JOB_FILE } from './programs.ts'
import { median, printTable, times } from './table.ts'

/** Programs that take no job file. */
const WITHOUT_JOB_FILE = new Set([
  'logmon',
  'logmon-tee',
  'logmon-follow',
  'logmon-collect',
  'logmon-redact',
  'logmon-query',
])

/** From start to exit with empty input, in turns with `node -e 0` so that both see the same machine. */
export function startup(runs: number): void {
  const programs = readdirSync('bin').filter(name => /^logmon.*\.js$/.test(name))
  const commands: [string, string[]][] = [['node -e 0', ['-e', '0']]]
  for (const program of programs) {
    const name = program.replace(/\.js$/, '')
    if (name !== 'logmon') commands.push([name, [`bin/${program}`]])
    if (!WITHOUT_JOB_FILE.has(name)) commands.push([`${name} -c job.yaml`, [`bin/${program}`, '-c', JOB_FILE]])
    commands.push([`${name} --help`, [`bin/${program}`, '--help']])
  }
  const walls = commands.map((): number[] => [])
  const statuses = new Map<string, number>()
  for (let run = 0; run < runs; run++) {
    commands.forEach(([label, words], index) => {
      const started = process.hrtime.bigint()
      const { status } = spawnSync(process.execPath, words, { stdio: 'ignore' })
      walls[index]?.push(Number(process.hrtime.bigint() - started) / 1e6)
      if (status !== 0) statuses.set(label, status ?? 1)
    })
  }
  const base = median(walls[0] as number[])
  printTable(
    `Start-up: start to exit with empty input, median of ${runs} (goal: x1.80)`,
    [{ head: 'command' }, { head: 'time', right: true }, { head: 'of node', right: true }, { head: '' }],
    commands.map(([label], index) => {
      const wall = median(walls[index] as number[])
      return [
        label,
        `${wall.toFixed(0)} ms`,
        times(wall / base),
        statuses.has(label) ? `exit ${statuses.get(label)}` : '',
      ]
    }),
  )
}
