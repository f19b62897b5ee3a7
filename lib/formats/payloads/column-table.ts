import type { Entry, Payload, SourceMemory } from '../format.ts'
import { noteText } from '../key-values.ts'
import { isQuantity } from '../metric-names.ts'
import { parseNumber } from '../numbers.ts'

const MAX_COLUMNS = 40
const COLUMNS = /\t| {2,}/
const POSITION = /^(?:epochs?|steps?|iter(?:ation)?s?|E|#|batch)(?: ?\(.{1,20}\))?$/i
/** A name of a column that holds a metric: one of the canonical ones, or a path of one. */
const MEASURED = /loss|acc|perplexity|ppl|psnr|reward|error|score|lr|learning/i

/**
 * A table of columns that blanks or tabs part: its names on a line of their own, then a row of numbers for each epoch
 * or step (fastai, spaCy, Chainer, the notebooks of Hugging Face). The source remembers the names.
 */
export const columnTable: Payload = {
  part: 'payload',
  name: 'column-table',
  source: 'https://github.com/fastai/fastai/blob/master/fastai/callback/progress.py',
  starts: '0-9EeSsIibB#',
  samples: [
    {
      line: 'epoch     train_loss  valid_loss  accuracy  time    ',
      gives: { format: 'column-table' },
    },
  ],
  read(text, entry, memory) {
    const code = text.charCodeAt(0)
    if (code >= 48 && code <= 57) return memory.columns !== undefined && readRow(text, entry, memory)
    if (text.length > 600 || /(?<![A-Za-z])\d/.test(text) || !COLUMNS.test(text)) return false
    const names = text.trim().split(COLUMNS)
    const isHeader =
      names.length > 1 &&
      names.length <= MAX_COLUMNS &&
      POSITION.test(names[0] as string) &&
      names.some(name => MEASURED.test(name)) &&
      names.every(name => /^[A-Za-z#_][\w /%().#-]{0,40}$/.test(name))
    if (!isHeader) return false
    memory.columns = names
    entry.complete = true
    return true
  },
}

/** A row has as many cells as there are names, or lacks some at its end. */
function readRow(text: string, entry: Entry, { columns = [] }: SourceMemory): boolean {
  if (!POSITION.test(columns[0] ?? '') || columns[1] === 'GPU_mem' || text.length > 600) return false
  const cells = text.trim().split(COLUMNS)
  if (cells.length < 2 || cells.length > columns.length) return false
  if (!cells.every(cell => parseNumber(cell) !== undefined || /^(?:[\d:]{4,12}|No log)$/.test(cell))) return false
  for (const [index, cell] of cells.entries()) noteCell(entry, columns[index] as string, cell)
  entry.complete = true
  return true
}

function noteCell(entry: Entry, column: string, cell: string): void {
  const number = parseNumber(cell)
  if (number === undefined) return
  if (!POSITION.test(column)) noteText(entry, isQuantity(column) ? column : column.replace(/^main\//, ''), cell)
  else if (/^e/i.test(column)) entry.epoch = number
  else if (Number.isSafeInteger(number) && number >= 0) entry.step = number
}
