// How many fields of labelled lines the parser gives right, wrong and not at all.
import { readFileSync } from 'node:fs'
import type { LogRecord } from '../../lib/record/types.generated.ts'
import { parseLogs } from '../parse-lines.ts'

/** Lines of one framework, and what they say: read off the framework's own log statements, not off our output. */
interface Labelled {
  readonly framework: string
  readonly source: string
  readonly lines: readonly string[]
  /** The line, counted from 1, whose record is looked at. */
  readonly at: number
  /** Fields by name, metrics too; null where the line says none, `nan` for a value that is not finite. */
  readonly gives: Readonly<Record<string, string | number | null>>
}

export interface Score {
  readonly right: number
  readonly wrong: number
  readonly missing: number
  /** One line for each field that is not right. */
  readonly faults: readonly string[]
}

const FIELDS: ReadonlySet<string> = new Set(['level', 'rank', 'step', 'total_steps', 'epoch', 'lines'])

export function readLabelled(file: string): readonly Labelled[] {
  return readFileSync(new URL(file, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Labelled)
}

/** Lines are read by themselves, on a day whose date is known: a time of the day needs one. */
export function scoreOf(cases: readonly Labelled[]): Score {
  let [right, wrong, missing] = [0, 0, 0]
  const faults: string[] = []
  for (const { framework, lines, at, gives } of cases) {
    const record = recordAt(lines, at)
    for (const [name, wanted] of Object.entries(gives)) {
      const got = fieldOf(record, name)
      if (isRight(got, wanted)) right++
      else {
        if (got === undefined) missing++
        else wrong++
        faults.push(`${framework}: ${name} is ${got}, should be ${wanted}`)
      }
    }
  }
  return { right, wrong, missing, faults }
}

/** Lines go in with their number as offset, which the record of a block keeps for its first line. */
function recordAt(lines: readonly string[], at: number): LogRecord | undefined {
  const raw = lines.map(
    (message, offset): LogRecord => ({ kind: 'log', format: 'raw', message, file: 't.log', offset }),
  )
  return parseLogs(raw, { date: '2026-03-04' }).findLast(({ offset }) => (offset as number) < at)
}

function fieldOf(record: LogRecord | undefined, name: string): unknown {
  if (name === 'time') return record?.time_from === 'line' ? record.time : undefined
  if (name === 'lines') return record?.lines ?? 1
  return FIELDS.has(name) ? record?.[name as 'step'] : record?.metrics?.[name]
}

function isRight(got: unknown, wanted: string | number | null): boolean {
  if (wanted === null) return got === undefined
  if (wanted === 'nan') return got === null
  if (typeof wanted === 'number' && typeof got === 'number') return Math.abs(got - wanted) <= 1e-5 * Math.abs(wanted)
  return got === wanted
}
