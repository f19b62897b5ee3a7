// Values that stand below a header: indented `name: value` lines, and tables of bars or box characters. One line of
// them says nothing by itself; with its header it is one report.
import type { Entry, SourceMemory } from './format.ts'
import { noteText, type Rename } from './key-values.ts'
import { validationKey } from './metric-names.ts'
import { parseNumber, readMeasured } from './numbers.ts'
import { positionOf } from './position.ts'

/** What a line below a header is. */
export type Row = 'value' | 'section' | 'border'

/** A report that is being read. */
export interface Report {
  readonly entry: Entry
  /** True below a section of an evaluation. */
  isEvaluation: boolean
}

/** A rule, or the edge of a table in signs of ASCII or box characters. */
const BORDER = /^\s{0,40}(?:[-=#*~_]{8,400}|[+|\u2500-\u257f][-=+|\u2500-\u257f]{3,400})\s*$/
const BAR = /[|│┃║]/
const NAME = /^[A-Za-z_][\w /.()%@:<>-]{0,100}$/
const PLAIN_ROW =
  /^(?=[ \t]|[•*▶✓-] )[ \t]*(?:[•*▶✓>|-] [ \t]*){0,3}(?=[A-Za-z_][^:=|]{0,80}[:=] ?[-+]?(?:[\d.]|nan|inf))/i
const SECTION = /^[ \t]*[^\w\s]{0,4}\s{0,4}[A-Za-z][\w /-]{0,60}:\s*$/
/** What a report is called; a list of settings is none. */
const TITLE =
  /\b(?:metrics?|results?|stat(?:s|istics)|loss(?:es)?|training|eval\w*|validation|timing|performance|test error)\b/i
const NO_TITLE =
  /\b(?:sav(?:e|ed|ing)|load\w*|resum\w*|restor\w*|checkpoint\w*|config\w*|arg(?:s|uments?)|settings|param\w*|hyper\w*)\b/i
const EVALUATION = /(?<![\w-])(?:val(?:id(?:ation)?)?|eval\w*|test)(?![\w-])/i

/** True for a line that draws the edge of a table, or a rule. */
export function isBorder(text: string): boolean {
  return BORDER.test(text)
}

/** True where rows may belong to a line of this text: it says where training stands, or is the title of a report. */
export function isReportHead(text: string): boolean {
  if (text.length > 400 || NO_TITLE.test(text)) return false
  if (/:\s*$/.test(text) && TITLE.test(text)) return true
  return /\d/.test(text) && /step|epoch|iter/i.test(text)
}

/** True for the head of a report of an evaluation. */
export const isEvaluationHead = (text: string): boolean => EVALUATION.test(text) && !/train/i.test(text)

/** Notes what the head of a report says of where training stands, and whether it is of an evaluation. */
export function noteReportHead(report: Report, text: string, memory: SourceMemory): void {
  const { entry } = report
  const { step, total, epoch } = positionOf(text, memory)
  entry.step ??= step
  entry.total_steps ??= total
  entry.epoch ??= epoch
  report.isEvaluation = isEvaluationHead(text)
}

/** Notes a row of a report; undefined where the text is none. `notePairs` reads a plain row's `name: value`. */
export function noteRow(
  report: Report,
  text: string,
  notePairs: (entry: Entry, text: string, rename: Rename) => number,
): Row | undefined {
  const first = text.trimStart().charAt(0)
  if (isBorder(text)) return 'border'
  if (BAR.test(first) && !/^[|] > /.test(text.trimStart())) return noteCells(report, text)
  const lead = PLAIN_ROW.exec(text)
  if (lead !== null) {
    const rename: Rename = report.isEvaluation ? validationKey : key => key
    return notePairs(report.entry, text.slice(lead[0].length).trimEnd(), rename) > 0 ? 'value' : undefined
  }
  if (!SECTION.test(text) || !/^[ \t]|[\u0080-\uffff]/.test(text)) return undefined
  report.isEvaluation = EVALUATION.test(text)
  return 'section'
}

/** `| loss | 0.5 |`, `│ a │ 1 │ b │ 2 │`, `│ loss  0.5 │`, and rows that only name a group: `| rollout/ | |`. */
function noteCells(report: Report, text: string): Row | undefined {
  const cells = text
    .split(BAR)
    .map(cell => cell.trim())
    .filter(cell => cell !== '')
  if (cells.length === 0) return 'border'
  if (cells.length === 1) {
    const pair = /^([A-Za-z_][\w /.()%@-]{0,80}?)(?:\s{2,}|\s*[:=]\s*)([-+]?[\d.]\S{0,40}|nan|inf)$/i.exec(
      cells[0] as string,
    )
    return pair === null
      ? noteSection(report, cells[0] as string)
      : noteCell(report, pair[1] as string, pair[2] as string)
  }
  if (cells.every(cell => NAME.test(cell) && !/\d/.test(cell))) return 'section'
  if (cells.length % 2 !== 0) return undefined
  for (let at = 0; at < cells.length; at += 2)
    if (!NAME.test(cells[at] as string) || numberIn(cells[at + 1] as string) === undefined) return undefined
  for (let at = 0; at < cells.length; at += 2) noteCell(report, cells[at] as string, cells[at + 1] as string)
  return 'value'
}

function noteSection(report: Report, cell: string): Row | undefined {
  if (!/^[A-Za-z_][\w /-]{0,60}\/$/.test(cell)) return undefined
  report.isEvaluation = EVALUATION.test(cell.replace('/', ' '))
  return 'section'
}

function noteCell({ entry, isEvaluation }: Report, name: string, value: string): Row | undefined {
  if (numberIn(value) === undefined) return undefined
  noteText(entry, isEvaluation ? validationKey(name) : name, value)
  return 'value'
}

/** The number that a cell is, with a unit or without. */
function numberIn(text: string): number | undefined {
  const measured = readMeasured(text)
  return parseNumber(text) ?? (measured?.length === text.length ? measured.value : undefined)
}
