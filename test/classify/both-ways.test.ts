// Law: a log gives the same failures and the same last verdict from a file and through `logmon-parse | logmon-classify`.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import type { Format } from '../../lib/formats/format.ts'
import * as formats from '../../lib/formats/index.ts'
import { readHead } from '../../lib/formats/read-head.ts'
import type { AnyRecord, FailureRecord, LogRecord, VerdictRecord } from '../../lib/record/types.generated.ts'
import { SIGNATURES } from '../../lib/signatures/index.ts'
import { parseLines } from '../parse-lines.ts'
import { foreign } from '../skip.ts'
import { judge, judgeRecords } from './verdict-of-text.ts'

/**
 * What only one way can know. From a file: its name and the numbers of its lines. Through the pipe: the times of lines
 * without a year or with none, which the parser tells from their neighbours, and the steps of formats that no row of
 * progress knows.
 */
const ONE_WAY = new Set(['file', 'line', 'first', 'last', 'time', 'progress'])

/** A line as it stands in the file and what the parser leaves of it are the same where both say the same. */
const said = (line: string): string => readHead(line).body.replace(/\s+/g, ' ').slice(0, 200)

function comparable(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return key === 'text' || key === 'evidence' ? said(value) : value
  // A traceback is a record when it has ended: what others write in between comes before it in the pipe.
  if (Array.isArray(value) && key.startsWith('application_errors')) return value.map(line => said(line)).sort()
  if (Array.isArray(value)) return value.map(item => comparable(item))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([name]) => !ONE_WAY.has(name) && name !== 'attribution')
  return Object.fromEntries(entries.map(([name, inner]) => [name, comparable(inner, name)]))
}

/** The failures, in an order that is the same both ways, and the last verdict. */
function essentials(records: readonly AnyRecord[]): unknown {
  const failures = records.filter((record): record is FailureRecord => record.kind === 'failure')
  const verdict = records.findLast((record): record is VerdictRecord => record.kind === 'verdict') as VerdictRecord
  const inOrder = failures
    .map(failure => comparable(failure))
    .sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b)))
  return { failures: inOrder, verdict: comparable(verdict) }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function bothWays(test: Test, text: string, name: string): void {
  const file = judge(text)
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const pipe = judgeRecords(parseLines(lines).filter((record): record is LogRecord => record.kind === 'log'))
  test.same(essentials(pipe.records), essentials(file.records), name)
}

t.test('every sample of every format', async t => {
  for (const format of Object.values(formats) as readonly Format[])
    for (const [index, { line }] of format.samples.entries()) bothWays(t, `${line}\n`, `${format.name} ${index}`)
})

t.test('every sample of every signature', async t => {
  for (const row of SIGNATURES)
    for (const [index, line] of row.samples.entries()) bothWays(t, `${line}\n`, `${row.id} ${index}`)
})

for (const path of ['corpus/failures', 'corpus/formats', 'logs']) {
  const { folder, skip } = foreign(path)
  t.test(`every file of ${path}`, { skip }, async t => {
    for (const name of readdirSync(folder).sort())
      if (/\.(?:log|out|txt)$/.test(name)) bothWays(t, readFileSync(join(folder, name), 'utf8'), name)
  })
}

const { folder, skip } = foreign('corpus/failures')
t.test('real processes do as the machines do', { skip }, async t => {
  const program = (name: string): string => fileURLToPath(new URL(`../../bin/logmon-${name}.js`, import.meta.url))
  const run = (name: string, args: readonly string[], input = ''): string =>
    spawnSync(process.execPath, [program(name), ...args], { encoding: 'utf8', input }).stdout
  const records = (text: string): readonly AnyRecord[] =>
    text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as AnyRecord)
  for (const name of ['020.log', '112.log']) {
    const path = join(folder, name)
    const parsed = run('parse', [], readFileSync(path, 'utf8'))
    t.same(essentials(records(run('classify', ['--only'], parsed))), essentials(records(run('classify', [path]))), name)
  }
})
