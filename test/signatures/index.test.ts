import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { SIGNATURES } from '../../lib/signatures/index.ts'
import { buildMatcher, MAX_TEXT } from '../../lib/signatures/matcher.ts'
import { judge } from '../classify/verdict-of-text.ts'

const matcher = buildMatcher(SIGNATURES)
const hasAnchor = (row: { anchors: readonly string[] }, text: string): boolean =>
  row.anchors.some(anchor => text.includes(anchor))

t.test('every row has an id of its own, anchors, a source and samples', async t => {
  t.same([...new Set(SIGNATURES.map(row => row.id))].length, SIGNATURES.length)
  for (const row of SIGNATURES) {
    if (row.anchors.length === 0 || row.samples.length === 0 || !/^https?:\/\//.test(row.source))
      t.fail(`${row.id} lacks anchors, samples or a source`)
    if ((row.pattern as RegExp).flags.replace('i', '') !== '')
      t.fail(`${row.id}: only the flag i is known to be stateless and fast`)
    for (const other of [...(row.also ?? []), ...(row.clears ?? [])])
      if (!SIGNATURES.some(known => known.id === other)) t.fail(`${row.id} names ${other}, which is no row`)
  }
})

t.test('every sample of every row holds an anchor of the row and matches it', async t => {
  for (const row of SIGNATURES) {
    for (const sample of row.samples) {
      if (!hasAnchor(row, sample)) t.fail(`${row.id}: no anchor in "${sample}"`)
      if (row.pattern.exec(sample) === null) t.fail(`${row.id}: does not match "${sample}"`)
      if (sample.length > MAX_TEXT) t.fail(`${row.id}: sample too long`)
    }
  }
})

t.test('no other row matches a sample, except general rows and those that the row lists', async t => {
  for (const row of SIGNATURES) {
    for (const sample of row.samples) {
      for (const other of SIGNATURES) {
        if (other === row || (other.fallback === true && row.fallback !== true) || row.also?.includes(other.id))
          continue
        if (hasAnchor(other, sample) && other.pattern.exec(sample) !== null)
          t.fail(`${row.id}: "${sample}" also matches ${other.id}`)
      }
    }
  }
})

t.test('the index of anchors names every row whose anchor stands in a line', async t => {
  for (const row of SIGNATURES) {
    for (const sample of row.samples) {
      t.same(
        matcher.candidates(`äöü ${sample}`),
        matcher.rows.flatMap((other, index) => (hasAnchor(other, sample) ? [index] : [])),
      )
    }
  }
})

t.test('the index holds every row of every family', async t => {
  const folder = new URL('../../lib/signatures/', import.meta.url)
  const known = new Set(matcher.rows.map(row => row.id))
  for (const file of readdirSync(folder)) {
    for (const [, id] of readFileSync(new URL(file, folder), 'utf8').matchAll(/^ {4}id: '([\w.-]+)'/gm))
      if (!known.has(id as string)) t.fail(`${file}: ${id} is not in the index`)
  }
})

t.test('no pattern runs away on the longest text that it sees, which would stop this test for good', async t => {
  const texts = [' ', 'a', '0', 'a.', 'Error: ', '[rank0] ', '/x', "'", 'loss: nan '].map(text =>
    text.repeat(MAX_TEXT / text.length),
  )
  let tried = 0
  for (const row of SIGNATURES) {
    for (const text of [...texts, ...row.anchors.map(anchor => anchor.repeat(MAX_TEXT / anchor.length))]) {
      row.pattern.exec(text)
      tried++
    }
  }
  t.ok(tried > 9 * SIGNATURES.length)
})

t.test('a sample is a failure also where the reader has taken off what it takes for a prefix', async t => {
  for (const { id, role, errorsOnly, own, samples } of SIGNATURES) {
    if (errorsOnly === true || own === true || !['initiator', 'symptom', 'confirms'].includes(role)) continue
    for (const sample of samples)
      t.ok(
        judge(sample).records.some(record => record.kind === 'failure'),
        `${id}: ${sample}`,
      )
  }
})
