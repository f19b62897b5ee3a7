import t from 'tap'
import type { VerdictRecord } from '../../lib/record/types.generated.ts'
import type { JudgedAttempt, JudgedJob } from '../../lib/why/judged.ts'
import { rowsOf } from '../../lib/why/rows.ts'
import { talliesOf } from '../../lib/why/tallies.ts'

const attempt = (
  verdict: Partial<VerdictRecord>,
  times: Pick<JudgedAttempt, 'began' | 'ended' | 'endedFrom'> = {},
): JudgedAttempt => ({ verdict: { kind: 'verdict', action: 'stop', category: 'oom_gpu', ...verdict }, ...times })
const job = (
  name: string,
  attempts: readonly JudgedAttempt[],
  unread: JudgedJob['unread'] = [],
): { name: string; judged: JudgedJob } => ({ name, judged: { attempts, unread, records: [] } })

t.test('the worst comes first, and what ended last among equals', async t => {
  const rows = rowsOf([
    job('done', [attempt({ action: 'done' })]),
    job('wait', [attempt({ action: 'wait' })]),
    job('gone', [], [{ file: 'gone', reason: 'there is no such file' }]),
    job('look', [attempt({ action: 'unknown' })]),
    job('again', [attempt({ action: 'restart' })]),
    job('isolate', [attempt({ action: 'restart_isolate' })]),
    job('old', [attempt({}, { ended: 1000 })]),
    job('b', [attempt({}, { ended: 2000 })]),
    job('a', [attempt({}, { ended: 2000 })]),
    job('when', [attempt({})]),
  ])
  t.same(
    rows.map(row => row.job),
    ['a', 'b', 'old', 'when', 'isolate', 'again', 'look', 'gone', 'wait', 'done'],
  )
  t.equal(
    talliesOf(rows),
    '10 rows: 4 stop, 1 restart without a node, 1 restart, 1 to look at, 1 not read, 1 wait, 1 done',
  )
})

t.test('attempts of a job stand together, the newest first, where its last word belongs', async t => {
  const rows = rowsOf([
    job('three', [attempt({ attempt: 4 }), attempt({ action: 'restart', attempt: 5 }), attempt({ action: 'done' })]),
    job('one', [attempt({ action: 'wait' })]),
    job('numbered', [attempt({ action: 'stop', attempt: 7 })]),
  ])
  t.same(
    rows.map(row => [row.job, row.attempt, row.urgency]),
    [
      ['numbered', 7, 'stop'],
      ['one', undefined, 'wait'],
      ['three', 2, 'done'],
      ['three', 5, 'restart'],
      ['three', 4, 'stop'],
    ],
  )
})

t.test('what a row says', async t => {
  const judged = attempt(
    {
      action: 'restart_isolate',
      category: 'gpu_hw_fatal',
      isolate: [{ node: 'gpu7' }, { ranks: [8, 9, 15] }],
      culprit: { ranks: [1, 2, 3, 4, 5], nodes: ['gpu7'], gpus: [] },
      primary: { text: 'Xid 79\n\u001b[2Jtoken=hf_abcdefghijklmnopqrstuvwxyz012345' },
      progress: { last_step: 12 },
    },
    { began: 1000, ended: 61_000, endedFrom: 'line' },
  )
  const [row] = rowsOf([job('a\u001b[2J', [judged])])
  t.match(row, {
    job: 'a',
    ended: 61_000,
    ranMs: 60_000,
    lastStep: 12,
    cause: 'GPU or accelerator hardware failed',
    who: 'ranks 1, 2, 3 and 2 more; node gpu7',
    action: 'restart without gpu7, ranks 8-15',
  })
  t.match(row?.text, /^Xid 79 token=/)
  t.notMatch(row?.text, /abcdefghij/)
  t.notOk(row?.text?.includes('\u001b'))
})

t.test('what is not known is left out: no times, no steps, nobody', async t => {
  const [row] = rowsOf([job('a', [attempt({ action: 'unknown', basis: 'no_failure', category: 'unknown' })])])
  t.same(Object.keys(row ?? {}).sort(), ['action', 'attemptOf', 'cause', 'job', 'urgency', 'who'])
  t.match(row, { cause: 'no failure, and no end', who: '', action: 'look' })
  t.match(rowsOf([job('a', [attempt({ action: 'unknown', basis: 'no_logs' })])])[0], { cause: 'the log is empty' })
  t.match(rowsOf([job('a', [attempt({ category: 'site_own' })])])[0], { cause: 'site_own' })
  t.match(rowsOf([job('a', [attempt({ action: 'restart_isolate' })])])[0], { action: 'restart elsewhere' })
})

t.test('a job ran for a time only where lines tell its end, and time does not go back', async t => {
  const ran = (times: Pick<JudgedAttempt, 'began' | 'ended' | 'endedFrom'>): number | undefined =>
    rowsOf([job('a', [attempt({}, times)])])[0]?.ranMs
  t.equal(ran({ began: 1000, ended: 1001, endedFrom: 'line' }), 1)
  t.equal(ran({ began: 1000, ended: 1000, endedFrom: 'line' }), undefined, 'one time is no span')
  t.equal(ran({ began: 1000, ended: 5000, endedFrom: 'file' }), undefined)
  t.equal(ran({ began: 5000, ended: 1000, endedFrom: 'line' }), undefined)
  t.equal(ran({ ended: 1000, endedFrom: 'line' }), undefined)
})

t.test('a file of a job that could not be read has a row, beside what the others tell', async t => {
  const rows = rowsOf([job('run/*.log', [attempt({})], [{ file: 'run/3.log', reason: 'you may not read it' }])])
  t.same(
    rows.map(row => [row.job, row.cause, row.urgency]),
    [
      ['run/*.log', 'GPU memory ran out', 'stop'],
      ['run/3.log', 'not read: you may not read it', 'unread'],
    ],
  )
})

t.test('the last step is what the verdict knows, else what the end of the log tells', t => {
  const lastStep = (verdict: Partial<VerdictRecord>, told: number | undefined): number | undefined =>
    rowsOf([job('a', [{ ...attempt(verdict), ...(told === undefined ? {} : { lastStep: told }) }])])[0]?.lastStep
  t.equal(lastStep({ progress: { last_step: 7 } }, 9), 7)
  t.equal(lastStep({}, 9), 9)
  t.equal(lastStep({ progress: {} }, 0), 0)
  t.equal(lastStep({}, undefined), undefined)
  t.end()
})
