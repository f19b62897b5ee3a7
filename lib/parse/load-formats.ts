// A file of the user's own formats -> formats, or everything that is wrong with it.
import { checkSchema } from '../config/check-schema.ts'
import { type Document, readDocument } from '../config/read-document.ts'
import { type Format, newEntry } from '../formats/format.ts'
import { FORMATS } from '../formats/ordered.ts'
import type { NamedFile } from '../options.ts'
import { isProblems, type Problem } from '../problem.ts'
import type { LogRecord } from '../record/types.generated.ts'
import { allFormats } from './all-formats.ts'
import { parser } from './parser.ts'
import { type FormatIssue, type UserFormat, userFormat } from './user-format.ts'

/**
 * Returns the formats of a file, each of which reads its own samples as they say, or everything that is wrong with the
 * file.
 */
export async function loadFormats(file: NamedFile): Promise<readonly Format[] | readonly Problem[]> {
  const document = await readDocument(file)
  if (isProblems(document)) return document
  const misshapen = await checkSchema('formats', document)
  if (misshapen.length > 0) return misshapen
  const definitions = (document.value as { formats: readonly UserFormat[] }).formats
  const problems: Problem[] = [...checkNames(definitions, document)]
  const formats: Format[] = []
  for (const [index, definition] of definitions.entries()) {
    const made = userFormat(definition)
    if (isFormat(made)) formats.push(made)
    else for (const { path, reason } of made) problems.push(document.problem(['formats', index, ...path], reason))
  }
  if (problems.length > 0) return problems
  for (const [index, format] of formats.entries())
    for (const { path, reason } of checkSamples(format, formats))
      problems.push(document.problem(['formats', index, 'samples', ...path], reason))
  return problems.length > 0 ? problems : formats
}

const isFormat = (made: Format | readonly FormatIssue[]): made is Format => !Array.isArray(made)

function checkNames(definitions: readonly UserFormat[], document: Document): readonly Problem[] {
  const taken = new Map(FORMATS.map(format => [format.name, 'a built-in format']))
  return definitions.flatMap(({ name }, index) => {
    const owner = taken.get(name)
    taken.set(name, `format ${index + 1}`)
    return owner === undefined
      ? []
      : [document.problem(['formats', index, 'name'], `${JSON.stringify(name)} is the name of ${owner} too`)]
  })
}

/** Reads every sample of a format: first by its pattern alone, then as the whole parser would. */
function checkSamples(format: Format, formats: readonly Format[]): readonly FormatIssue[] {
  return format.samples.flatMap((sample, index): readonly FormatIssue[] => {
    if (!matches(format, sample.line))
      return [{ path: [index, 'line'], reason: 'the pattern does not match this sample' }]
    const record = read(sample.line, formats)
    return Object.entries(sample.gives).flatMap(([field, wanted]) => {
      const got = record?.[field as keyof LogRecord]
      return holds(got, wanted)
        ? []
        : [{ path: [index, 'gives', field], reason: `the line gives ${JSON.stringify(got) ?? 'nothing'}` }]
    })
  })
}

function matches(format: Format, line: string): boolean {
  const entry = newEntry(line)
  if (format.part === 'carrier') return format.peel(line, entry) !== undefined
  return format.part === 'header'
    ? format.read(line.trimStart(), entry) !== undefined
    : format.read(line.trimStart(), entry, { columns: undefined })
}

function read(line: string, formats: readonly Format[]): LogRecord | undefined {
  const state = parser({
    detector: allFormats(formats),
    zone: () => 0,
    reference: undefined,
    maxLineCharacters: 1 << 20,
    quietMs: 0,
    defaultsOf: () => ({}),
  })
  const records = [...state.line(line, 0), ...state.releaseAll()]
  return records.find((record): record is LogRecord => record.kind === 'log')
}

/** True where a value is as wanted; of an object, what is wanted of it. */
function holds(got: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted))
    return JSON.stringify(got) === JSON.stringify(wanted)
  return (
    typeof got === 'object' &&
    got !== null &&
    Object.entries(wanted).every(([key, value]) => holds((got as Record<string, unknown>)[key], value))
  )
}
