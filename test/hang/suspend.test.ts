// Rules and hang rest while somebody has suspended them, and nothing is said to hang when they go on.
import t from 'tap'
import { loadJob } from '../../lib/config/load.ts'
import { chain, drive, type SavedDriver } from '../../lib/drive.ts'
import { hangMachine } from '../../lib/hang/hang-machine.ts'
import { hangSettings } from '../../lib/hang/settings.ts'
import { perJob } from '../../lib/jobs/per-job.ts'
import { isProblems } from '../../lib/problem.ts'
import { rulesMachine, rulesSettings } from '../../lib/programs/rules.ts'
import { isTrusted } from '../../lib/record/stream-marks.ts'
import { suspends, suspensionRecord } from '../../lib/record/suspension.ts'
import type { AnyRecord, StatusRecord } from '../../lib/record/types.generated.ts'
import type { Machine } from '../../lib/stage.ts'
import { driven } from '../driven.ts'
import { at, START } from './log-at.ts'

const OPTIONS = {
  ...{ 'step-factor': undefined, 'step-floor': undefined, 'step-stall': undefined, 'first-step': undefined },
  ...{ silence: undefined, 'max-ranks': 100, 'exit-code': false, without: [], 'suspend-file': undefined },
} as const
const JOB = `
rules:
  - { name: life, pattern: 'alive', on_match: life, repeat_within: 60s }
  - { name: oom, pattern: 'out of memory', on_match: fault }
hang: { step_gap: off, step_stall: off }
`
const rests = (seconds: number): AnyRecord =>
  suspensionRecord(true, { file: '/run/rest' }, 'parse', START + seconds * 1000)
const goesOn = (seconds: number): AnyRecord =>
  suspensionRecord(false, { file: '/run/rest' }, 'parse', START + seconds * 1000)

async function maker() {
  const config = await loadJob({ path: 'job.yaml', text: JOB })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  const rules = rulesSettings(config.rules ?? [], 100)
  const hang = hangSettings(OPTIONS, { config })
  return (saved: readonly SavedDriver[] = []) =>
    chain([
      drive(
        perJob({ stage: 'rules', make: () => rulesMachine(rules) }) as Machine<AnyRecord | string>,
        ...(['record', true, 'rules', saved[0]] as const),
      ),
      drive(
        perJob({ stage: 'hang', make: () => hangMachine(hang) }) as Machine<AnyRecord | string>,
        ...(['record', true, 'hang', saved[1]] as const),
      ),
    ])
}

const changes = (records: readonly AnyRecord[]): readonly string[] =>
  records
    .filter((record): record is StatusRecord => record.kind === 'status' && record.scope === 'job')
    .map(({ time, to, job }) => `${(Date.parse(time as string) - START) / 1000}${job ?? ''} ${to}`)

async function run(records: readonly AnyRecord[]): Promise<readonly string[]> {
  const driver = driven((await maker())())
  return changes([...records.flatMap(record => driver.take(record, 0)), ...driver.end(0)])
}

t.test('suspended for longer than the limit it is no hang; the same wait behind it is one', async t => {
  t.same(await run([at(0, 'alive'), rests(50), goesOn(200), at(259, 'x'), at(400, 'x')]), ['0 HEALTHY', '260 HANGING'])
  t.same(await run([at(0, 'alive'), rests(50), at(300, 'x')]), ['0 HEALTHY'])
  t.same(await run([at(0, 'alive'), at(50, 'x'), at(300, 'x')]), ['0 HEALTHY', '60 HANGING'], 'as if not')
})

t.test('said twice, it is so once: the limits run from the first word', async t => {
  const twice = [at(0, 'alive'), rests(10), rests(20), goesOn(100), goesOn(140), at(161, 'x')]
  t.same(await run(twice), ['0 HEALTHY', '160 HANGING'])
})

t.test('what rules see meanwhile is not judged, and a fault of that time is none', async t => {
  t.same(await run([at(0, 'alive'), rests(1), at(2, 'out of memory'), goesOn(3), at(4, 'x')]), ['0 HEALTHY'])
  t.same(await run([at(0, 'alive'), goesOn(3), at(4, 'out of memory')]), ['0 HEALTHY', '4 FAULTED'])
})

t.test('a job that hangs recovers when its lines come again behind it', async t => {
  const told = await run([at(0, 'alive'), at(100, 'x'), rests(101), goesOn(300), at(301, 'alive')])
  t.same(told, ['0 HEALTHY', '60 HANGING', '301 HEALTHY'])
})

t.test('a job that begins meanwhile rests, too', async t => {
  const job = (name: string, seconds: number, text: string): AnyRecord => at(seconds, text, { job: name })
  const told = await run([
    job('a', 0, 'alive'),
    rests(1),
    job('b', 2, 'out of memory'),
    goesOn(3),
    job('b', 4, 'alive'),
  ])
  t.same(told, ['0a HEALTHY', '4b HEALTHY'])
})

t.test('it is kept over a restart', async t => {
  const make = await maker()
  const records = [at(0, 'alive'), rests(50), at(100, 'x'), goesOn(200), at(259, 'x'), at(400, 'x')]
  for (const [cut] of records.entries()) {
    let driver = make()
    const out: AnyRecord[] = []
    for (const [index, record] of records.entries()) {
      if (index === cut) driver = make(JSON.parse(JSON.stringify(driver.save())) as readonly SavedDriver[])
      out.push(...driven(driver).take(record, 0))
    }
    t.same(changes([...out, ...driven(driver).end(0)]), ['0 HEALTHY', '260 HANGING'])
  }
})

t.test('no log and no source says so: only who runs the programs', async t => {
  t.equal(suspends(rests(0)), true)
  t.equal(suspends(goesOn(0)), false)
  t.equal(suspends(at(0, 'watch_suspended')), undefined)
  t.equal(isTrusted('source', rests(0)), false)
  t.equal(isTrusted('source', goesOn(0)), false)
  t.equal(isTrusted('all', rests(0)), true)
  const joins = { kind: 'notice', code: 'job_known', message: '', job: 'a', replaces: 'b' } as const
  t.equal(isTrusted('source', joins), false, 'nor which job is of another')
  t.equal(isTrusted('source', { kind: 'notice', code: 'attempt_started', message: '' }), true)
})
