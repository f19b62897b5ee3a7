// What a stage costs grows with what it reads, not with the square of it; what it keeps does not grow. On the built
// programs, and without a clock: the work is counted, and the memory is what Node is allowed to take.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { workOf } from './work.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-cost-'))
const at = (millis: number): string => new Date(1_767_225_600_000 + millis).toISOString()
const lines = (count: number, line: (index: number) => object): string =>
  Array.from({ length: count }, (_, index) => `${JSON.stringify(line(index))}\n`).join('')
const status = (rank: number, millis: number, to: string): object => ({
  kind: 'status',
  time: at(millis),
  scope: 'rank',
  job: 'j',
  rank,
  to,
  reason: 'r'.repeat(100),
})

/** Eight times as much takes eight times the work; the square would take 64 times. */
const MOST_TIMES = 16

const SETTINGS: readonly (readonly [title: string, section: string, line: (rank: number) => object])[] = [
  ['at once, scope rank', 'scope: rank', rank => status(rank, 0, 'FAULTED')],
  ['at once, scope job', 'scope: job', rank => status(rank, 0, 'FAULTED')],
  ['one after the other, scope rank', 'scope: rank, gather: 0s', rank => status(rank, rank, 'FAULTED')],
  ['one after the other, with reminders', 'scope: rank, remind: 1h', rank => status(rank, rank * 100, 'SLOW')],
]
for (const [title, section, line] of SETTINGS)
  t.test(`alert: ranks that fail ${title}`, async t => {
    const job = join(folder, 'job.yaml')
    writeFileSync(job, `job: j\nalert: {${section}, max_per_hour: 1000000}\n`)
    const workFor = (ranks: number): number => workOf('alert', ['-c', job, '--only'], lines(ranks, line))
    const [least, few, many] = [workFor(1), workFor(500), workFor(4000)]
    const times = (many - least) / (few - least)
    t.ok(times < MOST_TIMES, `4000 ranks take ${times.toFixed(1)} times the work of 500`)
  })

t.test('hang: names of rules take no more memory, however many there are', async t => {
  const match = (index: number): object => ({
    kind: 'match',
    time: at(index),
    rule: `r${index}`,
    verdict: 'slow',
    value: 1,
    message: 'm'.repeat(200),
  })
  const { status, stdout } = spawnSync(process.execPath, ['--max-old-space-size=40', 'bin/logmon-hang.js', '--only'], {
    input: lines(200_000, match),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, LOGMON_CLOCK: 'record', NODE_V8_COVERAGE: '' },
  })
  t.equal(status, 0)
  t.match(stdout, /"code":"rules_forgotten","message":"199000 rules were forgotten\.".*"count":199000/)
})
