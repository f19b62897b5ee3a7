// The monitor's own restart: what `logmon run --state` tells is what a run would have told that was never killed.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { settleStages, stagesFor } from '../lib/cli/chain.ts'
import { loadJob } from '../lib/config/load.ts'
import { chain, type Driver, drive, type Emit, readEnvelope, type SavedDriver } from '../lib/drive.ts'
import { keptStages, readStages } from '../lib/io/stage-state.ts'
import { isProblems } from '../lib/problem.ts'
import type { AnyRecord } from '../lib/record/types.generated.ts'

const JOB = `
job: llama
rules:
  - { name: slow, metric: step_time_ms, slow_when: { above_mean: { factor: 1.5, min_history: 3 } }, consecutive: 2 }
  - { name: oom, pattern: 'out of memory', on_match: fault }
hang: { step_gap: { factor: 3, floor: 60s } }
classify: {}
alert: { gather: 1s, remind: 10m, resolve_after: 30s, on: [slow, hanging, faulted, ended, verdict] }
`

/** A job with all that is told of one: slow steps, a checkpoint, a hang, a fault, a restart, and its end. */
function script(): readonly { readonly at: number; readonly line: string }[] {
  const out: { at: number; line: string }[] = []
  let at = Date.UTC(2026, 2, 4, 5)
  const say = (seconds: number, line: string): void => {
    at += seconds * 1000
    const stamp = new Date(at).toISOString().replace('T', ' ').slice(0, 19)
    out.push({ at, line: line.startsWith(' ') ? line : `[${stamp}] ${line}` })
  }
  const step = (number: number, seconds: number): void =>
    say(seconds, `iteration ${number}/ 40 | elapsed time per iteration (ms): ${seconds * 1000}.0 | lm loss: 2.5E+00 |`)
  for (let number = 1; number <= 6; number++) step(number, 10)
  for (let number = 7; number <= 9; number++) step(number, 25)
  for (let number = 10; number <= 13; number++) step(number, 10)
  say(1, 'saving checkpoint at iteration 13 to /ckpt/run in torch_dist format')
  step(14, 400)
  step(15, 10)
  step(16, 1800)
  step(17, 10)
  say(5, 'ERROR rank 3: Traceback (most recent call last):')
  say(0, '  File "train.py", line 1, in <module>')
  say(0, 'torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB.')
  say(
    60,
    'torch.distributed.elastic.agent.server.api: [INFO] [default] Worker group FAILED. 2/3 attempts left; will restart worker group',
  )
  for (let number = 15; number <= 20; number++) step(number, 10)
  step(21, 900)
  for (let number = 36; number <= 40; number++) step(number, 10)
  say(5, '[after training is done] datetime: 2026-03-04 06:30:00')
  return out
}

async function stagesOf(text: string) {
  const config = await loadJob({ path: 'job.yaml', text })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  const asked = { config, values: {}, environment: {}, keepsState: true }
  const settled = settleStages(stagesFor(asked), asked)
  if (isProblems(settled)) throw new Error(JSON.stringify(settled))
  return (saved: readonly SavedDriver[] = []): Driver =>
    chain(
      settled.map(({ stage, settings }) =>
        drive(
          stage.start(settings),
          'wall',
          stage.passes,
          stage.name,
          saved.find(({ name }) => name === stage.name),
        ),
      ),
    )
}

/** Runs by a clock of its own, and restarts after the lines of `cuts`; returns all alerts. */
function alertsOf(start: (saved?: readonly SavedDriver[]) => Driver, cuts: ReadonlySet<number>): readonly string[] {
  const alerts: string[] = []
  const emit: Emit = ({ record }: { readonly record: AnyRecord }) => {
    if (record.kind === 'alert')
      alerts.push(
        `${record.time} ${record.summary} ${record.episode} ${record.sequence} ${record.starts_at ?? ''}\n${record.body}`,
      )
  }
  let driver = start()
  let last = 0
  for (const [index, { at, line }] of script().entries()) {
    for (let due = driver.deadline(); due !== undefined && due < at; due = driver.deadline()) driver.tick(due, emit)
    driver.feed(readEnvelope({ kind: 'log', format: 'raw', message: line, file: 'j.log' }, ''), at, emit)
    driver.flush(emit)
    last = at
    if (!cuts.has(index)) continue
    driver = start(JSON.parse(JSON.stringify(driver.save())) as readonly SavedDriver[])
    driver.tick(at, emit)
  }
  driver.tick(last + 60_000, emit)
  driver.end(last + 60_000, emit)
  return alerts
}

t.test('killed and started again at any point of a job, it tells what it would have told', async t => {
  const start = await stagesOf(JOB)
  const whole = alertsOf(start, new Set())
  const marks = whole.map(text => /\[([A-Z]+)\]/.exec(text)?.[1])
  for (const mark of ['SLOW', 'RESOLVED', 'HANGING', 'FAULTED', 'STOP', 'ENDED'])
    t.ok(marks.includes(mark), `the job shows ${mark}`)
  t.match(whole.at(-1), /\[ENDED\].*Goodput: +\d+ % of the time.*lost: .*Attempts: +2\n/s)
  const points = script().map((_, index) => index)
  t.ok(points.length >= 30)
  for (const point of points)
    t.same(alertsOf(start, new Set([point])), whole, `after line ${point + 1}: ${script()[point]?.line.trim()}`)
  t.same(alertsOf(start, new Set(points)), whole, 'and after every line')
})

/** `logmon run` on a file, until `isDone` of its standard output; then it is ended by a signal. */
async function watch(
  t: Test,
  args: readonly string[],
  { until, signal }: { readonly until: (records: readonly AnyRecord[]) => boolean; readonly signal: NodeJS.Signals },
): Promise<readonly AnyRecord[]> {
  const child = spawn(process.execPath, ['bin/logmon.js', 'run', '--status-file', 'off', '--only', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  let text = ''
  const records = (): readonly AnyRecord[] =>
    text
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line) as AnyRecord)
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk
    if (until(records())) child.emit('enough')
  })
  const gone = once(child, 'close')
  await Promise.race([once(child, 'enough'), gone, sleep(40_000, undefined, { ref: false })])
  // The state of what was told is on disk soon after it is told.
  await untilQuiet(args[args.indexOf('--state') + 1] as string)
  child.kill(signal)
  await gone
  return records()
}

/** Resolves when a file has not changed for a moment. */
async function untilQuiet(path: string): Promise<void> {
  for (let before = '', round = 0; round < 100; round++) {
    await sleep(120)
    const now = existsSync(path) ? readFileSync(path, 'utf8') : ''
    if (now !== '' && now === before) return
    before = now
  }
}

const alerts = (records: readonly AnyRecord[]): readonly string[] =>
  records.flatMap(record => (record.kind === 'alert' ? [record.summary] : []))
const steps = (records: readonly AnyRecord[]): number =>
  records.filter(record => record.kind === 'log' && record.step !== undefined).length

for (const signal of ['SIGTERM', 'SIGKILL'] as const)
  t.test(`a fault that was told is resolved once after ${signal}, and a hang of that time is told`, async t => {
    const dir = t.testdir({
      'job.yaml':
        'job: f\nrules: [ { name: oom, pattern: "CUDA out of memory", on_match: fault } ]\n' +
        'hang: { step_gap: { factor: 2, floor: 2s } }\nalert: { gather: 0s }\n',
      'j.log': '',
    })
    const log = join(dir, 'j.log')
    const state = join(dir, 'state')
    const args = ['-c', join(dir, 'job.yaml'), '--from', 'start', '--state', state, log]
    const lines = (from: number, to: number): string =>
      Array.from(
        { length: to - from + 1 },
        (_, index) => ` iteration ${from + index}/ 100 | elapsed time per iteration (ms): 500.0 | lm loss: 2.0E+00 |\n`,
      ).join('')
    writeFileSync(log, `${lines(1, 5)}torch.cuda.OutOfMemoryError: CUDA out of memory.\nnext\n`)
    const first = await watch(t, args, { until: read => alerts(read).length > 0, signal })
    t.match(alerts(first), [/^\[FAULTED\] f/])
    appendFileSync(log, `[default] Worker group FAILED. 2/3 attempts left; will restart worker group\n${lines(1, 4)}`)
    const second = await watch(t, args, { until: read => alerts(read).length > 0, signal })
    t.match(alerts(second), [/^\[RESOLVED\] f/], 'and the fault is not told again')
    t.ok(steps(first) + steps(second) >= 9)
    const third = await watch(t, args, { until: read => alerts(read).length > 0, signal })
    t.match(alerts(third), [/^\[HANGING\] f/], 'no line came any more')
    t.equal(steps(third), 0, 'no line is read twice')
  })

t.test('what is no such state is told, and all begins anew', async t => {
  const dir = t.testdir({ positions: '{"logmon_follow":1,"files":[\n\n]}\n' })
  const kept = keptStages(JSON.stringify([{ name: 'hang', now: 5, hasStarted: true, counts: {} }]), 'wall')
  const file = (name: string, json: string, sum = kept.sum): string => {
    const path = join(dir, name)
    writeFileSync(path, `{"logmon_follow":1,"files":[\n\n],"stages_sum":"${sum}","stages":\n${json}\n}\n`)
    return path
  }
  t.same(readStages(file('whole', kept.json), 'wall').stages.length, 1)
  t.match(readStages(file('changed', kept.json.replace('5', '6')), 'wall').reason, 'damaged')
  t.match(readStages(file('of-replay', kept.json), 'record').reason, '--clock wall')
  t.match(readStages(file('no-sum', kept.json, ''), 'wall').reason, 'damaged')
  t.equal(readStages(join(dir, 'positions'), 'wall').reason, undefined, 'positions alone are no damage')
  t.equal(readStages(join(dir, 'none'), 'wall').reason, undefined)
  const torn = join(dir, 'torn')
  writeFileSync(torn, readFileSync(join(dir, 'whole'), 'utf8').slice(0, 60))
  t.match(readStages(torn, 'wall').reason, 'too early')
})

t.test('logmon-parse alone goes on with the attempts that it has counted', async t => {
  const state = join(t.testdir(), 'state')
  const parse = (left: number): readonly AnyRecord[] =>
    execFileSync(process.execPath, ['bin/logmon-parse.js', '--state', state], {
      input: `step 1 loss 2\n[default] Worker group FAILED. ${left}/3 attempts left; will restart worker group\nstep 1 loss 2\n`,
      encoding: 'utf8',
    })
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as AnyRecord)
  const attemptsOf = (records: readonly AnyRecord[]): readonly unknown[] =>
    records.filter(({ kind }) => kind === 'log').map(({ attempt }) => attempt)
  t.same(attemptsOf(parse(2)), [undefined, undefined, 2])
  t.same(attemptsOf(parse(1)), [2, 2, 3])
})
