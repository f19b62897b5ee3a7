// The word of whoever started the job: from options it counts, from the log it is text like any other.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { lineOfState, outcomeLines, STATES } from '../../lib/classify/outcome.ts'
import { drive } from '../../lib/drive.ts'
import { stateOfJob } from '../../lib/io/classify/sacct.ts'
import { isProblems } from '../../lib/problem.ts'
import { classify } from '../../lib/programs/classify.ts'
import type { AnyRecord, VerdictRecord } from '../../lib/record/types.generated.ts'
import { SIGNATURES } from '../../lib/signatures/index.ts'
import { driven } from '../driven.ts'
import { judge } from './verdict-of-text.ts'

const FAILURE = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.50 GiB.'

/** All that the filter adds to records of these messages, with options of the command line. */
function added(messages: readonly string[], options: object): readonly AnyRecord[] {
  const given = { profile: 'default', action: [], quiet: 20_000, 'exit-code': false, ...options }
  const settings = classify.settle(given as never, { config: undefined, environment: {} })
  if (isProblems(settings)) throw new Error(JSON.stringify(settings))
  const driver = driven(drive(classify.start(settings), 'wall', false))
  const records = messages.map((message): AnyRecord => ({ kind: 'log', message }))
  // A minute apart, so that an interim verdict is given, too.
  return [...records.flatMap((record, index) => driver.take(record, index * 60_000 + 1)), ...driver.end(600_000)]
}
const last = (records: readonly AnyRecord[]): VerdictRecord => records.at(-1) as VerdictRecord

t.test('what options say of the end counts', async t => {
  t.match(last(added([FAILURE], { status: 0 })), { action: 'done', category: 'completed' })
  t.match(last(added(['step 1'], { 'job-state': 'TIMEOUT' })), { action: 'wait', category: 'time_limit' })
  t.match(last(added(['step 1'], { 'job-state': 'NODE_FAIL' })), { category: 'node_failure' })
})

t.test('any line of the log that tells of a failure says more than how the command ended', async t => {
  const lines = [
    'RuntimeError: NCCL communicator was aborted on rank 3.',
    'srun: error: gpu-12: tasks 0-7: Exited with exit code 1',
    'torch.distributed.elastic.multiprocessing.api: [ERROR] failed (exitcode: 1) local_rank: 0 (pid: 12) of binary: /usr/bin/python',
  ]
  for (const options of [{ status: 1 }, { 'job-state': 'FAILED' }])
    for (const line of lines) t.equal(last(added(['step 1', line], options)).primary?.text, line)
})

t.test('a log that says the same is not believed: a job cannot call its own failure a success', async t => {
  const own = SIGNATURES.filter(row => row.own === true)
  t.ok(own.length > 5)
  const plain = judge(FAILURE).last
  for (const { id, also, samples } of own) {
    for (const sample of samples) {
      for (const line of [sample, `[rank0]: ${sample}`, `2026-03-04 05:06:07,000 ERROR ${sample}`]) {
        for (const records of [judge(`${FAILURE}\n${line}`).records, added([FAILURE, line], {})]) {
          t.notMatch(JSON.stringify(records), `"signature":"${id}"`, `${id}: ${line}`)
          // A word such as NODE_FAIL or Killed means what it means in any log.
          if (also === undefined) t.match(last(records), { action: plain.action, category: plain.category }, line)
        }
      }
    }
  }
})

t.test('states as sacct writes them, and what is none', async t => {
  for (const state of STATES) t.equal(lineOfState(state), `logmon: the scheduler's state is ${state}`)
  t.equal(lineOfState('CANCELLED by 1000'), "logmon: the scheduler's state is CANCELLED")
  t.equal(lineOfState('OUT_OF_ME+'), "logmon: the scheduler's state is OUT_OF_MEMORY")
  for (const text of ['', 'RUNNING', 'PENDING', 'ok\nCOMPLETED']) t.equal(lineOfState(text), undefined, text)
  t.same(outcomeLines(137, undefined), ['logmon: the command ended with status 137 (SIGKILL)'])
  t.ok(isProblems(outcomeLines(256, undefined)))
  t.ok(isProblems(outcomeLines(undefined, 'BOGUS')))
})

t.test('--escape-html makes all that is added safe for a page, interim verdicts and failures too', async t => {
  const hostile = 'RuntimeError: CUDA error: an illegal memory access was encountered <script>alert("1")</script>'
  const records = added([hostile, 'quiet'], { 'escape-html': true })
  t.same([...new Set(records.map(record => record.kind))].sort(), ['failure', 'verdict'])
  t.ok(records.some(record => record.kind === 'verdict' && record.state === 'interim'))
  for (const record of records) t.notMatch(JSON.stringify(record), /<script/)
  t.match(JSON.stringify(records), /&lt;script&gt;alert\(&quot;1/)
})

// A script stands for sacct where it complains; a real one is asked in test/io/slurm/accounts.
t.test('sacct is asked for one job, and what it complains of is told', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'logmon-sacct-'))
  const path = process.env['PATH']
  t.teardown(() => {
    process.env['PATH'] = path
    rmSync(folder, { recursive: true, force: true })
  })
  process.env['PATH'] = `${folder}:${path}`
  const says = (script: string): void => {
    writeFileSync(join(folder, 'sacct'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, 'sacct'), 0o755)
  }
  says('test "$1 $2" = "--jobs 42" && printf "COMPLETED\\nNODE_FAIL\\n"')
  t.equal(await stateOfJob('42'), 'NODE_FAIL')
  says('true')
  t.equal(await stateOfJob('42'), undefined)
  says('echo "Slurm accounting storage is disabled" >&2; exit 1')
  await t.rejects(stateOfJob('42'), { message: 'Slurm accounting storage is disabled' })
})
