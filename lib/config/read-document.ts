import type { NamedFile } from '../options.ts'
import type { Problem } from '../problem.ts'

/** Steps from the top of a document to a place in it. */
export type Path = readonly (string | number)[]

/** A YAML or JSON file, read. */
export interface Document {
  readonly value: unknown
  /** Says what is wrong at a place, with the file, the line and the JSON path. */
  problem(path: Path, reason: string): Problem
}

/** Returns a YAML or JSON file (JSON is YAML), or what is wrong with its syntax. Keys given twice are refused. */
export async function readDocument(file: NamedFile): Promise<Document | readonly Problem[]> {
  const { LineCounter, isNode, parseDocument } = await import('yaml')
  if (file.text.includes('\0')) return [{ file: file.path, place: '', reason: 'is no text in UTF-8' }]
  const lines = new LineCounter()
  const document = parseDocument(file.text.replace(/^\ufeff/, ''), { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    return document.errors.map(error => ({
      file: at(file.path, lines.linePos(error.pos[0]).line),
      place: `column ${lines.linePos(error.pos[0]).col}`,
      reason: reasonOf(error),
    }))
  }
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    // an alias that is unknown, or too many of them
    return [{ file: file.path, place: '', reason: oneLine((error as Error).message) }]
  }
  if (value === null || value === undefined) return [{ file: file.path, place: '', reason: 'is empty' }]

  function lineOf(path: Path): number | undefined {
    for (let length = path.length; length > 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range != null) return lines.linePos(node.range[0]).line
    }
    return undefined
  }
  return { value, problem: (path, reason) => ({ file: at(file.path, lineOf(path)), place: formatPath(path), reason }) }
}

/** Returns a path as people write it: `rules[2].slow_when`. */
export function formatPath(path: Path): string {
  let text = ''
  for (const step of path)
    text +=
      typeof step === 'number'
        ? `[${step}]`
        : /^[\w-]+$/.test(step)
          ? `${text === '' ? '' : '.'}${step}`
          : `[${JSON.stringify(step)}]`
  return text
}

const at = (path: string, line: number | undefined): string => (line === undefined ? path : `${path}:${line}`)
/** The parser speaks to programmers in two places. */
function reasonOf({ code, message }: { readonly code: string; readonly message: string }): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here; a file holds one'
  if (/call stack/.test(message)) return 'is nested too deeply'
  return oneLine(message)
}
const oneLine = (text: string): string => (text.split('\n')[0] as string).replace(/[.:]$/, '')
