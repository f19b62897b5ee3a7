// Whom an alert of many speaks for, over restarts that know the alert alone.
import t from 'tap'
import { membersToldOf, namedMembers } from '../../lib/alert/crowd-members.ts'
import type { Crowd } from '../../lib/alert/episode.ts'
import { alertMachine } from '../../lib/alert/machine.ts'
import { alertSettings } from '../../lib/alert/settings.ts'
import { BOUNDS } from '../../lib/bounds.ts'
import type { AlertRecord, StatusRecord } from '../../lib/record/types.generated.ts'
import fc from '../fast-check.ts'

type Scope = 'rank' | 'rule'
type Whose = Pick<StatusRecord, 'rank' | 'task' | 'file'>

const crowdOf = (members: Crowd['members'], unnamed = 0): Crowd => ({ members, unnamed, peak: 0, gatheringSince: 0 })
const alertOf = (crowd: Crowd): AlertRecord => ({
  kind: 'alert',
  key: 'k',
  state: 'firing',
  summary: 's',
  labels: { scope: 'rank' },
  ...namedMembers(crowd),
})
/** As it comes back from a file. */
const kept = (alert: AlertRecord): AlertRecord => JSON.parse(JSON.stringify(alert)) as AlertRecord

const key = fc.oneof(
  fc.nat(999_999_999).map(rank => [`rank ${rank}`, rank] as const),
  fc.nat(300).map(rank => [`rank ${rank}`, rank] as const),
  fc
    .tuple(fc.nat(8), fc.stringMatching(/^[a-c]?\d{0,4}$/))
    .map(([rank, node]) => [`local rank ${rank} of ${node}`] as const),
  fc.nat(100).map(task => [`task ${task}`] as const),
  fc.string({ unit: 'grapheme', maxLength: 12 }).map(file => [`/logs/${file}`] as const),
)

t.test('any keys of a crowd are read back from its alert', async t => {
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 300 }), fc.nat(3), (keys, unnamed) => {
      const members = new Map(keys.map(([name, rank]) => [`job/llama-70b/${name}`, rank as number | undefined]))
      const told = membersToldOf(kept(alertOf(crowdOf(members, unnamed))), 'rank')
      t.equal(told?.unnamed, unnamed)
      t.equal(told?.members.size, members.size)
      for (const [name, rank] of members)
        if (told?.members.has(name) !== true || told.members.get(name) !== rank) t.fail(`${name} is not read back`)
    }),
    { numRuns: 100 },
  )
})

t.test('keys that differ in one number are one text', async t => {
  const named = (...keys: string[]) => namedMembers(crowdOf(new Map(keys.map(one => [one, undefined])))).members
  t.same(named('job/l-70b/rank 3', 'job/l-70b/rank 1', 'job/l-70b/rank 2'), [
    { before: 'job/l-70b/rank ', numbers: '1-3' },
  ])
  t.same(named('j/local rank 0 of n1', 'j/local rank 0 of n2', 'j/local rank 1 of n1'), [
    { before: 'j/local rank 0 of n', numbers: '1, 2' },
    { before: 'j/local rank 1 of n', numbers: '1' },
  ])
  t.same(named('j/rank 7.log', 'j/a.log'), [{ before: 'j/rank ', numbers: '7', after: '.log' }, { before: 'j/a.log' }])
  t.same(
    named('j/n007', 'j/n1234567890'),
    [{ before: 'j/n007' }, { before: 'j/n1234567890' }],
    'no other way to write it',
  )
})

t.test('every rank of the largest crowd is named, of long names as many as there is room for', async t => {
  const ranks = Array.from({ length: BOUNDS['alert.crowd'].most }, (_, index) => 999_999_999 - 2 * index)
  const all = namedMembers(crowdOf(new Map(ranks.map(rank => [`job/llama/rank ${rank}`, rank]))))
  t.equal(all.unnamed_members, undefined)
  t.ok(JSON.stringify(all).length <= BOUNDS['alert.members'].most)
  const files = Array.from({ length: 20_000 }, (_, index) => `job/llama/${'x'.repeat(180)}${wordOf(index)}`)
  const some = namedMembers(crowdOf(new Map(files.map(file => [file, undefined]))))
  t.ok(JSON.stringify(some).length <= BOUNDS['alert.members'].most)
  t.ok((some.members?.length ?? 0) > 8000)
  t.equal((some.members?.length ?? 0) + (some.unnamed_members ?? 0), files.length)
})

/** The program with an outbox and nothing else, started again and again. */
function restarting(scope: Scope) {
  let open: readonly AlertRecord[] = []
  let now = Date.parse('2026-01-05T10:00:00Z')
  return (statuses: readonly (readonly [whose: Whose, to: 'HANGING' | 'HEALTHY'])[]): readonly AlertRecord[] => {
    const machine = alertMachine({ ...alertSettings({ job: 'llama', alert: { scope } }), openBefore: open })
    now += 60_000
    machine.onStart?.(now)
    const made = statuses.flatMap(([whose, to]) => {
      const time = new Date(now).toISOString()
      const status = { kind: 'status', time, scope, ...whose, to, rule: 'step', reason: 'no step' } as StatusRecord
      return machine.onRecord(status, now)
    })
    const alerts = [...made, ...(machine.onEnd?.(now + 30_000, 'ended') ?? [])].filter(({ kind }) => kind === 'alert')
    for (const alert of alerts as AlertRecord[])
      open = [...open.filter(one => one.key !== alert.key), ...(alert.state === 'firing' ? [kept(alert)] : [])]
    return alerts as AlertRecord[]
  }
}

t.test('over any restarts one message that many are bad, and one when the last is well', async t => {
  const crowd = fc.uniqueArray(fc.nat(2000), { minLength: 101, maxLength: 500 })
  fc.assert(
    fc.property(
      crowd,
      fc.array(fc.nat(1000), { maxLength: 5 }),
      fc.constantFrom<Scope>('rank', 'rule'),
      (ranks, restarts, scope) => {
        const run = restarting(scope)
        const [first, ...others] = run(ranks.map(rank => [{ rank }, 'HANGING']))
        t.match([first?.labels?.['count'], others], [`${ranks.length}`, []])
        // Some are seen to hang again, in another order.
        for (const start of restarts)
          t.same(
            run([...ranks.slice(start % ranks.length), ...ranks.slice(0, 3)].map(rank => [{ rank }, 'HANGING'])),
            [],
          )
        t.same(run(ranks.slice(1).map(rank => [{ rank }, 'HEALTHY'])), [], 'one is still bad')
        const over = run([...ranks].reverse().map(rank => [{ rank }, 'HEALTHY']))
        t.match(over, [{ key: first?.key, episode: 1, starts_at: first?.starts_at, state: 'resolved', sequence: 2 }])
        t.equal(over.length, 1)
      },
    ),
    { numRuns: 30 },
  )
})

t.test('ranks without a number go on, too', async t => {
  const run = restarting('rank')
  const all: readonly Whose[] = [
    ...Array.from({ length: 150 }, (_, index) => ({ file: `/logs/worker-${wordOf(index)}.log` })),
    ...Array.from({ length: 50 }, (_, task) => ({ task: 3 * task })),
  ]
  t.equal(run(all.map(whose => [whose, 'HANGING'])).length, 1)
  t.same(run(all.map(whose => [whose, 'HANGING'])), [])
  t.match(run(all.map(whose => [whose, 'HEALTHY'])), [{ state: 'resolved', sequence: 2 }])
})

t.test('whose names had no room joins what was told, as many as there were; the others are the end of it', async t => {
  const run = restarting('rank')
  const files = Array.from({ length: 12_000 }, (_, index) => ({ file: `${'x'.repeat(180)}${wordOf(index)}` }))
  const [first, ...others] = run(files.map(file => [file, 'HANGING']))
  t.match([first, others], [{ unnamed_members: Number, labels: { count: '12000' } }, []])
  t.same(run(files.map(file => [file, 'HANGING'])), [], 'all are told already')
  const unnamed = first?.unnamed_members ?? 0
  const more = Array.from({ length: unnamed + 5 }, (_, index) => ({ file: `new-${wordOf(index)}` }))
  t.equal(run(more.map(file => [file, 'HANGING'])).length, 5, 'five more than were told')
  const over = run([...files, ...more].map(file => [file, 'HEALTHY']))
  t.equal(over.filter(({ key }) => key === first?.key).length, 1)
})

/** A word without a digit: names that have no number. */
const wordOf = (index: number): string =>
  [...index.toString(26)].map(digit => String.fromCharCode(97 + Number.parseInt(digit, 26))).join('')
