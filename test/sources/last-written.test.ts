// Of which files it is told when they were written last, and what their last lines are.
import t from 'tap'
import { filesToTell, lastLinesOf, lastWrittenRecord } from '../../lib/sources/last-written.ts'

const NOW = Date.UTC(2026, 10, 30)
const HOUR = 3_600_000
const ages = (files: readonly { readonly modifiedMs: number }[]): readonly number[] =>
  files.map(({ modifiedMs }) => NOW - modifiedMs)
const aged = (...ms: readonly number[]): readonly { readonly modifiedMs: number }[] =>
  ms.map(age => ({ modifiedMs: NOW - age }))

t.test('fresh files alone are not told of; beside a silent one, or files elsewhere, all are', async t => {
  t.same(filesToTell(aged(0, 59_999), 'where silent', NOW), [])
  t.same(ages(filesToTell(aged(0, HOUR, 60_000), 'where silent', NOW)), [HOUR, 60_000, 0])
  t.same(ages(filesToTell(aged(0, 59_999), 'all', NOW)), [59_999, 0])
  t.same(filesToTell(aged(HOUR), 'none', NOW), [])
  t.same(filesToTell([{ modifiedMs: 0 }], 'all', NOW), [], 'a date that could not be read')
})

t.test('of very many files those that were written last are told of', async t => {
  const told = filesToTell(aged(...Array.from({ length: 1000 }, (_, index) => (999 - index) * HOUR)), 'all', NOW)
  t.equal(told.length, 256)
  t.same([ages(told)[0], ages(told).at(-1)], [255 * HOUR, 0])
})

t.test('the last lines are whole, not blank, and few', async t => {
  const of = (text: string, isWhole = true): string => lastLinesOf(Buffer.from(text), isWhole)
  t.equal(of('a\n\n  \nb\n'), 'a\nb')
  t.equal(of('lf of a line\na\nb', false), 'a\nb')
  t.equal(of('50%\r100%\n'), '50%\n100%')
  t.equal(of(''), '')
  t.equal(of(Array.from({ length: 50 }, (_, index) => `${index}\n`).join('')).split('\n')[0], '40')
  t.equal(of('x'.repeat(4096)).length, 2000)
  t.equal(lastLinesOf(Buffer.from([0xff, 0x0a]), true), '\ufffd')
})

t.test('the notice says it, and has no time of its own', async t => {
  const { last_written, last_lines, message, ...rest } = lastWrittenRecord(
    { atMs: NOW - HOUR, lines: 'a\nb' },
    { file: 'train.log' },
    NOW,
  )
  t.same(rest, { kind: 'notice', file: 'train.log', code: 'source_last_written', stage: 'follow' })
  t.same([last_written, last_lines], ['2026-11-29T23:00:00.000Z', 'a\nb'])
  t.equal(message, 'it was written last 1 h before it was first looked at')
})
