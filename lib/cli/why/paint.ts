// Rows and chains as lines of a terminal, a file or a pipe.
import { formatTime, shortDuration } from '../../record/time.ts'
import type { Look } from '../../terminal/look.ts'
import { type Tone, toned } from '../../terminal/style.ts'
import { type Cell, paintTable, type TableColumn } from '../../terminal/table.ts'
import { type Wrapper, wrapperFor } from '../../terminal/wrap.ts'
import type { Chain, ChainLine } from '../../why/chain.ts'
import type { Row, Urgency } from '../../why/rows.ts'

const TONES: Readonly<Record<Urgency, Tone>> = {
  stop: 'bad',
  restart_isolate: 'bad',
  restart: 'warning',
  unknown: 'warning',
  unread: 'warning',
  wait: 'plain',
  done: 'good',
}

/** From this width on a line has room for the year, and for the text of the cause beside its kind. */
const WIDE = 140

/** A column of the table, and what a row has in it. */
interface RowColumn extends TableColumn {
  cell(row: Row, number: number): Cell
}

/** Returns the columns of a table of rows; what is empty in every row has none. */
function columnsFor(rows: readonly Row[], isWide: boolean): readonly RowColumn[] {
  const mark = rows.some(({ endedFrom }) => endedFrom === 'file') ? ' ' : ''
  const form = timeFormOf(rows, isWide)
  const columns: readonly RowColumn[] = [
    { title: '#', align: 'right', least: 6, dropFirst: 0, growLast: 0, cell: (_, number) => ({ text: `${number}` }) },
    {
      title: 'job',
      least: 20,
      most: 48,
      cut: 'start',
      dropFirst: 0,
      growLast: 3,
      cell: row => ({ text: jobOf(row), tone: 'strong' }),
    },
    {
      title: `${mark}ended`,
      least: 17,
      dropFirst: 1,
      growLast: 1,
      cell: row => ({ text: endOf(row, form, mark) }),
    },
    {
      title: 'ran',
      align: 'right',
      least: 7,
      dropFirst: 3,
      growLast: 1,
      cell: ({ ranMs }) => ({ text: ranMs === undefined ? '' : shortDuration(ranMs) }),
    },
    {
      title: 'step',
      align: 'right',
      least: 9,
      dropFirst: 4,
      growLast: 1,
      cell: ({ lastStep }) => ({ text: lastStep === undefined ? '' : `${lastStep}` }),
    },
    {
      title: 'cause',
      least: isWide ? 40 : 24,
      most: isWide ? 160 : 60,
      ...(isWide ? { cut: 'end' } : {}),
      dropFirst: 0,
      growLast: 4,
      cell: row => ({ text: causeOf(row, isWide), tone: TONES[row.urgency] }),
    },
    { title: 'who', least: 10, most: 28, dropFirst: 2, growLast: 2, cell: ({ who }) => ({ text: who }) },
    {
      title: 'action',
      least: 9,
      most: 28,
      dropFirst: 0,
      growLast: 2,
      cell: ({ action, urgency }) => ({ text: action, tone: TONES[urgency] }),
    },
  ]
  return columns.filter(({ cell }) => rows.some((row, index) => cell(row, index + 1).text.trim() !== ''))
}

/** Resolves to the lines of the table of rows. */
export function paintRows(rows: readonly Row[], look: Look): Promise<readonly string[]> {
  const columns = columnsFor(rows, look.width >= WIDE)
  return paintTable(
    columns,
    rows.map((row, index) => columns.map(({ cell }) => cell(row, index + 1))),
    look,
  )
}

const jobOf = ({ job, attempt }: Row): string => `${job}${attempt === undefined ? '' : ` #${attempt}`}`

/** Which characters of `2026-03-04T05:08:38.000Z` are shown. */
type TimeForm = readonly [from: number, to: number]

/** Where there is little room, the day is told without the year, or without the time where years differ. */
function timeFormOf(rows: readonly Row[], isWide: boolean): TimeForm {
  if (isWide) return [0, 16]
  const years = new Set(rows.flatMap(({ ended }) => (ended === undefined ? [] : [formatTime(ended)?.slice(0, 4)])))
  return years.size > 1 ? [0, 10] : [5, 16]
}

/** `~` marks a time that no line states. */
function endOf({ ended, endedFrom }: Row, [from, to]: TimeForm, mark: string): string {
  const text = ended === undefined ? undefined : formatTime(ended)?.slice(from, to).replace('T', ' ')
  return text === undefined ? '' : `${endedFrom === 'file' ? '~' : mark}${text}`
}

/** What no row knows says nothing by its kind: its line says more. */
function causeOf({ cause, text, urgency, attemptOf }: Row, isWide: boolean): string {
  if (text === undefined || urgency === 'done') return cause
  if (attemptOf?.verdict.category === 'unknown') return text
  return isWide ? `${cause}: ${text}` : cause
}

const LABEL = 8

/** Resolves to the lines that tell one row whole. */
export async function paintChain(chain: Chain, row: Row, look: Look): Promise<readonly string[]> {
  const wrapper = await wrapperFor(look)
  const lines = wrapper.wrapped('', chain.title, 'strong').slice()
  for (const { title, lines: sectionLines } of chain.sections) {
    const painted = paintSection(sectionLines, wrapper, row)
    const label = toned(title, 'quiet', look) + ' '.repeat(Math.max(0, LABEL - title.length))
    lines.push(...painted.map((line, index) => (index === 0 ? label + line.slice(LABEL) : line)))
  }
  return lines
}

/** The lines of a section, each with room for the label of the section before it. */
function paintSection(lines: readonly ChainLine[], wrapper: Wrapper, { urgency }: Row): readonly string[] {
  const digits = Math.max(0, ...lines.map(({ number }) => `${number ?? ''}`.length))
  const indent = ' '.repeat(LABEL)
  return lines.flatMap((line, index) => {
    const number = `${line.number ?? ''}`.padStart(digits)
    if (line.is === 'quote') return [wrapper.cut(`${indent}  ${number}  `, line.text, 'quiet')]
    if (line.is === 'cause') return wrapper.wrapped(`${indent}> ${number}  `, line.text, TONES[urgency])
    return wrapper.wrapped(`${indent}${line.is === 'item' ? '- ' : ''}`, line.text, toneOf(line, index, urgency))
  })
}

/** What a section says first counts most where it is a cause. */
const toneOf = (line: ChainLine, index: number, urgency: Urgency): Tone =>
  line.is === 'text' && index === 0 && /% sure\)$/.test(line.text) ? TONES[urgency] : 'plain'
