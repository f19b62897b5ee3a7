// Real lines of public repositories, each with what a person read in it. What is not listed for a line is not asserted.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseLevel } from '../../lib/record/level.ts'
import type { LogRecord } from '../../lib/record/types.generated.ts'
import { parseLogs } from '../parse-lines.ts'
import { foreign } from '../skip.ts'

const { folder: CORPUS, skip } = foreign('corpus/formats')

interface Expectation {
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  readonly expected: {
    readonly time?: string | null
    readonly time_zone?: string | null
    readonly level?: string | number | null
    readonly rank?: number | null
    readonly task?: number | null
    readonly host?: string | null
    readonly step?: number | null
    readonly total_steps?: number | null
    readonly metrics: Readonly<Record<string, number | string>>
  }
}

const expectations: readonly Expectation[] = existsSync(CORPUS)
  ? readFileSync(join(CORPUS, 'expected.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
  : []

/**
 * Returns the record that holds each line of a file: lines go in with their number as offset, which the record of a
 * block keeps for its first line.
 */
function recordsByLine(file: string): readonly LogRecord[] {
  const lines = readFileSync(join(CORPUS, file), 'utf8').split('\n')
  const raw = lines.map(
    (message, offset): LogRecord => ({ kind: 'log', format: 'raw', message, file: 'train.log', offset }),
  )
  const byLine: LogRecord[] = []
  for (const record of parseLogs(raw)) byLine[record.offset as number] = record
  for (const index of lines.keys()) byLine[index] ??= byLine[index - 1] as LogRecord
  return byLine
}

/** The instant as our records write it: in UTC, at least milliseconds, the source's digits kept. */
function inUtc(time: string, zone: string | null | undefined): string {
  if (!time.includes('T')) return time
  const [whole, fraction = ''] = time.split('.') as [string, string?]
  const utc = new Date(`${whole}${zone ?? 'Z'}`).toISOString().slice(0, 19)
  return `${utc}.${fraction.padEnd(3, '0')}Z`
}

for (const file of new Set(expectations.map(({ file }) => file))) {
  t.test(`${file}: every field that a person read is in the record`, async t => {
    const byLine = recordsByLine(file)
    for (const { line, expected } of expectations.filter(expectation => expectation.file === file)) {
      const record = byLine[line - 1] as LogRecord
      const field = (name: string, want: unknown, got: unknown): void => {
        if (want !== null && want !== undefined) t.equal(got, want, `line ${line}: ${name}`)
      }
      const { time, level } = expected
      if (typeof time === 'string')
        field(
          'time',
          inUtc(time, expected.time_zone),
          time.includes('T') ? record.time : record.time?.slice(0, time.length),
        )
      if (level !== null && level !== undefined) field('level', parseLevel(String(level)), record.level)
      for (const name of ['rank', 'task', 'step', 'total_steps'] as const) field(name, expected[name], record[name])
      field('host', expected.host, record.node)
      for (const [name, want] of Object.entries(expected.metrics))
        field(name, want, record.metrics?.[name] ?? record[name] ?? record.fields?.[name])
    }
  })
}

t.test('the corpus has lines', { skip }, async t => {
  t.ok(expectations.length > 40)
})
