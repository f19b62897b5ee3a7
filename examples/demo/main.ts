// npm run demo [-- --speed 2]: starts the simulated training job, watches its log with the real programs, and shows
// both.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import split from 'split2'
import { startView } from './view.ts'

const JOB_FILE = 'examples/demo/job.yaml'
const STAGES = ['parse', 'rules', 'hang', 'alert']

const { values } = parseArgs({ options: { speed: { type: 'string', default: '1' } } })
const speed = Number(values.speed)
const folder = mkdtempSync(join(tmpdir(), 'logmon-demo-'))
const jobFile = join(folder, 'job.yaml')
// A faster job is late sooner.
writeFileSync(
  jobFile,
  readFileSync(JOB_FILE, 'utf8').replace(
    /\b(\d+)(ms|s)\b/g,
    (_, amount, unit) => `${Math.round((Number(amount) * (unit === 's' ? 1000 : 1)) / speed)}ms`,
  ),
)
// The simulated ranks print the time of day in UTC.
const environment = { ...process.env, TZ: 'UTC', LOGMON_CLOCK: 'wall' }

process.stdout.write(`A training job of 8 ranks, simulated, and the programs that watch it:

  logmon-follow --log-dir runs | logmon-parse -c job.yaml | logmon-rules -c job.yaml |
    logmon-hang -c job.yaml | logmon-alert -c job.yaml

`)

const program = (name: string): string => resolve(`bin/logmon-${name}.js`)
const follow = spawn(process.execPath, [program('follow'), '--from', 'start', '--log-dir', folder], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const chain = spawn(
  '/bin/sh',
  ['-c', STAGES.map(name => `'${process.execPath}' '${program(name)}' -c '${jobFile}'`).join(' | ')],
  {
    stdio: [follow.stdout, 'pipe', 'inherit'],
    env: environment,
  },
)
const view = startView(process.stdout, process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined)
chain.stdout.pipe(split()).on('data', (line: string) => view.record(JSON.parse(line)))

const job = spawn(
  process.execPath,
  [join(import.meta.dirname, '../training-job/main.mjs'), '--out', folder, '--speed', String(speed)],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment,
  },
)
job.stdout.pipe(split()).on('data', (line: string) => view.job((JSON.parse(line) as { says: string }).says))

const ended = (child: { once(event: 'close', done: (code: number | null) => void): unknown }): Promise<number | null> =>
  new Promise(done => child.once('close', done))
const jobEnded = ended(job)
const chainEnded = ended(chain)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    job.kill()
    follow.kill()
  })
}

await jobEnded
follow.kill()
const status = await chainEnded
const states = view.end()
process.stdout.write(`
The job went ${states.join(', ')}.

The same for a log of your own:

  tail -F your-train.log | npx logmon run -c ${JOB_FILE}

${JOB_FILE} says what is slow, what is broken and how long silence may last;
README.md says how to be told by mail, webhook or a program of your own.
`)
rmSync(folder, { recursive: true, force: true })
process.exitCode = status === 0 ? 0 : 1
