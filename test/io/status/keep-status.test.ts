import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { isAlive, keepStatus, statusFolder, statusPath } from '../../../lib/io/status/keep-status.ts'
import { type RunSnapshot, readSnapshot, snapshotText } from '../../../lib/view/snapshot.ts'
import { runShell } from '../../cases/shell.ts'
import { at, START, status, step } from '../../view/told.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-status-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const read = (path: string): RunSnapshot | undefined => readSnapshot(readFileSync(path, 'utf8'))

/** A clock that stands, and rings when it is told to. */
function standingClock(): {
  now(): number
  at(when: number, fn: () => void): () => void
  ring(): void
  armed(): number
} {
  let waiting: (() => void)[] = []
  return {
    now: () => START,
    at(_, fn) {
      waiting.push(fn)
      return () => {
        waiting = waiting.filter(each => each !== fn)
      }
    },
    ring() {
      for (const fn of waiting.splice(0)) fn()
    },
    armed: () => waiting.length,
  }
}

/** Resolves when the file says it: it is written in the background. */
async function says(path: string, state: string, atStep?: number): Promise<RunSnapshot> {
  for (;;) {
    try {
      const snapshot = read(path)
      const [job] = snapshot?.jobs ?? []
      if (snapshot !== undefined && job?.state === state && (atStep === undefined || job.step === atStep))
        return snapshot
    } catch {
      // not there yet
    }
    await new Promise(resolve => setImmediate(resolve))
  }
}

t.test('WAITING at the start, a state at once, steps when it is time, and that it ended', async t => {
  const path = join(folder, 'deep/er/llama.json')
  const clock = standingClock()
  const effect = keepStatus({ path, job: 'llama', clock })
  const first = await says(path, 'WAITING')
  t.match(first, { pid: process.pid, host: hostname(), started: at(0), jobs: [{ job: 'llama', since: at(0) }] })
  t.equal(first.ended, undefined)
  effect.take(step(0, 1), true, () => {})
  effect.take(status(0, 'HEALTHY'), true, () => {})
  await says(path, 'HEALTHY', 1)
  effect.take(step(0, 2), true, () => {})
  t.equal(read(path)?.jobs[0]?.step, 1)
  clock.ring()
  await says(path, 'HEALTHY', 2)
  await effect.finish()
  effect.take(step(0, 3), true, () => {})
  t.equal(clock.armed(), 0, 'what others tell after that keeps no process alive')
  t.equal(read(path)?.ended, at(0))
  t.equal(effect.failed(), false)
})

t.test('a file that was asked for and cannot be written fails the run, another one is nobody’s business', async t => {
  writeFileSync(join(folder, 'file'), '')
  const path = join(folder, 'file/in-a-file.json')
  const told: string[] = []
  const asked = keepStatus({ path, job: 'x', clock: standingClock(), tell: text => told.push(text) })
  await asked.finish()
  t.match(told, [/in-a-file\.json cannot be written: /])
  t.equal(asked.failed(), true)
  const quiet = keepStatus({ path, job: 'x', clock: standingClock() })
  await quiet.finish()
  t.equal(quiet.failed(), false)
})

t.test('a run does not take the file of another that goes on', async t => {
  const place = { XDG_STATE_HOME: folder }
  const path = statusPath('runs/llama', place)
  t.equal(path, join(statusFolder(place), 'llama.json'))
  await keepStatus({ path, job: 'llama', clock: standingClock() }).finish()
  const run = read(path) as RunSnapshot
  const { ended: _, ...alive } = run
  writeFileSync(path, snapshotText({ ...alive, pid: process.ppid }))
  t.equal(statusPath('llama', place), path.replace('llama', `llama-${process.pid}`))
  writeFileSync(path, snapshotText({ ...run, pid: process.ppid }))
  t.equal(statusPath('llama', place), path, 'it has ended')
  t.equal(isAlive({ ...alive, pid: 2 ** 22 + 1 }), false, 'its process is gone')
  t.equal(isAlive({ ...alive, pid: 2 ** 22 + 1, host: 'elsewhere' }), true, 'nobody here knows')
})

t.test('logmon status tells what logmon run keeps', async t => {
  const home = `XDG_STATE_HOME=${join(folder, 'home')} LOGMON_CLOCK=wall`
  const status = (words: string) => runShell(`${home} logmon status ${words}`, '', folder)
  t.match(status(''), { stderr: /no job is known: logmon run keeps a file/, status: 1 })
  const log = readFileSync('examples/logs/train.log', 'utf8')
  const job = join(process.cwd(), 'examples/demo/job.yaml')
  runShell(`${home} logmon run -c ${job} > /dev/null`, log, folder)
  const { stdout, status: code } = status('')
  t.equal(code, 0)
  t.match(
    stdout,
    /^job +state +for +step +step time +loss +watched +why\nllama-demo +FAULTED +\d+ s +11\/400 +4\.1 s +7\.6 +no, since \d+ s +the line/,
  )
  t.match(JSON.parse(status('llama-demo --json').stdout), {
    job: 'llama-demo',
    state: 'FAULTED',
    watched: false,
    step: 11,
  })
  runShell(`${home} logmon run --job other -c ${job} > /dev/null`, log, folder)
  runShell(`${home} logmon run --job silent > /dev/null`, '', folder)
  t.match(JSON.parse(status('other --json').stdout), { job: 'other', state: 'FAULTED' })
  t.match(JSON.parse(status('silent --json').stdout), { job: 'silent', state: 'WAITING' })
  t.match(status('lama'), { stderr: /lama is not known; known are llama-demo/, status: 1 })
  t.match(status('--status-file none.json'), { stderr: /none\.json: there is no such file/, status: 1 })
  t.match(status('--status-file file'), { stderr: /it is no status file of logmon/, status: 1 })
  runShell(`${home} logmon run -c ${job} --clock record --status-file own.json > /dev/null`, log, folder)
  t.match(status('--status-file own.json'), { stdout: /llama-demo +FAULTED/, status: 0 })
  runShell(
    `XDG_STATE_HOME=${join(folder, 'off')} LOGMON_CLOCK=wall logmon run --status-file off > /dev/null`,
    log,
    folder,
  )
  t.match(runShell(`XDG_STATE_HOME=${join(folder, 'off')} logmon status`, '', folder), { status: 1 })
})
