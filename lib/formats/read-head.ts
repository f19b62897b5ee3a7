// Reads the head of one line that stands alone: what launchers and loggers put before it, taken off and read for who,
// when and how bad. The parser asks the same formats in the same order; here nothing is remembered of other lines.
import type { Level } from '../record/level.ts'
import { cleanLine } from './clean.ts'
import { type Carrier, type Entry, type Header, newEntry } from './format.ts'
import { FORMATS, rivalsOf } from './ordered.ts'
import { peeler } from './peel.ts'
import { headerReader, type LearnedOrder } from './read-header.ts'
import type { Stamp } from './stamp.ts'
import { byStart, slotOf, trimBlanks } from './starts.ts'

/** What the head of a line says. */
export interface Head {
  /**
   * What is left behind all heads, without colours, control characters and surrounding blanks. A program's own name
   * that is part of what it says (`NCCL WARN`, `srun: error:`) stays.
   */
  readonly body: string
  /** What is left behind launchers' prefixes, with its indentation: what a record has as its message. */
  readonly message: string
  /** True where a logger's head was found: such a line begins an entry. */
  readonly isFormatted: boolean
  /** Who wrote the line, as far as launchers' prefixes tell it: the same text for all lines of one writer. */
  readonly writer: string
  /** The message where the line holds it in another form (a JSON string): it may be several lines with heads. */
  readonly decoded: string | undefined
  readonly level: Level | undefined
  readonly stamp: Stamp | undefined
  readonly node: string | undefined
  readonly rank: number | undefined
  readonly localRank: number | undefined
  readonly task: number | undefined
  readonly pid: number | undefined
  /** Index of the GPU on its node, as NCCL names it. */
  readonly gpu: number | undefined
  /** True for a line of the kernel's log. */
  readonly isKernel: boolean
}

/** Heads that may stand in a row: a program's whose output another one logged. More are no log line. */
const MAX_HEADS = 6

const CARRIERS = FORMATS.filter((format): format is Carrier => format.part === 'carrier')
const HEADERS = FORMATS.filter((format): format is Header => format.part === 'header')
const peelOuter = peeler(CARRIERS).peel
/** Behind a header, what may be a label or ordinary text is text. */
const peelInner = peeler(CARRIERS.filter(({ adaptive }) => adaptive !== true)).peel
const readHeader = headerReader(byStart(HEADERS), rivalsOf)
const headerOf = new Map(HEADERS.map(header => [header.name, header]))
const RELAYS: ReadonlySet<string> = new Set(CARRIERS.filter(({ relays }) => relays === true).map(({ name }) => name))
/** Which headers are asked first: the lines of one log are alike. Only speed depends on it. */
const order: LearnedOrder = new Map()

/** True where the level of a line of this format is the relay's, which gives one level to all that a job prints. */
export const isRelayed = (format: string | undefined): boolean => format !== undefined && RELAYS.has(format)

/** Returns what the head of a line says; where heads stand in a row, the outer one's word counts. Never throws. */
export function readHead(line: string): Head {
  const text = cleanLine(line)
  const entry = newEntry(text)
  const message = peelOuter(text, entry)
  const writer = entry.prefixed ? writerOf(entry) : ''
  if (isRelayed(entry.format)) entry.level = undefined
  let rest = message.trim()
  let found = takeHeader(rest, entry)
  const isFormatted = found !== undefined
  let decoded = found?.decoded ?? (entry.decoded ? message : undefined)
  for (let heads = 1; found !== undefined && found.isLast !== true && heads < MAX_HEADS; heads++) {
    rest = found.rest
    const inner = newEntry(rest)
    const peeled = trimBlanks(peelInner(rest, inner))
    found = takeHeader(peeled, inner)
    // A header that only finds its time in the text takes nothing off it.
    if (found === undefined || found.rest === rest) found = peeled === rest ? undefined : { rest: peeled }
    if (found !== undefined) fillIn(entry, inner)
    decoded ??= found?.decoded
  }
  return headOf(entry, { message, writer, isFormatted, body: found?.rest ?? rest, decoded })
}

const writerOf = ({ node, rank, local_rank, task, stream, fields }: Entry): string =>
  `${node} ${rank} ${local_rank} ${task} ${stream} ${fields?.['pid']}`

/** What a header left of a text. */
interface Behind {
  readonly rest: string
  readonly decoded?: string
  /** True where nothing behind it is a head. */
  readonly isLast?: boolean
}

/** Reads a header and notes what it says; undefined where the text has none. */
function takeHeader(text: string, entry: Entry): Behind | undefined {
  const { stamp } = entry
  entry.message = text
  const behind = readHeader(text, slotOf(text), entry, order)
  if (behind === undefined) return undefined
  // An uptime or a time of the day says less than the launcher's time.
  if (stamp !== undefined && (entry.stamp?.kind === 'uptime' || entry.stamp?.kind === 'time-only')) entry.stamp = stamp
  if (entry.message !== text) return { rest: entry.message.trim(), decoded: entry.message, isLast: true }
  const header = headerOf.get(entry.format as string)
  if (header?.kernel === true) entry.fields = { ...entry.fields, program: 'kernel' }
  const name = header?.speaker?.exec(text)
  return name == null ? { rest: trimBlanks(behind) } : { rest: text.slice(name.index), isLast: true }
}

/** Notes what an inner head says where the outer ones say nothing. */
function fillIn(entry: Entry, inner: Entry): void {
  entry.level ??= inner.level
  entry.stamp ??= inner.stamp
  entry.node ??= inner.node
  entry.rank ??= inner.rank
  entry.local_rank ??= inner.local_rank
  entry.task ??= inner.task
  if (inner.fields !== undefined) entry.fields = { ...inner.fields, ...entry.fields }
}

type Texts = Pick<Head, 'body' | 'message' | 'isFormatted' | 'writer' | 'decoded'>

/** Written out key by key: a spread of the texts took most of the time of reading a head. */
function headOf(entry: Entry, { body, message, isFormatted, writer, decoded }: Texts): Head {
  const { fields } = entry
  return {
    body,
    message,
    isFormatted,
    writer,
    decoded,
    level: entry.level,
    stamp: entry.stamp,
    node: entry.node,
    rank: entry.rank,
    localRank: entry.local_rank,
    task: entry.task,
    pid: numberIn(fields?.['pid']),
    gpu: numberIn(fields?.['cuda_device']),
    isKernel: fields?.['program'] === 'kernel',
  }
}

const numberIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
