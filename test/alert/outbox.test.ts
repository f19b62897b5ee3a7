import t from 'tap'
import { firingOf, outboxLines, readOutbox } from '../../lib/alert/outbox.ts'
import type { OutboxLine } from '../../lib/alert/outbox-lines.ts'
import { BOUNDS } from '../../lib/bounds.ts'
import { incidentId, noticeId } from '../../lib/record/alert-identity.ts'
import type { AlertRecord } from '../../lib/record/types.generated.ts'

const alertOf = (sequence: number, more: Partial<AlertRecord> = {}): AlertRecord => ({
  kind: 'alert',
  key: 'job/a',
  state: 'firing',
  summary: `notice ${sequence}`,
  body: 'long',
  starts_at: '2026-01-05T10:00:00.000Z',
  episode: 1,
  sequence,
  ...more,
})
const textOf = (lines: readonly OutboxLine[]): string => lines.map(line => `${JSON.stringify(line)}\n`).join('')
const recovery = alertOf(3, { state: 'resolved' })

const JOURNAL: readonly OutboxLine[] = [
  { is: 'intent', channels: ['chat'], alert: alertOf(1) },
  { is: 'intent', channels: ['mail'], alert: alertOf(1) },
  { is: 'done', channel: 'chat', id: noticeId(alertOf(1)) },
  { is: 'intent', channels: ['chat'], alert: alertOf(2) },
  { is: 'done', channel: 'mail', id: noticeId(alertOf(1)) },
  { is: 'done', channel: 'chat', id: noticeId(alertOf(2)) },
  { is: 'intent', channels: ['chat'], alert: recovery },
  { is: 'done', channel: 'chat', id: noticeId(recovery) },
]

t.test(
  'killed after any byte: what was intended and has no outcome is left, nothing else, under its identity',
  async t => {
    const text = textOf(JOURNAL)
    let checked = 0
    for (let length = 0; length <= text.length; length += 7) {
      const written = text.slice(0, length)
      const whole = JOURNAL.slice(0, written.split('\n').filter(isWhole).length)
      const expected = whole.flatMap(line =>
        line.is !== 'intent'
          ? []
          : (line.channels ?? [])
              .filter(
                channel =>
                  !whole.some(one => one.is === 'done' && one.channel === channel && one.id === noticeId(line.alert)),
              )
              .map(channel => `${channel} ${noticeId(line.alert)}`),
      )
      const { pending } = readOutbox(written)
      const left = [...pending.values()].map(({ channel, alert }) => `${channel} ${noticeId(alert)}`)
      if (JSON.stringify(left) !== JSON.stringify(expected)) t.same(left, expected, `after ${length} bytes`)
      checked++
    }
    t.ok(checked >= 100)
  },
)

function isWhole(line: string): boolean {
  try {
    return JSON.parse(line) !== null
  } catch {
    return false
  }
}

t.test('what is firing is known without its long texts, until its recovery', async t => {
  const before = readOutbox(textOf(JOURNAL.slice(0, 6)))
  t.match(before.open.values(), [{ key: 'job/a', sequence: 2, body: undefined }])
  t.same(readOutbox(textOf(JOURNAL)).open.values(), [])
  const once = readOutbox(textOf([{ is: 'intent', channels: ['chat'], alert: alertOf(1, { once: true }) }]))
  t.same(once.open.values(), [], 'what is told once is never open')
})

t.test(
  'whom an alert of many names is kept once, whichever channels are to tell it, and not for what is sent',
  async t => {
    const members = [{ before: 'job/a/rank ', numbers: '0-300' }]
    const crowd = alertOf(1, { members })
    const { members: _, ...others } = crowd
    const content = readOutbox(
      textOf([
        { is: 'intent', channels: ['chat'], alert: crowd },
        { is: 'intent', channels: ['mail'], alert: others as AlertRecord },
      ]),
    )
    for (const one of [content, readOutbox(textOf(outboxLines(content)))]) {
      t.match(one.open.values(), [{ members, body: undefined }])
      t.same(
        [...one.pending.values()].map(({ alert }) => alert.members),
        [undefined, undefined],
      )
    }
    const reminder = { is: 'intent', channels: ['chat'], alert: alertOf(2) } as const
    t.equal(readOutbox(textOf([...outboxLines(content), reminder])).open.values()[0]?.members, undefined)
  },
)

t.test('written anew it says the same', async t => {
  for (let count = 0; count <= JOURNAL.length; count++) {
    const content = readOutbox(textOf(JOURNAL.slice(0, count)))
    const again = readOutbox(textOf(outboxLines(content)))
    t.same([...again.pending], [...content.pending])
    t.same(again.told.values(), content.told.values())
    t.same(again.open.values(), content.open.values())
  }
})

t.test('the thread of an episode is known for its channel until its recovery was told there', async t => {
  const thread = { id: '17.5', to: 'here' }
  const begun: readonly OutboxLine[] = [
    { is: 'intent', channels: ['chat'], alert: alertOf(1) },
    { is: 'intent', channels: ['mail'], alert: alertOf(1) },
    { is: 'done', channel: 'chat', id: noticeId(alertOf(1)), thread },
    { is: 'done', channel: 'mail', id: noticeId(alertOf(1)) },
  ]
  const reminded: readonly OutboxLine[] = [
    { is: 'intent', channels: ['chat'], alert: alertOf(2) },
    { is: 'done', channel: 'chat', id: noticeId(alertOf(2)) },
    { is: 'intent', channels: ['chat'], alert: recovery },
    { is: 'intent', channels: ['mail'], alert: recovery },
    { is: 'done', channel: 'mail', id: noticeId(recovery) },
  ]
  const incident = incidentId(alertOf(1))
  for (const lines of [begun, [...begun, ...reminded]]) {
    const content = readOutbox(textOf(lines))
    for (const one of [content, readOutbox(textOf(outboxLines(content)))])
      t.same(one.threads.values(), [{ channel: 'chat', incident, thread }], 'also where a reminder was not told')
  }
  const over = { is: 'done', channel: 'chat', id: noticeId(recovery) } as const
  t.same(readOutbox(textOf([...begun, ...reminded, over])).threads.values(), [])
})

t.test('of ten times as many threads those begun last are known', async t => {
  const { most } = BOUNDS['alert.threads']
  const lines = Array.from({ length: 10 * most }, (_, index) => {
    return { is: 'thread', channel: 'chat', incident: `${index}`, thread: { id: `${index}`, to: 'here' } } as const
  })
  const { threads } = readOutbox(textOf(lines))
  t.equal(threads.size(), most)
  t.equal(threads.oldest()?.incident, `${9 * most}`)
})

t.test('of ten times as many notices those told last are known, and as many episodes', async t => {
  const { most } = BOUNDS['alert.told']
  const lines = Array.from(
    { length: 10 * most },
    (_, index) => ({ is: 'open', alert: alertOf(1, { key: `k${index}` }) }) as const,
  )
  const told = Array.from({ length: 10 * most }, (_, index) => ({ is: 'told', id: `${index}` }) as const)
  const content = readOutbox(textOf([...lines, ...told]))
  t.same([content.open.size(), content.told.size()], [most, most])
  t.equal(content.told.get(`${10 * most - 1}`), `${10 * most - 1}`)
  t.equal(content.told.get('0'), undefined)
})

const HELD: OutboxLine = { is: 'held', alert: alertOf(2), why: 'silenced', words: 'silence 1' }
const both = (lines: readonly OutboxLine[]) => {
  const content = readOutbox(textOf(lines))
  return [content, readOutbox(textOf(outboxLines(content)))]
}

t.test('what nobody is told for now is known, and firing, until it is intended or dropped', async t => {
  for (const content of both([...JOURNAL.slice(0, 3), HELD])) {
    t.match(content.held.values(), [{ alert: { sequence: 2, body: 'long' }, why: 'silenced', words: 'silence 1' }])
    t.match(firingOf(content), [{ sequence: 2 }], 'once, as it was last')
    t.equal(content.told.get(noticeId(alertOf(2))), undefined)
  }
  for (const content of both([HELD, { is: 'intent', channels: ['chat'], alert: recovery }]))
    t.same([content.held.size(), firingOf(content)], [0, []])
  for (const content of both([HELD, { is: 'dropped', id: noticeId(recovery) }])) {
    t.same([content.held.size(), firingOf(content)], [0, []])
    t.same(
      content.told.values(),
      [alertOf(2), recovery].map(alert => noticeId(alert)),
      'a replay tells neither',
    )
  }
  const once = { ...HELD, alert: alertOf(1, { once: true }) }
  for (const content of both([once])) t.same([content.held.size(), firingOf(content)], [1, []])
})

t.test('what became of the beginning of an episode is known for its channel until that is over', async t => {
  const incident = incidentId(alertOf(1))
  const done = { is: 'done', channel: 'chat', id: noticeId(alertOf(1)) } as const
  const begun = JOURNAL.slice(0, 1)
  for (const [more, began] of [
    [[], []],
    [[done], [{ channel: 'chat', incident, fate: 'told' }]],
    [[{ ...done, fate: 'dropped' }], [{ channel: 'chat', incident, fate: 'dropped' }]],
    [[{ ...done, fate: 'replaced' }], []],
    [[done, ...JOURNAL.slice(6)], []],
  ] as const)
    for (const content of both([...begun, ...more])) t.same(content.began.values(), began)
})

t.test(
  'what a storm holds back is known until its digest is intended, held or digested; and when alerts came',
  async t => {
    const one = alertOf(1, { time: '2026-01-05T10:00:00.000Z' })
    const storm: readonly OutboxLine[] = [
      { is: 'stormed', alert: one },
      { is: 'stormed', alert: one },
      { is: 'stormed', alert: alertOf(1, { key: 'job/b', time: '2026-01-05T10:30:00.000Z' }) },
    ]
    const digest = alertOf(1, { key: 'digest', once: true, labels: { reason: 'AlertDigest' } })
    for (const content of both(storm)) {
      t.match(content.stormed.values(), [{ key: 'job/a' }, { key: 'job/b' }])
      t.match(firingOf(content), [{ key: 'job/a' }, { key: 'job/b' }], 'it is not told anew after a restart')
      t.equal(content.came.at(-1), Date.parse('2026-01-05T10:30:00.000Z'))
    }
    for (const line of [
      { is: 'intent', channels: ['chat'], alert: digest },
      { is: 'held', alert: digest, why: 'silenced', words: 'w' },
      { is: 'digested' },
    ] as const)
      for (const content of both([...storm, line])) t.same([content.stormed.size(), firingOf(content).length], [0, 2])
    const later = alertOf(2, { time: '2026-01-05T11:15:00.000Z' })
    for (const content of both([...storm, { is: 'intent', channels: ['chat'], alert: later }]))
      t.same(content.came, [Date.parse('2026-01-05T10:30:00.000Z'), Date.parse('2026-01-05T11:15:00.000Z')])
  },
)

t.test('a line of one channel, as older programs wrote it, is read', async t => {
  const old = '{"is":"intent","channel":"chat","alert":{"kind":"alert","key":"k","state":"firing","summary":"s"}}\n'
  t.match([...readOutbox(old).pending.values()], [{ channel: 'chat', alert: { key: 'k' } }])
})
