// What one instant says of the job stands in one status, with all rules of its state.
import t from 'tap'
import { loadJob } from '../../lib/config/load.ts'
import { chain, drive } from '../../lib/drive.ts'
import { hangMachine } from '../../lib/hang/hang-machine.ts'
import { hangSettings } from '../../lib/hang/settings.ts'
import { perJob } from '../../lib/jobs/per-job.ts'
import { isProblems } from '../../lib/problem.ts'
import { rulesMachine, rulesSettings } from '../../lib/programs/rules.ts'
import type { AnyRecord, StatusRecord } from '../../lib/record/types.generated.ts'
import type { Machine } from '../../lib/stage.ts'
import { type Driven, driven } from '../driven.ts'
import { at, START } from './log-at.ts'

const OPTIONS = {
  ...{ 'step-factor': undefined, 'step-floor': undefined, 'step-stall': undefined, 'first-step': undefined },
  ...{ silence: undefined, 'max-ranks': 100, 'exit-code': false, without: [] },
} as const
const TWO = `
rules:
  - { name: A, pattern: 'slow (\\d+)', slow_when: { below: 100 } }
  - { name: B, pattern: 'slow (\\d+)', slow_when: { below: 100 } }
  - { name: X, pattern: 'broken', on_match: fault }
  - { name: Y, pattern: 'broken', on_match: fault }
`
const RANKS = `
rules:
  - { name: A, scope: rank, pattern: 'slow (\\d+)', slow_when: { below: 100 } }
  - { name: B, scope: rank, pattern: 'slow (\\d+)', slow_when: { below: 100 } }
`

async function start(text: string, mode: 'record' | 'wall' = 'record', isJoined = true): Promise<Driven> {
  const job = await loadJob({ path: 'job.yaml', text })
  if (isProblems(job)) throw new Error(JSON.stringify(job))
  const rules = rulesMachine(rulesSettings(job.rules ?? [], 100)) as Machine<AnyRecord | string>
  const hang = hangMachine(hangSettings(OPTIONS, { config: job })) as Machine<AnyRecord | string>
  return driven(isJoined ? chain([drive(rules, mode, true), drive(hang, mode, true)]) : drive(hang, mode, true))
}

const wordOf = (record: AnyRecord): string => {
  if (record.kind !== 'status') return `${record.kind} ${record['message']}`
  const { scope, rule, rank, to, rules = [] } = record as StatusRecord
  return [scope, rule, rank, to, ...rules].filter(part => part !== undefined).join(' ')
}
const run = (driver: Driven, records: readonly AnyRecord[]): readonly string[] =>
  [...records.flatMap(record => driver.take(record, 0)), ...driver.end(0)].map(wordOf)

t.test('a status of the job names all rules that one line brought into its state', async t => {
  const told = run(await start(TWO), [at(0, 'slow 5'), at(9, 'slow 500'), at(12, 'broken')])
  t.same(
    told.filter(word => word.startsWith('job')),
    ['job SLOW A B', 'job HEALTHY A B', 'job FAULTED X Y'],
  )
})

t.test('so does that of a rank, each in its place', async t => {
  const told = run(await start(RANKS), [at(0, 'slow 5', { rank: 3 }), at(0, 'slow 7', { rank: 4 })])
  t.same(
    told.filter(word => !word.startsWith('match')),
    [
      ...['log slow 5', 'rule A 3 SLOW', 'rule B 3 SLOW', 'rank 3 SLOW A B', 'job SLOW A B'],
      ...['log slow 7', 'rule A 4 SLOW', 'rule B 4 SLOW', 'rank 4 SLOW A B'],
    ],
    'before the next line, although that is of the same second',
  )
})

t.test('a line without a time is an instant of its own', async t => {
  const { time: _, ...untimed } = at(0, 'slow 5')
  const told = run(await start(TWO), [untimed, { ...untimed, message: 'slow 500' }, { ...untimed, message: 'broken' }])
  t.same(
    told.filter(word => /^(?:job|log)/.test(word)),
    ['log slow 5', 'job SLOW A B', 'log slow 500', 'job HEALTHY A B', 'log broken', 'job FAULTED X Y'],
  )
})

t.test('what one line does to the job in several turns is one change, of which an alert is told once', async t => {
  const match = (rule: string, verdict: 'ok' | 'slow' | 'fault'): AnyRecord => ({ kind: 'match', rule, verdict })
  const hang = await start(TWO, 'record', false)
  const out = [match('A', 'slow'), match('B', 'slow'), match('X', 'fault')].flatMap(record => hang.take(record, 0))
  const [last] = hang.end(0)
  t.same(out.map(wordOf), [
    ...['match undefined', 'rule A SLOW', 'match undefined', 'rule B SLOW', 'match undefined', 'rule X FAULTED'],
  ])
  t.match(last, { from: 'WAITING', to: 'FAULTED', rules: ['X'] })
  const goesBack = await start(TWO, 'record', false)
  t.same(run(goesBack, [match('A', 'ok'), at(1, 'x'), match('A', 'slow'), match('A', 'ok')]), [
    ...['match undefined', 'rule A HEALTHY', 'job HEALTHY A', 'log x'],
    ...['match undefined', 'rule A SLOW', 'match undefined', 'rule A HEALTHY'],
  ])
})

t.test('live, it waits for no next line', async t => {
  const driver = await start(TWO, 'wall')
  t.same(driver.take(at(0, 'slow 5'), START).map(wordOf), [
    ...['log slow 5', 'match slow 5', 'rule A SLOW', 'match slow 5', 'rule B SLOW'],
  ])
  const due = driver.deadline() as number
  t.equal(due, START + 20)
  t.same(driver.tick(due).map(wordOf), ['job SLOW A B'])
  t.equal(driver.deadline(), START + 30 * 60_000 + 1, 'the silence')
})

t.test('matches alone are told apart by their times', async t => {
  const match = (rule: string, seconds: number): AnyRecord => ({
    ...at(seconds, 'm'),
    kind: 'match',
    rule,
    verdict: 'slow',
  })
  const hang = await start(TWO, 'wall', false)
  const told = [match('A', 0), match('B', 1)].flatMap((record, index) => hang.take(record, START + index))
  t.same(told.map(wordOf), ['match m', 'rule A SLOW', 'job SLOW A', 'match m', 'rule B SLOW'])
  const late = await start(TWO, 'wall', false)
  const same = [match('A', 0), match('B', 0)].flatMap((record, index) => late.take(record, START + index))
  t.same([...same, ...late.end(START + 2)].map(wordOf), [
    ...['match m', 'rule A SLOW', 'match m', 'rule B SLOW', 'job SLOW A B'],
  ])
})

t.test('a job that begins anew is WAITING by no rule', async t => {
  const told = run(await start(`${TWO}hang: { silence: 1m }\n`), [at(0, 'broken'), at(1, 'x', { attempt: 1 })])
  t.same(
    told.filter(word => word.startsWith('job')),
    ['job FAULTED X Y', 'job WAITING'],
  )
})

t.test('of a job that is forgotten, what waits is told', async t => {
  const settings = hangSettings(OPTIONS, { config: undefined })
  const machine = perJob({ stage: 'hang', make: () => hangMachine(settings) }) as Machine<AnyRecord | string>
  const driver = driven(drive(machine, 'record', false))
  const jobs = Array.from({ length: 300 }, (_, index) => at(0, 'step', { step: 1, job: `j${index}` }))
  const told = run(driver, jobs)
  t.equal(told.filter(word => word.startsWith('job HEALTHY')).length, 300)
})
