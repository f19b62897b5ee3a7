import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openWatch } from '../../../lib/io/resume/kept-watch.ts'

t.test('what is known after an attempt is for the next one, and its end for itself', async t => {
  const path = join(t.testdir(), 'watch.json')
  t.same(openWatch(path).before(1), [])
  const stages = [{ name: 'alert', now: 7, hasStarted: true, counts: {} }]
  openWatch(path).note({ attempt: 2, verdict: undefined, alerts: [], stages })
  const known = openWatch(path)
  t.same([known.before(2), known.before(3)], [[], stages])
  t.match(known.ended(2), { attempt: 2, alerts: [] })
  t.equal(known.ended(1), undefined)
  t.equal(known.ended(3), undefined)
})

t.test('what is torn, or of another version, is nothing', async t => {
  const path = join(t.testdir(), 'watch.json')
  for (const text of ['', '{"version":1,"attempt":2', 'null', '{"version":0,"attempt":2,"alerts":[],"stages":[]}']) {
    writeFileSync(path, text)
    t.same([openWatch(path).before(9), openWatch(path).ended(2)], [[], undefined], text)
  }
})

t.test('where it cannot be written it is known all the same', async t => {
  const known = openWatch(join(t.testdir(), 'no', 'watch.json'))
  const stages = [{ name: 'alert', now: 7, hasStarted: true, counts: {} }]
  t.throws(() => known.note({ attempt: 1, verdict: undefined, alerts: [], stages }))
  t.same(known.before(2), stages)
})
