// One record -> one line of JSON.
import { flat, isPlain, namedNumber, namedValue, numeral, quoted, repeated, repeatedNumber } from './json-text.ts'
import type { AnyRecord, LogRecord, MatchRecord } from './types.generated.ts'

/**
 * Which texts JSON.stringify may be spared for a record: `log`, a log record with exactly the keys that `logText`
 * writes, in that order, each undefined where it does not apply; `match`, a match record with those of `matchText`; a
 * `SharedText`, a log record that moreover says the same as others but for its time and writer. Whoever makes a record
 * knows which it is; looking at its keys would cost as much as writing them.
 */
export type Form = 'log' | 'match' | SharedText

/** What log records have in common that say the same but for their time and writer. */
export interface SharedText {
  /** True where JSON writes their messages as they are. */
  readonly isPlain: boolean
  /** What stands before and behind the message, as JSON, once one was written. */
  before: string | undefined
  behind: string
}

/** Returns what is shared by records of which `message` is one message: they differ in nothing but digits. */
export const sharedText = (message: string): SharedText => ({
  isPlain: isPlain(message),
  before: undefined,
  behind: '',
})

/** Returns a record and a newline as JSON.stringify gives them, in less time where its form is known. */
export function recordText(record: AnyRecord, form: Form | undefined): string {
  if (form === undefined) return JSON.stringify(record) + '\n'
  // Log and match records are written by hand: nearly everything in a pipe is one, and most of their keys are not set.
  return form === 'match' ? matchText(record as MatchRecord) : logText(record as LogRecord, form)
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

function logText(record: LogRecord, form: 'log' | SharedText): string {
  let text = record.time === undefined ? '{"kind":"log"' : '{"kind":"log"' + timeText(record.time, record.time_from)
  if (record.job !== undefined) text += job(record.job)
  if (record.run !== undefined) text += run(record.run)
  if (record.attempt !== undefined) text += ',"attempt":' + numeral(record.attempt)
  if (record.node !== undefined) text += node(record.node)
  if (record.rank !== undefined) text += rank(record.rank)
  if (record.local_rank !== undefined) text += localRank(record.local_rank)
  if (record.task !== undefined) text += task(record.task)
  if (record.stream !== undefined) text += stream(record.stream)
  if (record.file !== undefined) text += file(record.file)
  if (form === 'log') return text + beforeMessage(record) + message(record.message) + behindMessage(record)
  if (form.before === undefined) {
    form.before = flat(beforeMessage(record))
    form.behind = flat(behindMessage(record))
  }
  return text + form.before + (form.isPlain ? record.message : message(record.message)) + form.behind
}

/** A time that was read from the text was written by our clock; any other may be a text of somebody else's. */
function timeText(time: string, from: LogRecord['time_from']): string {
  if (from === 'line') return ',"time":"' + time + '","time_from":"line"'
  return ',"time":' + quoted(time) + ',"time_from":"' + from + '"'
}

function beforeMessage(record: LogRecord): string {
  let text = ''
  if (record.level !== undefined) text += ',"level":"' + record.level + '"'
  if (record.logger !== undefined) text += logger(record.logger)
  if (record.code !== undefined) text += code(record.code)
  text += format(record.format as string)
  if (record.step !== undefined) text += step(record.step)
  if (record.total_steps !== undefined) text += totalSteps(record.total_steps)
  if (record.epoch !== undefined) text += ',"epoch":' + numeral(record.epoch)
  if (record.metrics !== undefined) text += ',"metrics":{' + metricsText(record.metrics) + '}'
  if (record.non_finite !== undefined) text += ',"non_finite":' + JSON.stringify(record.non_finite)
  if (record.progress !== undefined) text += ',"progress":' + JSON.stringify(record.progress)
  return text + ',"message":"'
}

/**
 * What stands behind `"message":"`. The last one is kept, and no more: a text leaves with its log record and with each
 * match of it, one right after the other.
 */
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
  if (record.lines !== undefined) text += ',"lines":' + numeral(record.lines)
  if (record.truncated !== undefined) text += ',"truncated":true'
  if (record.offset !== undefined) text += ',"offset":' + numeral(record.offset)
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
  if (record.streak !== undefined) text += ',"streak":' + numeral(record.streak)
  if (record.consecutive !== undefined) text += ',"consecutive":' + numeral(record.consecutive)
  if (record.reason !== undefined) text += ',"reason":' + quoted(record.reason)
  if (record.step !== undefined) text += ',"step":' + numeral(record.step)
  return text + ',"message":"' + message(record.message as string) + '"}\n'
}

const scalar = (value: number | string | null): string =>
  typeof value === 'string' ? quoted(value) : value === null ? 'null' : numeral(value)
