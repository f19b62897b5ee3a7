import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { countHours, goodputJson, paintGoodput } from '../../../lib/cli/why/goodput.ts'
import { isProblems } from '../../../lib/problem.ts'
import type { VerdictRecord } from '../../../lib/record/types.generated.ts'
import type { JudgedJob } from '../../../lib/why/judged.ts'
import { Job } from '../../goodput/scripted.ts'

const PLAIN = { width: 120, hasColour: false, hasUnicode: true }
const NOTHING: JudgedJob = { attempts: [], unread: [], records: [] }

/** Writes files below a folder of the test; returns their paths. */
function written(t: Test, files: Readonly<Record<string, string | Buffer>>): readonly string[] {
  const folder = t.testdir({})
  return Object.entries(files).map(([name, text]) => {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  })
}

async function counted(
  files: readonly string[],
  judged: JudgedJob = NOTHING,
): Promise<Extract<Awaited<ReturnType<typeof countHours>>, { job: string }>> {
  const told = await countHours({ name: 'llama', files }, judged, { config: undefined, tz: undefined })
  if (isProblems(told)) throw new Error(JSON.stringify(told))
  return told
}

/** 200 steps, an end, 60 s, and 200 steps from step 171 on: as one text per attempt. */
function twoAttempts(): readonly [string, string] {
  const job = new Job()
  job.starts(60_000)
  job.steps(200)
  const first = job.lines.length
  job.spend('restart', 60_000)
  job.backTo(170)
  job.starts(30_000)
  job.steps(200)
  return [`${job.lines.slice(0, first).join('\n')}\n`, `${job.lines.slice(first).join('\n')}\n`]
}

t.test(
  "ranks' files are read side by side, attempts one after the other, and the node's own log not at all",
  async t => {
    const [first, second] = twoAttempts()
    const kernel = '2026-02-01T05:00:00+00:00 gpu-7 kernel: NVRM: loading\n'.repeat(20)
    const files = written(t, {
      'dmesg.txt': kernel,
      'run_abcdefgh/attempt_1/0/stdout.log': second,
      'run_abcdefgh/attempt_0/0/stdout.log': first,
      'run_abcdefgh/attempt_0/1/stdout.log.gz': gzipSync(first),
    })
    const verdict: VerdictRecord = {
      kind: 'verdict',
      action: 'restart',
      category: 'oom_host',
      attempt: 0,
      culprit: { nodes: ['gpu-7'] },
    }
    const hours = await counted(files, { ...NOTHING, attempts: [{ verdict }] })
    t.match(JSON.parse(goodputJson([hours])), {
      job: 'llama',
      total_ms: 60_000 + 200 * 4000 + 60_000 + 30_000 + 200 * 4000,
      restart_ms: 90_000,
      redone_ms: 120_000,
      training_ms: 370 * 4000,
      startup_ms: 60_000,
      attempts: 2,
      steps_redone: 30,
      losses: [
        { part: 'redone', cause: 'oom_host', node: 'gpu-7', ms: 120_000 },
        { part: 'restart', cause: 'oom_host', node: 'gpu-7', ms: 90_000 },
      ],
    })
  },
)

t.test('a table for a person: each job, all together, and what cost most', async t => {
  const [first, second] = twoAttempts()
  const both = await counted(written(t, { 'train.log': first + second }))
  const lines = await paintGoodput(
    [both, { ...both, job: 'evil\u001b[31m' }, await counted(written(t, { 'x.log': 'hello\n' }))],
    PLAIN,
  )
  t.same(lines, [
    'job        ran  attempts  training  hangs  restarts  redone  slow  other  goodput',
    'llama   29 min         2    24 min      -     1 min   2 min     -  1 min     85 %',
    'evil    29 min         2    24 min      -     1 min   2 min     -  1 min     85 %',
    '2 jobs  58 min         4    49 min      -     3 min   4 min     -  2 min     85 %',
    '',
    ' lost  share  cause                   by',
    '7 min   12 %  the cause is not known  steps done again 4 min, restarts 3 min',
    '',
    'llama: no line states a time or how long a step took',
  ])
})

t.test('a log that is damaged is named, and what was read of it counts', async t => {
  const [first] = twoAttempts()
  const gz = gzipSync(first)
  const { unread, account } = await counted(written(t, { 'a.log.gz': gz.subarray(0, gz.length - 200) }))
  t.match(unread, [{ reason: /gzip/ }])
  t.equal(account?.attempts, 1)
})
