// One record -> one line of text.
import type { AnyRecord, LogRecord, MatchRecord } from './types.generated.ts'

/**
 * Returns the line of a record, without its newline: what JSON.stringify gives. Log and match records are written by hand, because
 * nearly everything in a pipe is one: it takes half the time of JSON.stringify on 26 keys of which 8 are set.
 */
export function writeRecord(record: AnyRecord): string {
  const prototype = Object.getPrototypeOf(record)
  if (prototype === PARSED_LOG) return writeLog(record as LogRecord)
  return prototype === JUDGED_MATCH ? writeMatch(record as MatchRecord) : JSON.stringify(record)
}

/**
 * The prototype of the log records that our parser makes: an empty object. It says that a record has the keys that `writeLog` writes,
 * in its order, and no other; looking at the keys would cost as much as writing them.
 */
export const PARSED_LOG: object = {}

/** The same for the match records that our rules make, and `writeMatch`. */
export const JUDGED_MATCH: object = {}

function writeLog(record: LogRecord): string {
  let text = record.time === undefined ? '{"kind":"log"' : `{"kind":"log","time":"${record.time}","time_from":"${record.time_from}"`
  if (record.job !== undefined) text += `,"job":${quote(record.job)}`
  if (record.run !== undefined) text += `,"run":${quote(record.run)}`
  if (record.attempt !== undefined) text += `,"attempt":${record.attempt}`
  if (record.node !== undefined) text += `,"node":${quote(record.node)}`
  if (record.rank !== undefined) text += `,"rank":${record.rank}`
  if (record.local_rank !== undefined) text += `,"local_rank":${record.local_rank}`
  if (record.task !== undefined) text += `,"task":${record.task}`
  if (record.stream !== undefined) text += `,"stream":"${record.stream}"`
  if (record.file !== undefined) text += `,"file":${quote(record.file)}`
  if (record.level !== undefined) text += `,"level":"${record.level}"`
  if (record.logger !== undefined) text += `,"logger":${quote(record.logger)}`
  if (record.code !== undefined) text += `,"code":${quote(record.code)}`
  if (record.format !== undefined) text += `,"format":${quote(record.format)}`
  if (record.step !== undefined) text += `,"step":${record.step}`
  if (record.total_steps !== undefined) text += `,"total_steps":${record.total_steps}`
  if (record.epoch !== undefined) text += `,"epoch":${record.epoch}`
  if (record.metrics !== undefined) text += `,"metrics":${writeMetrics(record.metrics)}`
  if (record.non_finite !== undefined) text += `,"non_finite":${JSON.stringify(record.non_finite)}`
  if (record.progress !== undefined) text += `,"progress":${JSON.stringify(record.progress)}`
  text += `,"message":${quoteMessage(record.message)}`
  if (record.lines !== undefined) text += `,"lines":${record.lines}`
  if (record.truncated !== undefined) text += ',"truncated":true'
  if (record.offset !== undefined) text += `,"offset":${record.offset}`
  if (record.fields !== undefined) text += `,"fields":${writeFields(record.fields)}`
  return `${text}}`
}

/** Its log record may have been read: no text is known to be harmless, and no number to be finite. */
function writeMatch(record: MatchRecord): string {
  let text = record.time === undefined ? '{"kind":"match"' : `{"kind":"match","time":${quote(record.time)}`
  if (record.job !== undefined) text += `,"job":${quote(record.job)}`
  if (record.run !== undefined) text += `,"run":${quote(record.run)}`
  if (record.attempt !== undefined) text += `,"attempt":${numeral(record.attempt)}`
  if (record.node !== undefined) text += `,"node":${quote(record.node)}`
  if (record.rank !== undefined) text += `,"rank":${numeral(record.rank)}`
  if (record.local_rank !== undefined) text += `,"local_rank":${numeral(record.local_rank)}`
  if (record.task !== undefined) text += `,"task":${numeral(record.task)}`
  if (record.stream !== undefined) text += `,"stream":${quote(record.stream)}`
  if (record.file !== undefined) text += `,"file":${quote(record.file)}`
  text += `,"rule":${quote(record.rule)},"verdict":"${record.verdict}"`
  if (record.value !== undefined) text += `,"value":${scalar(record.value)}`
  if (record.threshold !== undefined) text += `,"threshold":${scalar(record.threshold)}`
  if (record.streak !== undefined) text += `,"streak":${record.streak}`
  if (record.consecutive !== undefined) text += `,"consecutive":${record.consecutive}`
  if (record.reason !== undefined) text += `,"reason":${quote(record.reason)}`
  if (record.step !== undefined) text += `,"step":${numeral(record.step)}`
  return `${text},"message":${quoteMessage(record.message as string)}}`
}

const numeral = (value: number): string => (Number.isFinite(value) ? `${value}` : 'null')
const scalar = (value: number | string | null): string => (typeof value === 'string' ? quote(value) : value === null ? 'null' : numeral(value))

let lastMessage = ''
let lastQuoted = '""'

/** A message leaves with its log record and with each match of it. Holds one message. */
function quoteMessage(text: string): string {
  if (text === lastMessage) return lastQuoted
  lastQuoted = quote(text)
  lastMessage = text
  return lastQuoted
}

/** What JSON must escape: quotes, backslashes, control characters, and surrogates, which may be lone. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON escapes
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/

function quote(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`
}

/** Most fields are a few numbers and words. */
function writeFields(fields: Readonly<Record<string, unknown>>): string {
  let text = ''
  for (const name in fields) {
    const value = fields[name]
    if (value === undefined) continue
    const written = typeof value === 'string' ? quote(value) : Number.isSafeInteger(value) ? String(value) : JSON.stringify(value)
    text += `${text === '' ? '{' : ','}${quotedName(name)}${written}`
  }
  return text === '' ? '{}' : `${text}}`
}

/** Texts of metric names, quoted: they repeat on every line. Bounded; beyond that, names are quoted anew. */
const quotedNames = new Map<string, string>()

function quotedName(name: string): string {
  let quoted = quotedNames.get(name)
  if (quoted === undefined) {
    quoted = `${JSON.stringify(name)}:`
    if (quotedNames.size < 4096) quotedNames.set(name, quoted)
  }
  return quoted
}

function writeMetrics(metrics: Readonly<Record<string, number | null>>): string {
  let text = ''
  for (const name in metrics) text += `${text === '' ? '{' : ','}${quotedName(name)}${metrics[name]}`
  return text === '' ? '{}' : `${text}}`
}
