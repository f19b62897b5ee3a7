// One record -> one line of JSON.
import { addText, type ByteSink } from './bytes.ts'
import { flat, isPlain, namedNumber, namedValue, numeral, quoted, repeated, repeatedNumber } from './json-text.ts'
import type { AnyRecord, LogRecord, MatchRecord } from './types.generated.ts'

/**
 * Marks the log and match records that our parser and rules make: such a record has the keys that `logText` or
 * `matchText` writes, in their order, and no other. Looking at the keys would cost as much as writing them; JSON leaves
 * the mark out. Its value is what the record has in common with others.
 */
export const MADE: unique symbol = Symbol('made')

/** What log records have in common that say the same but for their time and writer. */
export interface Made {
  /** True where JSON writes their messages as they are. */
  readonly isPlain: boolean
  /** What stands before and behind the message, as JSON, once one was written. */
  before: string | undefined
  behind: string
}
/** `message`: one of theirs; they differ in nothing but digits. */
export const newMade = (message: string): Made => ({ isPlain: isPlain(message), before: undefined, behind: '' })
/** Nothing in common with any other. */
export const ALONE: Made = newMade('')

interface Marked {
  readonly [MADE]?: Made
}

/**
 * Adds a record and a newline: what JSON.stringify gives. Log and match records are written by hand, because nearly
 * everything in a pipe is one, and most of their 26 keys are not set.
 */
export function writeRecord(sink: ByteSink, record: AnyRecord): void {
  const made = (record as Marked)[MADE]
  if (made === undefined) addText(sink, JSON.stringify(record) + '\n')
  else addText(sink, record.kind === 'log' ? logText(record, made) : matchText(record as MatchRecord))
}

const job = repeated('job')
const run = repeated('run')
const node = repeated('node')
const stream = repeated('stream')
const file = repeated('file')
const logger = repeated('logger')
const code = repeated('code')
const format = repeated('format')
const rule = repeated('rule')
const rank = repeatedNumber('rank')
const localRank = repeatedNumber('local_rank')
const task = repeatedNumber('task')
const step = repeatedNumber('step')
const totalSteps = repeatedNumber('total_steps')

function logText(record: LogRecord, made: Made): string {
  let text =
    record.time === undefined
      ? '{"kind":"log"'
      : '{"kind":"log","time":"' +
        record.time +
        (record.time_from === 'line' ? '","time_from":"line"' : '","time_from":"' + record.time_from + '"')
  if (record.job !== undefined) text += job(record.job)
  if (record.run !== undefined) text += run(record.run)
  if (record.attempt !== undefined) text += ',"attempt":' + record.attempt
  if (record.node !== undefined) text += node(record.node)
  if (record.rank !== undefined) text += rank(record.rank)
  if (record.local_rank !== undefined) text += localRank(record.local_rank)
  if (record.task !== undefined) text += task(record.task)
  if (record.stream !== undefined) text += stream(record.stream)
  if (record.file !== undefined) text += file(record.file)
  if (made === ALONE) return text + beforeMessage(record) + message(record.message) + behindMessage(record)
  if (made.before === undefined) {
    made.before = flat(beforeMessage(record))
    made.behind = flat(behindMessage(record))
  }
  return text + made.before + (made.isPlain ? record.message : message(record.message)) + made.behind
}

function beforeMessage(record: LogRecord): string {
  let text = ''
  if (record.level !== undefined) text += ',"level":"' + record.level + '"'
  if (record.logger !== undefined) text += logger(record.logger)
  if (record.code !== undefined) text += code(record.code)
  text += format(record.format as string)
  if (record.step !== undefined) text += step(record.step)
  if (record.total_steps !== undefined) text += totalSteps(record.total_steps)
  if (record.epoch !== undefined) text += ',"epoch":' + record.epoch
  if (record.metrics !== undefined) text += ',"metrics":{' + metricsText(record.metrics) + '}'
  if (record.non_finite !== undefined) text += ',"non_finite":' + JSON.stringify(record.non_finite)
  if (record.progress !== undefined) text += ',"progress":' + JSON.stringify(record.progress)
  return text + ',"message":"'
}

/** What stands behind `"message":"`. The last one is kept: it leaves with its log record and with each match of it. */
function message(text: string): string {
  if (text !== lastMessage) {
    lastMessage = text
    lastInner = isPlain(text) ? text : JSON.stringify(text).slice(1, -1)
  }
  return lastInner
}
let lastMessage = ''
let lastInner = ''

function behindMessage(record: LogRecord): string {
  let text = '"'
  if (record.lines !== undefined) text += ',"lines":' + record.lines
  if (record.truncated !== undefined) text += ',"truncated":true'
  if (record.offset !== undefined) text += ',"offset":' + record.offset
  if (record.fields !== undefined) text += ',"fields":{' + fieldsText(record.fields) + '}'
  return text + '}\n'
}

function metricsText(metrics: Readonly<Record<string, number | null>>): string {
  let text = ''
  for (const name in metrics) text += namedNumber(text === '', name, metrics[name] as number | null)
  return text
}

function fieldsText(fields: Readonly<Record<string, unknown>>): string {
  let text = ''
  for (const name in fields) text += namedValue(text === '', name, fields[name])
  return text
}

/** Its log record may have been read: no text is known to be harmless, and no number to be finite. */
function matchText(record: MatchRecord): string {
  let text = record.time === undefined ? '{"kind":"match"' : '{"kind":"match","time":' + quoted(record.time)
  if (record.job !== undefined) text += job(record.job)
  if (record.run !== undefined) text += run(record.run)
  if (record.attempt !== undefined) text += ',"attempt":' + numeral(record.attempt)
  if (record.node !== undefined) text += node(record.node)
  if (record.rank !== undefined) text += ',"rank":' + numeral(record.rank)
  if (record.local_rank !== undefined) text += ',"local_rank":' + numeral(record.local_rank)
  if (record.task !== undefined) text += ',"task":' + numeral(record.task)
  if (record.stream !== undefined) text += stream(record.stream)
  if (record.file !== undefined) text += file(record.file)
  text += rule(record.rule) + ',"verdict":"' + record.verdict + '"'
  if (record.value !== undefined) text += ',"value":' + scalar(record.value)
  if (record.threshold !== undefined) text += ',"threshold":' + scalar(record.threshold)
  if (record.streak !== undefined) text += ',"streak":' + record.streak
  if (record.consecutive !== undefined) text += ',"consecutive":' + record.consecutive
  if (record.reason !== undefined) text += ',"reason":' + quoted(record.reason)
  if (record.step !== undefined) text += ',"step":' + numeral(record.step)
  return text + ',"message":"' + message(record.message as string) + '"}\n'
}

const scalar = (value: number | string | null): string =>
  typeof value === 'string' ? quoted(value) : value === null ? 'null' : numeral(value)
