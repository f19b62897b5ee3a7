// Ten times as much as each bound of lib/bounds.ts (three times where that would be hundreds of thousands): what a stage keeps does not grow beyond it, the stage lives on, and
// what it dropped is counted in the stream. Memory is compared with that at the bound itself.
import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { BOUNDS } from '../lib/bounds.ts'
import { parseArguments } from '../lib/cli/args.ts'
import { stageLine } from '../lib/cli/stage-command.ts'
import { loadJob } from '../lib/config/load.ts'
import { isProblems } from '../lib/problem.ts'
import type { AnyRecord } from '../lib/record/types.generated.ts'
import type { Machine } from '../lib/stage.ts'
import { withBoundTable } from './cases/bound-table.ts'
import { stages } from './stages.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const MEBIBYTE = 1024 * 1024

/** What the last test left is gone only when its promises are: it is collected until a round finds nothing more. */
const heapBytes = async (): Promise<number> => {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; ; round++) {
    await new Promise(resolve => setImmediate(resolve))
    collectGarbage()
    const { heapUsed } = process.memoryUsage()
    if (round >= 2 && heapUsed > least - MEBIBYTE / 16) return heapUsed
    least = heapUsed
  }
}

interface Heap {
  readonly empty: number
  readonly full: number
  readonly beyond: number
}
/**
 * True where much more than at the bound is kept beyond it. What others left may go while a stage is filled: it makes
 * the heap smaller, and a stage never takes less than nothing.
 */
const isGrowing = ({ empty, full, beyond }: Heap): boolean =>
  beyond - full >= 1.5 * Math.max(0, full - empty) + 4 * MEBIBYTE

type Name = keyof typeof BOUNDS

interface Flood {
  readonly stage: string
  /** The job file; options that differ from their defaults. */
  readonly job?: string
  readonly options?: Readonly<Record<string, number>>
  /** The record that is the index-th new thing of its kind. */
  readonly record: (index: number) => AnyRecord | string
  /** Code of the notices that count what was dropped. */
  readonly notice?: string
  /** So many in place of the bound, where an option may set it. */
  readonly most?: number
}

const START = 1_767_225_600_000
const time = (millis: number): string => new Date(START + millis).toISOString()
const log = (index: number, message: string, more: object = {}): AnyRecord => ({
  kind: 'log',
  time: time(index),
  message,
  ...more,
})
const bad = (index: number, more: object): AnyRecord => ({
  kind: 'status',
  time: time(index),
  scope: 'rank',
  to: 'HANGING',
  ...more,
})
const PER_RANK = "rules: [{ name: r, pattern: 'x', on_match: life, scope: rank }]\n"

const FLOODS: { readonly [N in Name]?: Flood } = {
  'parse.sources': { stage: 'parse', record: index => log(0, 'x', { file: `f${index}`, format: 'raw' }) },
  'parse.waiting': {
    stage: 'parse',
    record: index => log(0, 'Error: x', { file: `f${index}`, rank: index, format: 'raw' }),
  },
  'parse.blockLines': {
    stage: 'parse',
    record: index => (index === 0 ? 'Traceback (most recent call last):' : `  File "a.py", line ${index}, in f`),
  },
  'parse.blockCharacters': {
    stage: 'parse',
    most: 16,
    record: index =>
      index === 0 ? 'Traceback (most recent call last):' : `  File "a.py", line ${index}, in ${'f'.repeat(16_000)}`,
  },
  'parse.failures': {
    stage: 'parse',
    record: index =>
      index === 0 ? 'Traceback (most recent call last):' : `[${index}]:\n  rank : ${index}\n  exitcode : 1`,
  },
  'parse.timePlaces': { stage: 'parse', record: index => `w${index} 2026-01-01 00:00:00 hello`, most: 4096 },
  'rules.ranks': {
    stage: 'rules',
    job: PER_RANK,
    options: { 'max-ranks': 10_000 },
    most: 10_000,
    record: index => log(index, 'x', { rank: index }),
    notice: 'ranks_forgotten',
  },
  'hang.ranks': {
    stage: 'hang',
    job: PER_RANK,
    options: { 'max-ranks': 10_000 },
    most: 10_000,
    record: index => ({ kind: 'match', time: time(index), rule: 'r', rank: index, verdict: 'seen' }),
    notice: 'ranks_forgotten',
  },
  'jobs.known': {
    stage: 'hang',
    record: index => log(index, 'x', { job: `j${index}`, step: 1 }),
    notice: 'jobs_forgotten',
  },
  'hang.rules': {
    stage: 'hang',
    record: index => ({ kind: 'match', time: time(index), rule: `r${index}`, verdict: 'slow', message: 'm' }),
    notice: 'rules_forgotten',
  },
  'hang.steps': { stage: 'hang', record: index => log(index, 'x', { rank: index, step: 1 }) },
  'classify.failures': {
    stage: 'classify',
    record: index => log(index, `Traceback (most recent call last):\n  File "a.py", line 1\n${wordOf(index)}Error: no`),
  },
  'classify.ranks': { stage: 'classify', record: index => log(index, 'x', { rank: index, node: `n${index}` }) },
  'classify.files': { stage: 'classify', record: index => log(index, 'x', { file: `f${index}` }) },
  'classify.kernel': {
    stage: 'classify',
    record: index => log(index, `kernel: [1.0] NVRM: Xid (PCI:0000:00:00): ${index}, pid=1, ${wordOf(index)}`),
  },
  'classify.writers': { stage: 'classify', record: index => log(index, 'x', { rank: index }) },
  'classify.tracebacks': {
    stage: 'classify',
    record: index => log(index, `Traceback (most recent call last):\n  File "a.py", line 1, in f`, { rank: index }),
  },
  'classify.candidates': {
    stage: 'classify',
    record: index => log(index, `cannot ${wordOf(index)}`, { level: 'ERROR' }),
  },
  'alert.jobs': {
    stage: 'alert',
    record: index => log(index, 'e'.repeat(2000) + index, { job: `j${index}`, level: 'ERROR' }),
  },
  'alert.open': {
    stage: 'alert',
    job: 'alert: { scope: rule, gather: 0s, max_per_hour: 1000000 }',
    record: index => bad(index, { scope: 'rule', rule: `r${index}` }),
    notice: 'alert_forgotten',
  },
  'alert.crowd': {
    stage: 'alert',
    job: 'alert: { scope: rank, max_per_hour: 1000000 }',
    record: index => bad(1, { rank: index }),
    notice: 'alert_forgotten',
  },
  'alert.ranks': { stage: 'alert', record: index => bad(1, { rank: index }) },
  'alert.counted': {
    stage: 'alert',
    job: 'alert: { scope: rank, for: 1h }',
    record: index => bad(index, { rank: index >> 1, to: index % 2 === 0 ? 'HANGING' : 'HEALTHY' }),
  },
  'alert.errors': { stage: 'alert', record: index => log(index, wordOf(index).repeat(500), { level: 'ERROR' }) },
  'alert.steps': { stage: 'alert', record: index => log(index, 'x', { step: index, metrics: { loss: 1 } }) },
  'alert.digest': {
    stage: 'alert',
    job: 'alert: { scope: rule, gather: 0s, max_per_hour: 1 }',
    record: index => bad(index, { scope: 'rule', rule: `r${index}` }),
    notice: 'alert_held_back',
  },
  'alert.digestRanks': {
    stage: 'alert',
    job: 'alert: { scope: rank, gather: 0s, max_per_hour: 1 }',
    record: index => bad(index, { rank: index }),
    notice: 'alert_held_back',
  },
  'redact.keyBlock': {
    stage: 'redact',
    most: 1000,
    record: index => log(index, index === 0 ? '-----BEGIN PRIVATE KEY-----' : `${wordOf(index)}AAAA`.repeat(10)),
  },
  'redact.names': { stage: 'redact', record: index => log(index, 'x', { fields: { [`name${index}`]: 'value' } }) },
}

/** Bounds that another test reaches, or that need more than a stage: why they are not reached here. */
const ELSEWHERE: { readonly [N in Name]?: string } = {
  'input.line': 'test/process.test.ts gives every program longer lines',
  'rules.window': 'below: what is longer is refused',
  'alert.members': 'test/alert/crowd-members.test.ts',
  'alert.queue': 'test/io/deliver/misbehaving.test.ts',
  'alert.threads': 'test/io/deliver/sent-before.test.ts',
  'alert.held': 'test/alert/hold.test.ts',
  'alert.told': 'test/alert/outbox.test.ts',
  'follow.files': 'it would take 200,000 files',
  'follow.positions': 'test/sources/follow/registry.test.ts',
  'follow.watches': 'it would take 10,000 folders that the kernel tells about',
  'follow.runs': 'it would take 10,000 folders',
  'follow.ages': 'test/sources/last-written.test.ts',
  'collect.held': 'test/sources/merge.test.ts, with a bound of its own',
  'collect.line': 'the splitter of blocks is told it: test/sources',
  'ship.streams': 'test/io/ship/ship-effect.test.ts, with a number of its own',
  'ship.queue': 'test/io/ship/ship-effect.test.ts',
  'ship.spool': 'test/io/ship/spool.test.ts, with a size of its own',
  'ship.refused': 'it would take a gigabyte',
  'ship.verify': 'test/ship/count-query.test.ts',
  'state.lines': 'test/parse/recent-lines.test.ts',
  'state.failures': 'test/classify/journal.test.ts',
  'classify.common': 'test/classify/compare.test.ts',
  'classify.harmless': 'test/classify/harmless.test.ts',
  'goodput.steps': 'test/goodput/bounds.test.ts',
  'goodput.attempts': 'test/goodput/bounds.test.ts',
  'metrics.series': 'test/metrics/counts.test.ts',
  'metrics.label': 'test/metrics/counts.test.ts',
  'report.ranks': 'test/report/collector.test.ts',
  'report.events': 'test/report/collector.test.ts',
  'report.states': 'test/report/collector.test.ts',
  'view.jobs': 'test/view/model.test.ts',
  'view.ranks': 'test/view/ranks.test.ts, with as many ranks and some more',
  'view.steps': 'test/view/job.test.ts',
  'view.lines': 'test/view/job.test.ts',
  'view.events': 'test/view/model.test.ts',
  'serve.jobs': 'test/io/serve/contract.test.ts, with a bound of its own',
  'serve.judged': 'test/serve/state.test.ts',
  'serve.cycles': 'test/io/serve/limits.test.ts',
  'serve.recordsOfAJob': 'test/serve/state.test.ts',
  'serve.records': 'test/serve/state.test.ts',
  'serve.pointsOfAJob': 'test/serve/history.test.ts',
  'serve.points': 'test/serve/history.test.ts',
  'serve.followed': 'it would take 2,000 logs',
  'serve.events': 'test/serve/state.test.ts',
  'serve.attributions': 'test/io/serve/limits.test.ts',
  'serve.lines': 'test/io/serve/limits.test.ts',
  'serve.waiting': 'test/io/serve/limits.test.ts',
  'serve.watchers': 'test/io/serve/limits.test.ts',
  'resume.stacks': 'test/io/resume/dump-stacks.test.ts',
  'init.metrics': 'test/init/survey.test.ts',
  'init.values': 'test/init/survey.test.ts',
  'tee.line': 'the splitter of blocks is told it: test/sources',
}

/** A word of letters alone for each index: digits make no difference to what a line says. */
const wordOf = (index: number): string =>
  [...String(index)]
    .map(digit => 'abcdefghij'.charAt(Number(digit)))
    .join('')
    .replace(/^./, first => first.toUpperCase())

async function machineOf({ stage: name, job, options = {} }: Flood): Promise<Machine<AnyRecord | string>> {
  const stage = stages.find(one => one.name === name)
  if (stage === undefined) throw new Error(`no stage ${name}`)
  const config = job === undefined ? undefined : await loadJob({ path: 'job.yaml', text: job })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  const parsed = await parseArguments(stageLine(stage), [])
  if (parsed.is !== 'run') throw new Error(`${name} cannot be run without options`)
  const settings = stage.settle({ ...parsed.values, ...options }, { config, environment: {} })
  if (isProblems(settings)) throw new Error(JSON.stringify(settings))
  return stage.start(settings)
}

for (const [name, flood] of Object.entries(FLOODS) as [Name, Flood][])
  t.test(`many times ${name}`, async t => {
    const most = flood.most ?? BOUNDS[name].most
    const machine = await machineOf(flood)
    const times = most > 10_000 ? 3 : 10
    const dropped = (times - 1) * most
    let notices = 0
    const take = (records: readonly AnyRecord[]): void => {
      // A digest names those that are not only counted.
      for (const record of records)
        if (record.kind === 'notice' && record.code === flood.notice && record.only_counted !== false) notices += 1
    }
    let now = START
    const feed = (from: number, to: number): void => {
      for (let index = from; index < to; index++) {
        const record = flood.record(index)
        now = Math.max(now, typeof record === 'string' ? now : Date.parse(record.time as string))
        for (let due = machine.deadline?.(); due !== undefined && due <= now; due = machine.deadline?.())
          take(machine.onDeadline?.(due) ?? [])
        take(machine.onRecord(record, now))
      }
    }
    machine.onStart?.(START)
    const empty = await heapBytes()
    feed(0, most)
    const full = await heapBytes()
    feed(most, times * most)
    const beyond = await heapBytes()
    t.ok(
      !isGrowing({ empty, full, beyond }),
      `${most} take ${((full - empty) / MEBIBYTE).toFixed(1)} MiB, ${dropped} more ${((beyond - full) / MEBIBYTE).toFixed(1)}`,
    )
    const last = machine.onEnd?.(now, 'ended') ?? []
    const total = last.find(record => record.kind === 'notice' && record.code === flood.notice)
    take(last)
    if (flood.notice === undefined) return
    const counted = total?.kind === 'notice' && total.count !== undefined ? total.count : notices
    t.ok(counted >= dropped - 2 && counted <= dropped, `${counted} of ${dropped} are counted`)
  })

t.test('what goes while a stage is filled is no growth, and hides none', async t => {
  const heap = (full: number, beyond: number): Heap => ({
    empty: 50 * MEBIBYTE,
    full: (50 + full) * MEBIBYTE,
    beyond: (50 + beyond) * MEBIBYTE,
  })
  t.notOk(isGrowing(heap(-3.5, -3.5)))
  t.notOk(isGrowing(heap(-3.5, 0.4)))
  t.ok(isGrowing(heap(-3.5, 0.6)))
  t.notOk(isGrowing(heap(10, 28)))
  t.ok(isGrowing(heap(10, 29)))
})

t.test('a window longer than may be is refused', async t => {
  const rule = (window: number): string =>
    `rules: [{ name: r, metric: loss, fault_when: { above_mean: { window: ${window} } } }]`
  t.notOk(isProblems(await loadJob({ path: 'job.yaml', text: rule(BOUNDS['rules.window'].most) })))
  t.ok(isProblems(await loadJob({ path: 'job.yaml', text: rule(BOUNDS['rules.window'].most + 1) })))
})

t.test('every bound is reached, here or elsewhere', async t => {
  t.same([...Object.keys(FLOODS), ...Object.keys(ELSEWHERE)].sort(), Object.keys(BOUNDS).sort())
})

t.test('the page of bounds says what the table says', async t => {
  const page = readFileSync('docs/bounds.md', 'utf8')
  t.equal(page, withBoundTable(page), 'after a change: npm run cases -- --write')
})
