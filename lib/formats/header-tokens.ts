// What loggers put around the time, in any order and with any brackets: level, source position, logger, rank, process.
import { LEVEL_WORDS, type Level, parseLevel } from '../record/level.ts'
import type { Entry } from './format.ts'

const LEVELS = new Set(LEVEL_WORDS.split('|'))
const CODE = /^[\w./<>-]{1,200}\.(?:py|cc|cpp|cu|go|rs):\d+(?::\w+)?$/
/** A dotted name is a logger's, unless it is an exception's class. */
const LOGGER = /^(?![\w.]*(?:Error|Exception|Interrupt)$)(?:[A-Za-z_]\w*(?:\.\w+)+|root|__main__)$/
const POSITION = /^(?:train|eval|valid|val|test|TRAIN|EVAL)\]?$|(?:step|epoch|iter|batch)\w{0,6}[ :=#]{1,3}\d/i
/** No logger writes more of them. */
const MAX_TOKENS = 6

/**
 * Notes the tokens of a header that a text starts with and returns what follows them, without the bars, colons or
 * dashes between. `level` is what the header has said before them; a level that a launcher put before the whole line
 * gives way to the line's own.
 */
export function takeTokens(text: string, entry: Entry, level?: Level): string {
  let rest = text
  const outer = entry.level
  entry.level = level
  for (let tokens = 0; tokens < MAX_TOKENS; tokens++) {
    const length = takeToken(rest, entry)
    if (length === 0) break
    rest = rest.slice(length)
  }
  if (entry.level === undefined) rest = takeLevelAhead(rest, entry)
  entry.level ??= outer
  return rest.replace(/^[\s|:>-]+/, '')
}

/**
 * Fields of a head without blanks and bars in them, then a level as loggers write it: `ppdet.engine INFO: `,
 * `(trainer:762) INFO - `, `node-7:0<tab>INFO<tab>`.
 */
const LEVEL_AHEAD =
  /^[\s|:>-]{0,8}((?:[^\s|]{1,120}[\s|]{1,8}(?:[:-] )?){1,4}?)\[?(DEBUG|INFO|NOTICE|WARNING|WARN|ERROR|CRITICAL|FATAL|SUCCESS)(?:\]|:| -|\t| *\||(?= {2})|(?<=[:\])] {1,8}[A-Z]{4,8})(?= ))/

/** Notes a level that stands behind fields that are not known, and returns what follows it; else the text. */
function takeLevelAhead(text: string, entry: Entry): string {
  const match = LEVEL_AHEAD.exec(text.length > 300 ? text.slice(0, 300) : text)
  if (match === null) return text
  entry.level = parseLevel(match[2] as string)
  const fields = (match[1] as string).trim().split(/[\s|]+/)
  // A number is the text's own: `Epoch 3 - WARNING: slow`.
  if (fields.some(field => /^[\d.,]+$/.test(field))) return text
  for (const field of fields) {
    const inner = field.replace(/^[([]|[)\]]:?$|:$/g, '')
    if (entry.code === undefined && CODE.test(inner)) entry.code = inner
    else if (entry.logger === undefined && /^[A-Za-z_][\w.]*$/.test(inner)) entry.logger = inner
  }
  return text.slice(match[0].length)
}

/** Notes what stands in brackets before a time: who speaks, never what a word that may be anything is. */
export function noteTags(tags: string, entry: Entry): void {
  for (const [, inner = ''] of tags.matchAll(/\[([^\]]*)\]/g)) {
    const rank = /^(?:global )?rank[ :=_-]{0,2}(\d{1,6})(?:\/\d+)?$/i.exec(inner.trim())
    if (rank !== null) entry.rank ??= Number(rank[1])
  }
}

/**
 * Notes the token that the text starts with and returns its length, separators before it included; 0 where it starts
 * with none of a header.
 */
function takeToken(text: string, entry: Entry): number {
  let at = 0
  while (isSeparator(text.charCodeAt(at))) at++
  if (text.charCodeAt(at) === 91 /* [ */) {
    const close = text.indexOf(']', at)
    // A second time in brackets is the payload's own.
    if (close === -1 || close - at > 121 || /^\[\d{4}-/.test(text.slice(at, at + 6))) return 0
    const inner = text.slice(at + 1, close).trim()
    // Where training stands is what the payload says.
    if (POSITION.test(inner)) return 0
    noteBracket(inner, entry)
    return close + 1
  }
  if (text.charCodeAt(at) === 123 /* { */) {
    const position = /^\{(\S{1,160}:\d{1,7})\}/.exec(text.slice(at, at + 180))
    if (position === null) return 0
    entry.code ??= position[1]
    return at + position[0].length
  }
  let end = at
  while (end < text.length && !isDelimiter(text.charCodeAt(end))) end++
  // A source position holds its own colon.
  if (text.charCodeAt(end) === 58 && /^:\d+/.test(text.slice(end, end + 3)))
    while (end < text.length && !isBlank(text.charCodeAt(end)) && text.charCodeAt(end) !== 93) end++
  if (end === at || end - at > 200) return 0
  const word = text.slice(at, end).replace(/:$/, '')
  if (entry.level === undefined && (LEVELS.has(word) || (/^[DIWEFC]$/.test(word) && /^ \[/.test(text.slice(end)))))
    entry.level = parseLevel(word)
  else if (entry.code === undefined && CODE.test(word)) entry.code = word
  else if (entry.logger === undefined && LOGGER.test(word)) entry.logger = word
  else return 0
  return end
}

const isBlank = (code: number): boolean => code === 32 || code === 9
const isSeparator = (code: number): boolean => code === 32 || code === 9 || code === 124 || code === 58 || code === 45
const isDelimiter = (code: number): boolean =>
  code === 32 || code === 9 || code === 124 || code === 58 || code === 91 || code === 93

function noteBracket(inner: string, entry: Entry): void {
  const level = entry.level === undefined && /^[A-Za-z]+$/.test(inner) ? parseLevel(inner) : undefined
  if (level !== undefined) {
    entry.level = level
    return
  }
  const rank = /^(?:global )?rank[ :=_-]{0,2}(\d{1,6})(?:\/\d+)?$/i.exec(inner)
  if (rank !== null) {
    entry.rank ??= Number(rank[1])
    return
  }
  const process = /^(?:pid|process)[ :=-]?(\d{1,9})$/i.exec(inner)
  if (process !== null) {
    entry.fields = { ...entry.fields, pid: Number(process[1]) }
    return
  }
  const node = /^NODE-?\d{1,6}\(([\w.-]{1,253})\)$/i.exec(inner)
  if (node !== null) entry.node ??= node[1]
  else if (/^\S+:\d+(?::\S+)?$/.test(inner) && !/^\d/.test(inner)) entry.code ??= inner
  else if (/^[A-Za-z_][\w.]*$/.test(inner)) entry.logger ??= inner
}
