import t from 'tap'
import { ago, fileNameFor, jobSnapshot, readSnapshot, snapshotText } from '../../lib/view/snapshot.ts'
import { at, START, status, step, viewOf } from './told.ts'

const view = viewOf([step(4, 7, { loss: 2.5 }), status(9, 'SLOW', { reason: 'too\u001b[2J slow' })], 10)
const [job] = [...view.jobs.values()].map(jobSnapshot)
const run = { pid: 1, host: 'a', started: at(0), updated: at(9) }

t.test('what is kept of a job', async t => {
  t.same(job, {
    ...{ job: 'llama', state: 'SLOW', since: at(9), reason: 'too slow', step: 7, total_steps: 100, step_time: at(4) },
    ...{ step_time_ms: 4000, loss: 2.5, alerts: 0, alerts_failed: 0 },
  })
})

t.test('what is written is read again', async t => {
  const snapshot = { ...run, ended: at(10), jobs: job === undefined ? [] : [job] }
  t.same(readSnapshot(snapshotText(snapshot)), snapshot)
})

t.test('a file of somebody else is none, and what stands in one moves no cursor', async t => {
  for (const text of ['', '{', 'null', '[]', '{"jobs":[]}', '{"jobs":[],"pid":"1","host":"a"}'])
    t.equal(readSnapshot(text), undefined, text)
  const evil = readSnapshot(
    JSON.stringify({ ...run, jobs: [null, { job: '\u001b[2Jx', state: 7, step: 'x', since: 'x' }] }),
  )
  t.same(evil?.jobs, [{ job: 'x', state: '', alerts: 0, alerts_failed: 0 }])
})

t.test('names of files hold nothing but harmless characters', async t => {
  t.equal(fileNameFor('llama-70b_v1.2'), 'llama-70b_v1.2.json')
  t.equal(fileNameFor('../a b/ü'), '.._a_b_.json')
  for (const odd of ['', '.', '..']) t.equal(fileNameFor(odd), 'log.json')
})

t.test('ago is never in the future', async t => {
  t.equal(ago(at(5), START + 7000), 2000)
  t.equal(ago(at(9), START), 0)
  t.equal(ago(undefined, START), undefined)
})
