// Nothing is counted twice or not at all: what was taken is sent, refused, given up or left, exactly.
import { mkdirSync } from 'node:fs'
import t from 'tap'
import type { Measure } from '../../../lib/metrics/families.ts'
import type { AnyRecord } from '../../../lib/record/types.generated.ts'
import type { DeadLetter } from '../../../lib/ship/dead-letter.ts'
import { fakeLoki, type Mishap } from '../../servers/fake-loki.ts'
import { lettersIn, logs, newFolder, openFor, settingsFor } from './shipping.ts'

const sumOf = (measures: readonly Measure[] | undefined, name: string): number =>
  (measures ?? []).filter(measure => measure.name === name).reduce((sum, { value }) => sum + value, 0)

/** What the metrics and the end record say, which must be the same. */
function balance(measures: readonly Measure[] | undefined, end: AnyRecord | undefined) {
  const { taken, found, sent, refused, dropped, left } = end as never as Record<string, number>
  const refusals = Object.values(refused as never as Record<string, number>).reduce((sum, count) => sum + count, 0)
  const measured = ['taken', 'found', 'sent', 'refused', 'dropped'].map(name =>
    sumOf(measures, `ship_lines_${name}_total`),
  )
  return { read: (taken ?? 0) + (found ?? 0), parts: { sent, refused: refusals, dropped, left }, measured }
}

const DAY_MS = 86_400_000
/** Every tenth line is too old for the server, every tenth too long. */
const mixed = (count: number, from = 0) =>
  logs(count, index => ({
    rank: index % 3,
    message: `line ${from + index}${index % 10 === 1 ? ' and more than the server takes'.repeat(3) : ''}`,
    ...(index % 10 === 2 ? { time: new Date(Date.now() - 30 * DAY_MS).toISOString() } : {}),
  }))

t.test('a server that refuses, breaks off and goes away, and a spool that goes on', async t => {
  const loki = await fakeLoki({ maxLineBytes: 80 })
  t.teardown(() => loki.close())
  const folder = newFolder()
  mkdirSync(`${folder}/spool`)
  const words = `--loki ${loki.url} --spool ${folder}/spool`
  let total = 0
  const ends: AnyRecord[] = []
  const letters: DeadLetter[] = []
  for (const away of [true, false, true, false]) {
    // A server that is away is not waited for; one that is there may be as slow as the machine is.
    const settings = await settingsFor(`${words} --drain ${away ? '50ms' : '60s'}`)
    if (away) loki.always = { status: 503 }
    const shipper = await openFor(settings)
    const notices: AnyRecord[] = []
    const mishaps: readonly Mishap[] = ['reset after it was stored', { status: 503 }, { status: 429 }]
    loki.mishaps.push(...mishaps)
    for (const record of mixed(300, total)) shipper.take(record, true, notice => void notices.push(notice))
    total += 300
    await shipper.flush?.()
    await shipper.finish()
    loki.always = undefined
    loki.mishaps.length = 0
    const end = notices.at(-1)
    const { read, parts, measured } = balance(shipper.measures?.(), end)
    t.equal(read, (parts.sent ?? 0) + parts.refused + (parts.dropped ?? 0) + (parts.left ?? 0), JSON.stringify(parts))
    t.same(measured, [300, end?.['found'], parts.sent, parts.refused, parts.dropped], 'the metrics say the same')
    t.equal(end?.['found'], ends.at(-1)?.['left'] ?? 0, 'what one leaves the next one finds')
    ends.push(end as AnyRecord)
    letters.push(...lettersIn(settings.deadLetters))
  }
  const [last] = ends.slice(-1)
  t.equal(last?.['left'], 0)
  t.equal(loki.query().length + letters.length, total, 'each line is there, or in the file of refused lines')
  t.equal(new Set([...loki.query(), ...letters].map(({ line }) => line)).size, total, 'once')
  t.same(new Set(letters.map(({ refused }) => refused)), new Set(['too_long', 'too_old']))
})
