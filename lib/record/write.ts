// One record -> one line of JSON.
import { addAscii, addByte, addBytes, addLine, addMessage, addNumber, addQuoted, addText, type ByteSink, NUMBER_BYTES, reserve } from './bytes.ts'
import type { AnyRecord, LogRecord, MatchRecord } from './types.generated.ts'

/**
 * Adds a record and a newline: what JSON.stringify gives. Log and match records are written by hand, because nearly everything in a
 * pipe is one, and most of their 26 keys are not set.
 */
export function writeRecord(sink: ByteSink, record: AnyRecord): void {
  const prototype = Object.getPrototypeOf(record)
  if (prototype === PARSED_LOG) writeLog(sink, record as LogRecord)
  else if (prototype === JUDGED_MATCH) writeMatch(sink, record as MatchRecord)
  else addLine(sink, JSON.stringify(record))
}

/**
 * The prototype of the log records that our parser makes: an empty object. It says that a record has the keys that `writeLog` writes,
 * in its order, and no other; looking at the keys would cost as much as writing them.
 */
export const PARSED_LOG: object = {}

/** The same for the match records that our rules make, and `writeMatch`. */
export const JUDGED_MATCH: object = {}

/** More than all keys and numbers of a record take, without its texts, metrics and fields. */
const SKELETON_BYTES = 1024
const CLOSE = 125
const COMMA = 44

function writeLog(sink: ByteSink, record: LogRecord): void {
  // Short parts are joined as text and encoded at once; long texts and decimals go straight into bytes.
  let text = record.time === undefined ? '{"kind":"log"' : `{"kind":"log","time":"${record.time}","time_from":"${record.time_from}"`
  if (record.job !== undefined) text += `,"job":${quoted(record.job)}`
  if (record.run !== undefined) text += `,"run":${quoted(record.run)}`
  if (record.attempt !== undefined) text += `,"attempt":${record.attempt}`
  if (record.node !== undefined) text += `,"node":${quoted(record.node)}`
  if (record.rank !== undefined) text += `,"rank":${record.rank}`
  if (record.local_rank !== undefined) text += `,"local_rank":${record.local_rank}`
  if (record.task !== undefined) text += `,"task":${record.task}`
  if (record.stream !== undefined) text += `,"stream":"${record.stream}"`
  if (record.file !== undefined) text += `,"file":${quoted(record.file)}`
  if (record.level !== undefined) text += `,"level":"${record.level}"`
  if (record.logger !== undefined) text += `,"logger":${quoted(record.logger)}`
  if (record.code !== undefined) text += `,"code":${quoted(record.code)}`
  text += `,"format":${quoted(record.format as string)}`
  if (record.step !== undefined) text += `,"step":${record.step}`
  if (record.total_steps !== undefined) text += `,"total_steps":${record.total_steps}`
  if (record.epoch !== undefined) text += `,"epoch":${record.epoch}`
  if (record.metrics !== undefined) {
    addText(sink, `${text},"metrics":{`)
    writeMetrics(sink, record.metrics)
    text = '}'
  }
  if (record.non_finite !== undefined) text += `,"non_finite":${JSON.stringify(record.non_finite)}`
  if (record.progress !== undefined) text += `,"progress":${JSON.stringify(record.progress)}`
  addText(sink, `${text},"message":`)
  addMessage(sink, record.message)
  reserve(sink, SKELETON_BYTES)
  if (record.lines !== undefined) number(sink, ',"lines":', record.lines)
  if (record.truncated !== undefined) addAscii(sink, ',"truncated":true')
  if (record.offset !== undefined) number(sink, ',"offset":', record.offset)
  if (record.fields !== undefined) writeFields(sink, record.fields)
  end(sink)
}

/** Names of nodes, loggers and formats repeat: the last ones are known to be harmless, or quoted already. Each has its place. */
const PLACES = 256
const plainTexts = new Array<string>(PLACES).fill('')
const quotedTexts = new Array<string>(PLACES).fill('""')

function quoted(text: string): string {
  const { length } = text
  if (length === 0 || length > 256) return JSON.stringify(text)
  const place = (length * 31 + text.charCodeAt(0) * 7 + text.charCodeAt(length - 1) + text.charCodeAt(length >> 1) * 13) & (PLACES - 1)
  if (plainTexts[place] === text) return quotedTexts[place] as string
  // Copies: a text that is cut out of a line keeps the whole chunk alive.
  const quote = JSON.stringify(text)
  plainTexts[place] = JSON.parse(quote) as string
  quotedTexts[place] = quote
  return quote
}

/** Its log record may have been read: no text is known to be harmless, and no number to be finite. */
function writeMatch(sink: ByteSink, record: MatchRecord): void {
  let text = record.time === undefined ? '{"kind":"match"' : `{"kind":"match","time":${JSON.stringify(record.time)}`
  if (record.job !== undefined) text += `,"job":${quoted(record.job)}`
  if (record.run !== undefined) text += `,"run":${quoted(record.run)}`
  if (record.attempt !== undefined) text += `,"attempt":${numeral(record.attempt)}`
  if (record.node !== undefined) text += `,"node":${quoted(record.node)}`
  if (record.rank !== undefined) text += `,"rank":${numeral(record.rank)}`
  if (record.local_rank !== undefined) text += `,"local_rank":${numeral(record.local_rank)}`
  if (record.task !== undefined) text += `,"task":${numeral(record.task)}`
  if (record.stream !== undefined) text += `,"stream":${quoted(record.stream)}`
  if (record.file !== undefined) text += `,"file":${quoted(record.file)}`
  text += `,"rule":${quoted(record.rule)},"verdict":"${record.verdict}"`
  if (record.value !== undefined) text += `,"value":${scalar(record.value)}`
  if (record.threshold !== undefined) text += `,"threshold":${scalar(record.threshold)}`
  if (record.streak !== undefined) text += `,"streak":${record.streak}`
  if (record.consecutive !== undefined) text += `,"consecutive":${record.consecutive}`
  if (record.reason !== undefined) text += `,"reason":${JSON.stringify(record.reason)}`
  if (record.step !== undefined) text += `,"step":${numeral(record.step)}`
  addText(sink, `${text},"message":`)
  addMessage(sink, record.message as string)
  end(sink)
}

const numeral = (value: number): string => (Number.isFinite(value) ? `${value}` : 'null')
const scalar = (value: number | string | null): string => (typeof value === 'string' ? JSON.stringify(value) : value === null ? 'null' : numeral(value))

function end(sink: ByteSink): void {
  reserve(sink, 2)
  addByte(sink, CLOSE)
  addByte(sink, 10)
}

function number(sink: ByteSink, key: string, value: number): void {
  addAscii(sink, key)
  addNumber(sink, value)
}

/** Metric and field names as JSON with a colon: they repeat on every line. Bounded; beyond that, names are encoded anew. */
const encodedNames = new Map<string, Uint8Array>()

/** Adds a name and its colon, and leaves room for a number. */
function writeName(sink: ByteSink, name: string): void {
  let encoded = encodedNames.get(name)
  if (encoded === undefined) {
    encoded = Buffer.from(`${JSON.stringify(name)}:`)
    if (encodedNames.size < 4096) encodedNames.set(name, encoded)
  }
  reserve(sink, encoded.length + NUMBER_BYTES)
  addBytes(sink, encoded)
}

function writeMetrics(sink: ByteSink, metrics: Readonly<Record<string, number | null>>): void {
  let isFirst = true
  for (const name in metrics) {
    if (isFirst) isFirst = false
    else addByte(sink, COMMA)
    writeName(sink, name)
    addNumber(sink, metrics[name] ?? Number.NaN)
  }
}

/** Most fields are a few numbers and words. */
function writeFields(sink: ByteSink, fields: Readonly<Record<string, unknown>>): void {
  addAscii(sink, ',"fields":{')
  let isFirst = true
  for (const name in fields) {
    const value = fields[name]
    if (value === undefined) continue
    if (isFirst) isFirst = false
    else addByte(sink, COMMA)
    writeName(sink, name)
    if (typeof value === 'string') addQuoted(sink, value)
    else if (typeof value === 'number') addNumber(sink, value)
    else addText(sink, JSON.stringify(value))
    reserve(sink, 2)
  }
  addByte(sink, CLOSE)
}
