import t from 'tap'
import { drive } from '../../lib/drive.ts'
import { isProblems } from '../../lib/problem.ts'
import { classify } from '../../lib/programs/classify.ts'
import type { AnyRecord, VerdictRecord } from '../../lib/record/types.generated.ts'
import { driven } from '../driven.ts'

const OPTIONS = {
  profile: 'default',
  action: [],
  job: undefined,
  quiet: 20_000,
  signatures: undefined,
  history: undefined,
  'isolate-file': undefined,
  explain: false,
  'exit-code': true,
}

function run(
  records: readonly AnyRecord[],
  options: object = {},
): { readonly out: readonly AnyRecord[]; readonly code: number } {
  const settings = classify.settle({ ...OPTIONS, ...options } as never, { config: undefined, environment: {} })
  if (isProblems(settings)) throw new Error(JSON.stringify(settings))
  const driver = driven(drive(classify.start(settings), 'record', false))
  const out = [...records.flatMap(record => driver.take(record, 0)), ...driver.end(0)]
  return { out, code: driver.exitCode() }
}
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()
const log = (second: number, message: string): AnyRecord => ({ kind: 'log', time: at(second), message })
const verdicts = (out: readonly AnyRecord[]): readonly unknown[] =>
  (out.filter(record => record.kind === 'verdict') as VerdictRecord[]).map(({ time, state, action }) => ({
    time,
    state,
    action,
  }))

t.test('an interim verdict comes when it is quiet after a failure, the final one at the end', async t => {
  const { out, code } = run([
    log(0, 'RuntimeError: CUDA error: unspecified launch failure'),
    log(5, 'srun: error: n1: task 0: Terminated'),
    log(60, 'bye'),
    log(90, 'bye'),
  ])
  t.same(verdicts(out), [
    { time: at(20), state: 'interim', action: 'restart' },
    { time: at(90), state: 'final', action: 'restart' },
  ])
  t.equal(code, 10)
})

t.test('a job that hangs is a failure of its own only where nothing else failed', async t => {
  const hanging = (second: number, to: string): AnyRecord =>
    ({
      kind: 'status',
      time: at(second),
      scope: 'job',
      from: 'HEALTHY',
      to,
      reason: 'no training step for 5 min',
    }) as AnyRecord
  const category = (records: readonly AnyRecord[]): string | undefined =>
    (run(records).out.at(-1) as VerdictRecord).category
  t.equal(category([log(0, 'all is well'), hanging(300, 'HANGING')]), 'hang_no_output')
  t.equal(category([log(0, 'all is well'), hanging(300, 'HANGING'), hanging(400, 'HEALTHY')]), 'unknown')
  t.equal(category([hanging(300, 'HANGING'), log(310, 'OSError: [Errno 116] Stale file handle')]), 'storage_io')
})

t.test('a level is that of the first line: a traceback below a line of information counts', async t => {
  const message =
    'loading the model\nTraceback (most recent call last):\n  File "a.py", line 1, in <module>\nMemoryError'
  t.equal((run([{ kind: 'log', level: 'INFO', message }]).out.at(-1) as VerdictRecord).category, 'oom_host')
  t.equal(
    (run([{ kind: 'log', level: 'INFO', message: 'retrying after MemoryError' }]).out.at(-1) as VerdictRecord).category,
    'unknown',
  )
})

t.test('what follows from a category can be changed', async t => {
  t.equal(run([log(0, 'MemoryError')], { action: ['oom_host=restart'] }).code, 10)
  t.equal(run([log(0, 'MemoryError')]).code, 12)
})
