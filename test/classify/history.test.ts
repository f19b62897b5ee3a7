import t from 'tap'
import { entryOf, type HistoryEntry, parseHistory, pastOf } from '../../lib/classify/history.ts'
import { judge } from './verdict-of-text.ts'

const NOW = Date.UTC(2026, 0, 20)
const ENDING = { job: 'j', fingerprint: 'f', step: 1 }
const DAY_MS = 24 * 3_600_000
const entry = (more: Partial<HistoryEntry>): HistoryEntry => ({
  job: 'j',
  fingerprint: 'f',
  category: 'segfault',
  action: 'restart',
  nodes: [],
  time: new Date(NOW - DAY_MS).toISOString(),
  ...more,
})

t.test('attempts count while the root is the same and no step further was reached', async t => {
  const count = (entries: readonly HistoryEntry[], step: number | undefined): number =>
    pastOf(entries, { job: 'j', fingerprint: 'f', step }, NOW).sameRoot
  t.equal(count([], 5), 1)
  t.equal(count([entry({ step: 5 }), entry({ step: 5 })], 5), 3)
  t.equal(count([entry({ step: 5 }), entry({ step: 5 })], 6), 1, 'an advance begins anew')
  t.equal(count([entry({ step: 5 }), entry({ step: 5, fingerprint: 'other' })], 5), 1, 'another root in between')
  t.equal(
    count([entry({ step: 5 }), entry({ step: 5, job: 'k', fingerprint: 'other' }), entry({ step: 5 })], 5),
    3,
    'other jobs do not matter',
  )
  t.equal(count([entry({}), entry({})], undefined), 2, 'unknown progress counts half')
  t.equal(
    pastOf([entry({ fingerprint: '' })], { job: 'j', fingerprint: '', step: 5 }, NOW).sameRoot,
    1,
    'no root is no repeat',
  )
})

t.test('a node that failed twice in two weeks is an offender', async t => {
  const at = (days: number, node: string): HistoryEntry =>
    entry({ nodes: [node], time: new Date(NOW - days * DAY_MS).toISOString() })
  t.same([...pastOf([at(1, 'a'), at(10, 'a'), at(1, 'b'), at(15, 'c'), at(1, 'c')], ENDING, NOW).offenders], ['a'])
})

t.test('illegal accesses make an offender of a node only where several jobs show them', async t => {
  const fault = (job: string): HistoryEntry => entry({ job, category: 'gpu_app_fault', nodes: ['a'] })
  t.same([...pastOf([fault('j'), fault('j'), fault('j')], ENDING, NOW).offenders], [])
  t.same([...pastOf([fault('j'), fault('k')], ENDING, NOW).offenders], ['a'])
})

t.test('torn, foreign and empty lines of a ledger are left out', async t => {
  const good = entry({ step: 7 })
  t.same(parseHistory(`\n${JSON.stringify(good)}\nnull\n{"job":1}\n[]\n{"kind":"log"}\n{"job":"j","fing`), [good])
})

t.test('what is written is what is read again', async t => {
  const { last } = judge(
    'May 19 07:08:57 n7 kernel: NVRM: Xid (PCI:0000:3b:00): 79, pid=12, GPU has fallen off the bus.',
  )
  const written = entryOf(last, 'j', NOW)
  t.same(parseHistory(JSON.stringify(written)), [written])
  t.same(written.nodes, ['n7'])
  t.same(
    entryOf(judge("NameError: name 'os' is not defined").last, 'j', NOW).nodes,
    [],
    "the program's fault is no node's",
  )
})
