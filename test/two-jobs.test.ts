// Two jobs are two: what the chain says of each is what it says where there is no other.
import t from 'tap'
import { parseArguments } from '../lib/cli/args.ts'
import { settleStages, stagesFor } from '../lib/cli/chain.ts'
import { stageLine } from '../lib/cli/stage-command.ts'
import { loadJob } from '../lib/config/load.ts'
import { chain, drive, madeEnvelope, type SavedDriver } from '../lib/drive.ts'
import { perJob } from '../lib/jobs/per-job.ts'
import { isProblems } from '../lib/problem.ts'
import * as programs from '../lib/programs/index.ts'
import type { AnyRecord } from '../lib/record/types.generated.ts'
import { driven } from './driven.ts'
import fc from './fast-check.ts'

const START = Date.UTC(2026, 2, 4, 5)

interface Line {
  readonly at: number
  readonly file: string
  readonly text: string
}

/** A chain of all that `logmon run` runs without a job file, or with one, over lines of files. */
async function makerOf(job = 'follow: {}\n', options: Readonly<Record<string, unknown>> = {}) {
  const config = await loadJob({ path: 'job.yaml', text: job })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  const values = { without: [], ...options }
  const settled = settleStages(stagesFor({ config, values }), { config, values, environment: {} })
  if (isProblems(settled)) throw new Error(JSON.stringify(settled))
  return (saved?: readonly SavedDriver[]) =>
    chain(
      settled.map(({ stage, settings }, index) =>
        drive(stage.start(settings), 'record', stage.passes, stage.name, saved?.[index]),
      ),
    )
}

const stamp = (at: number): string =>
  new Date(START + at).toISOString().replace('T', ' ').replace('.', ',').slice(0, 23)

function run(make: Awaited<ReturnType<typeof makerOf>>, lines: readonly Line[], end = 0): readonly AnyRecord[] {
  const out: AnyRecord[] = []
  const driver = make()
  const emit = ({ record }: { readonly record: AnyRecord }): void => void out.push(record)
  for (const { at, file, text } of lines) {
    const message = `${stamp(at)} ${text}`
    driver.feed(madeEnvelope({ kind: 'log', file, format: 'raw', message } as AnyRecord), 0, emit)
  }
  driver.end(end, emit)
  return out
}

const SAYINGS = [
  (step: number) => `INFO step ${step}/100 loss 2.0 step_time_ms: 5000`,
  (step: number) => `INFO step ${step}/100 loss nan`,
  () => 'ERROR torch.cuda.OutOfMemoryError: CUDA out of memory.',
  () => 'INFO saving checkpoint at iteration 5 to /ckpt',
  () => 'INFO Training completed',
]

/** Lines of one job in the order of time, each later than the one before by up to ten minutes. */
const linesOf = (file: fc.Arbitrary<string>) =>
  fc.array(fc.tuple(fc.integer({ min: 1, max: 600 }), fc.nat(SAYINGS.length + 3), file), { maxLength: 12 })

function timed(of: readonly (readonly [number, number, string])[], shift: number): readonly Line[] {
  let at = shift
  return of.map(([after, saying, file], index) => {
    at += after * 1000
    const text = (SAYINGS[saying] ?? SAYINGS[0])?.(index + 1) ?? ''
    return { at, file, text }
  })
}

/** What is said of a job: its statuses, alerts and verdicts. Who is told of two at once is told less of each. */
const told = (records: readonly AnyRecord[], job: string): readonly string[] =>
  records
    .filter(record => ['status', 'match', 'failure', 'verdict', 'alert'].includes(record.kind) && record.job === job)
    .map(record => JSON.stringify(record))

t.test('what is said of two jobs whose lines come mixed is what is said of each alone', async t => {
  const make = await makerOf('hang: { step_gap: { factor: 2, floor: 20s } }\n')
  let statuses = 0
  fc.assert(
    fc.property(
      linesOf(fc.constantFrom('a/rank0.log', 'a/rank1.log')),
      linesOf(fc.constant('b/train.log')),
      (ofA, ofB) => {
        // Both end at the same time, as the mixed one does: a replay goes no further than its last line.
        const last = { at: 9e6, text: 'INFO the end' }
        const a = [...timed(ofA, 0), { ...last, file: 'a/rank0.log' }]
        const b = [...timed(ofB, 1), { ...last, file: 'b/train.log' }]
        const mixed = run(
          make,
          [...a, ...b].sort((one, other) => one.at - other.at),
        )
        for (const [lines, job] of [
          [a, 'a/rank*'],
          [b, 'b/train'],
        ] as const) {
          const alone = told(run(make, lines), job)
          statuses += alone.length
          const together = told(mixed, job)
          if (JSON.stringify(alone) !== JSON.stringify(together))
            throw new Error(`${job} alone:\n${alone.join('\n')}\ntogether:\n${together.join('\n')}`)
        }
      },
    ),
    { numRuns: 60 },
  )
  t.ok(statuses > 100, 'there was something to say')
})

t.test("one job's steps do not end another one's hang", async t => {
  const make = await makerOf('hang: { step_gap: { factor: 2, floor: 20s } }\nwithout: [classify]\n')
  const steps = (file: string, from: number, to: number): readonly Line[] =>
    Array.from({ length: to - from }, (_, index) => ({
      at: (from + index) * 5000,
      file,
      text: `INFO step ${from + index}/900 loss 2.0`,
    }))
  const lines = [...steps('logs/a.log', 1, 10), ...steps('logs/b.log', 1, 60)].sort((one, other) => one.at - other.at)
  const alerts = run(make, lines).filter(({ kind }) => kind === 'alert')
  t.match(
    alerts.map(({ summary }) => summary),
    [/^\[HANGING\] logs\/a: no training step/],
  )
  t.equal(alerts[0]?.job, 'logs/a')
  const asOne = await makerOf('job: one\nhang: { step_gap: { factor: 2, floor: 20s } }\nwithout: [classify]\n')
  t.same(
    run(asOne, lines).filter(({ kind }) => kind === 'alert'),
    [],
    'a name that is given is that of all',
  )
})

t.test('files whose heads say one job id are one job: of what was taken for another nothing is said', async t => {
  const make = await makerOf('hang: { silence: 30m }\nwithout: [classify]\n')
  const lines: Line[] = [
    { at: 0, file: 'a/out.log', text: 'INFO SLURM_JOB_ID=4242' },
    { at: 1000, file: 'b/train.log', text: 'INFO hello' },
    { at: 2000, file: 'b/train.log', text: 'INFO slurm_job_id: 4242' },
  ]
  for (let step = 1; step < 200; step++)
    lines.push({ at: step * 60_000, file: 'b/train.log', text: `INFO step ${step}/900 loss 2.0` })
  const records = run(make, lines)
  t.same(
    records.filter(({ kind }) => kind === 'alert'),
    [],
  )
  const jobs = records.filter(({ kind }) => kind === 'status').map(record => record.job)
  t.same([...new Set(jobs)], ['a/out'], 'the steps of one file are those of the job of both')
})

t.test('--job-from says where in a path the name of the job stands', async t => {
  const jobs = async (from: string, files: readonly string[], job?: string): Promise<readonly unknown[]> => {
    const make = await makerOf(job, { 'job-from': from })
    const records = run(
      make,
      files.map((file, at) => ({ at, file, text: 'INFO x' })),
    )
    return records.filter(({ kind }) => kind === 'log').map(record => record.job)
  }
  const files = ['runs/llama/rank0.log', '/x/runs/gpt/rank1.log.1', 'other.log']
  t.same(await jobs('runs/{job}/*.log', files), ['llama', 'gpt', 'other'])
  t.same(await jobs('runs/{job}/*.log', files, 'job: rest\n'), ['llama', 'gpt', 'rest'], 'others have the name given')
  t.same(await jobs('/x/runs/{job}/*', files), ['runs/llama/rank*', 'gpt', 'other'], 'from the very start')
  t.same(await jobs('{job}-*.log', ['l/a-1.log', 'l/a-2.log', 'l/b-1-1.log']), ['a', 'a', 'b'])
  t.same(await jobs('w/**/{job}.log', ['w/1/2/a.log', 'w/b.log']), ['a', 'b'])
  t.same(await jobs('job=(?P<job>\\w+)', ['l/job=a,rank=1.log', 'l/job=b.log']), ['a', 'b'])
  for (const wrong of ['runs/*.log', '{job}/{job}', '(?P<job>(', ''])
    t.ok(
      isProblems(
        programs.parse.settle({ ...(await defaults()), 'job-from': wrong }, { config: undefined, environment: {} }),
      ),
      wrong,
    )
})

async function defaults() {
  const parsed = await parseArguments(stageLine(programs.parse), [])
  if (parsed.is !== 'run') throw new Error('parse needs options')
  return parsed.values as Parameters<typeof programs.parse.settle>[0]
}

t.test('a job more than are kept: the one silent longest is forgotten, and told', async t => {
  const made: string[] = []
  const machine = perJob({
    stage: 'hang',
    make: () => ({
      onRecord: record => {
        made.push(`${(record as AnyRecord).job}`)
        return [{ kind: 'status', scope: 'job', to: 'HEALTHY' } as AnyRecord]
      },
    }),
  })
  const driver = driven(drive(machine, 'record', false, 'hang'))
  const log = (job: string): AnyRecord => ({ kind: 'log', message: 'x', job }) as AnyRecord
  for (let index = 0; index < 258; index++) driver.take(log(`j${index}`), 0)
  const last = driver.take(log('j258'), 0)
  t.same(last, [{ kind: 'status', job: 'j258', scope: 'job', to: 'HEALTHY' }], 'told the first time, then counted')
  t.match(driver.end(0), [{ code: 'jobs_forgotten', count: 3, stage: 'hang' }])
})

t.test('a replay of logs of different times: each goes by its own clock', async t => {
  const make = await makerOf('hang: { step_gap: { factor: 2, floor: 20s } }\n')
  const job = (file: string, from: number): readonly Line[] =>
    [1, 2, 3, 40, 41].map(step => ({ at: from + step * 5000, file, text: `INFO step ${step}/900 loss 2.0` }))
  const HOUR = 3_600_000
  const first = job('l/a.log', 0)
  const orders: Readonly<Record<string, readonly Line[]>> = {
    'one file after the other, the later one first': [...job('l/b.log', HOUR), ...first],
    'of other days, a part of each in turn': [
      ...first.slice(0, 2),
      ...job('l/b.log', 50 * HOUR).slice(0, 3),
      ...first.slice(2),
      ...job('l/b.log', 50 * HOUR).slice(3),
    ],
    'of one day, a part of each in turn, the later one first': [
      ...job('l/b.log', HOUR).slice(0, 2),
      ...first.slice(0, 3),
      ...job('l/b.log', HOUR).slice(2),
      ...first.slice(3),
    ],
    'at the same time, one file after the other': [...first, ...job('l/b.log', 1000)],
  }
  const states = (records: readonly AnyRecord[], name: string): readonly string[] =>
    records.filter(record => record.kind === 'status' && record.job === name).map(record => JSON.stringify(record))
  for (const [order, lines] of Object.entries(orders)) {
    const mixed = run(make, lines)
    for (const name of ['l/a', 'l/b']) {
      const alone = states(
        run(
          make,
          lines.filter(({ file }) => file === `${name}.log`),
        ),
        name,
      )
      t.equal(alone.filter(one => one.includes('"to":"HANGING"')).length, 2, `${name} hangs once`)
      t.same(states(mixed, name), alone, `${order}: ${name}`)
    }
  }
})

t.test('what is known of jobs is saved and taken up again at any point', async t => {
  const job = 'hang: { step_gap: { factor: 2, floor: 20s } }\n'
  const make = await makerOf(job, { 'job-from': 'l/{job}.log' })
  const lines = ['a', 'b', 'c', 'a'].flatMap((name, turn) =>
    [1, 2, 3, 40].map(step => ({
      at: turn * 1000 + step * 5000,
      file: `l/${name}.log`,
      text: `INFO step ${step}/900 loss 2.0`,
    })),
  )
  const feed = (driver: ReturnType<typeof make>, some: readonly Line[], out: AnyRecord[], isLast: boolean): void => {
    const emit = ({ record }: { readonly record: AnyRecord }): void => void out.push(record)
    for (const { at, file, text } of some)
      driver.feed(
        madeEnvelope({
          kind: 'log',
          time: stamp(at).replace(' ', 'T').replace(',', '.').concat('Z'),
          job: file.slice(2, 3),
          file,
          step: Number(text.split(/[ /]/)[2]),
          message: text,
        } as AnyRecord),
        0,
        emit,
      )
    driver.flush(emit)
    if (isLast) driver.end(0, emit)
  }
  const whole: AnyRecord[] = []
  feed(make(), lines, whole, true)
  for (let cut = 0; cut <= lines.length; cut++) {
    const parts: AnyRecord[] = []
    const before = make()
    feed(before, lines.slice(0, cut), parts, false)
    feed(make(JSON.parse(JSON.stringify(before.save()))), lines.slice(cut), parts, true)
    t.same(
      parts.filter(({ kind }) => kind === 'status'),
      whole.filter(({ kind }) => kind === 'status'),
      `cut at ${cut}`,
    )
  }
  t.ok(whole.some(record => record.kind === 'status' && record.to === 'HANGING'))
})
