// How records are shown: as lines of JSON for programs; on a screen, in words or as a table for people.

import type { Effect } from '../io/effect.ts'
import { isPiped } from '../io/input.ts'
import { isInForeground } from '../io/view/terminal-keys.ts'
import type { OptionTable } from '../options.ts'
import { parseTime } from '../record/time.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import { eventTeller } from '../view/events.ts'
import { TABLE_HEAD, tableRow } from '../view/table-rows.ts'
import { eventText } from '../view/text-lines.ts'
import type { Asked } from './command.ts'

export const OUTPUT_OPTION = {
  output: {
    type: 'choice',
    choices: ['text', 'ndjson', 'csv', 'quiet'],
    describe: 'a line per event, all records, a table of steps and events, or nothing',
  },
} as const satisfies OptionTable

/** How a run shows its records. */
export interface RecordOutput {
  /** What is written of a record; absent where each is written as it is. */
  readonly textOf?: (record: AnyRecord) => string
  /** Opens what takes the records, too: a screen, a file. `end` ends the run. */
  readonly open?: (end: () => void) => Promise<readonly Effect[]>
}

export const AS_JSON: RecordOutput = {}
const NOTHING = (): string => ''

/** What a command shows where --output says nothing. */
export interface Usual {
  /** Where standard output is no terminal. */
  readonly elsewhere: 'text' | 'ndjson'
  /** Said on the screen while nothing has come yet. */
  readonly waitingFor: string
  /** True where standard input is what is read. */
  readonly readsInput: boolean
  /** True where closing the screen ends the run, also where a pipe is read. */
  readonly closes: boolean
}

/** Resolves to how records are shown: what --output says; else a screen on a terminal. */
export async function recordOutput(asked: Asked, usual: Usual): Promise<RecordOutput> {
  const { values } = asked
  const isForPrograms = values['only'] === true && usual.elsewhere === 'ndjson'
  const onTerminal = isForPrograms ? 'ndjson' : hasScreen(asked) ? 'screen' : 'text'
  const how = values['output'] ?? (process.stdout.isTTY ? onTerminal : usual.elsewhere)
  switch (how) {
    case 'ndjson':
      return AS_JSON
    case 'quiet':
      return { textOf: NOTHING }
    case 'csv':
      return { textOf: await tableText() }
    case 'screen':
      return { textOf: NOTHING, open: async end => [await openScreen(asked, usual, end)] }
    default:
      return { textOf: eventLines() }
  }
}

/** A screen needs a terminal whose cursor can be moved, and which is ours: in the background another program has it. */
const hasScreen = ({ environment }: Asked): boolean => (environment['TERM'] ?? 'dumb') !== 'dumb' && isInForeground()

function openScreen({ mode }: Asked, { waitingFor, closes, readsInput }: Usual, end: () => void): Promise<Effect> {
  const readsTerminal = readsInput && process.stdin.isTTY === true
  const goesOn = readsInput && !closes && isPiped()
  const settings = { mode, waitingFor, readsTerminal, ...(goesOn ? {} : { close: end }) }
  // Loaded on demand: the screen is for people, and most runs are for programs.
  return import('../io/view/view-effect.ts').then(({ openView }) => openView(settings))
}

/** A line for each event. */
function eventLines(): (record: AnyRecord) => string {
  const tell = eventTeller()
  let newest = 0
  return record => {
    if (record.kind === 'log' || record.kind === 'match') return ''
    newest = (record.time === undefined ? undefined : parseTime(record.time)) ?? newest
    const event = tell(record, newest)
    return event === undefined ? '' : eventText(event)
  }
}

/** Resolves to what makes rows of a table; the first comes below the head. */
async function tableText(): Promise<(record: AnyRecord) => string> {
  const { stringify } = await import('csv-stringify/sync')
  // A text of a log that a spreadsheet would take for a formula is one no more.
  const text = (rows: readonly (readonly (string | number)[])[]): string =>
    stringify(rows as string[][], { escape_formulas: true })
  let head = text([TABLE_HEAD])
  return record => {
    const row = tableRow(record)
    if (row === undefined) return ''
    const shownRow = head + text([row])
    head = ''
    return shownRow
  }
}
