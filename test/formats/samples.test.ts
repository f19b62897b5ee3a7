import { readdirSync } from 'node:fs'
import t from 'tap'
import { cleanLine } from '../../lib/formats/clean.ts'
import * as all from '../../lib/formats/index.ts'
import { slotsOf } from '../../lib/formats/starts.ts'
import { parseLogs } from '../parse-lines.ts'

const formats = Object.values(all)

t.test('the index lists every file of carriers, headers and payloads, once', async t => {
  const files = ['carriers', 'headers', 'payloads'].flatMap(folder =>
    readdirSync(new URL(`../../lib/formats/${folder}/`, import.meta.url)).map(name => name.replace('.ts', '')),
  )
  t.same(formats.map(format => format.name).sort(), files.sort())
})

for (const format of formats) {
  t.test(`${format.name}: every sample gives what it says`, async t => {
    t.ok(format.samples.length > 0, 'has samples')
    t.match(format.source, /^https:\/\//, 'names its source')
    for (const sample of format.samples) {
      const [record] = parseLogs(sample.line.split('\n'))
      t.match(record, sample.gives, sample.line.slice(0, 100))
      if (format.part === 'payload') t.equal(record?.format, format.name, 'no other format takes it')
      // Only what is listed is asserted, but a metric that is listed must be exact.
      for (const [name, value] of Object.entries(sample.gives.metrics ?? {}))
        t.equal(record?.metrics?.[name], value, name)
    }
  })
}

t.test('no sample starts with a character that its format does not declare', async t => {
  for (const format of formats) {
    if (format.starts === '') continue
    const slots = slotsOf(format.starts)
    for (const sample of format.samples) {
      if (format.part !== 'carrier') continue
      t.ok(
        slots.has(Math.min(128, cleanLine(sample.line).charCodeAt(0))),
        `${format.name}: ${sample.line.slice(0, 20)}`,
      )
    }
  }
})
