import { LEVEL_WORDS, parseLevel } from '../../record/level.ts'
import type { Entry, Header } from '../format.ts'
import { readStamp } from '../stamp.ts'

const TIME = /^\[?(\d{4}[-/]?(?:\d\d|[A-Z][a-z]{2})[-/]?\d\d[ T_]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)\]?/
const LEVELS = new Set(LEVEL_WORDS.split('|'))
const CODE = /^[\w./<>-]{1,200}\.(?:py|cc|cpp|cu|go|rs):\d+(?::\w+)?$/
const LOGGER = /^(?:[A-Za-z_]\w*(?:\.\w+)+|root|__main__)$/

/**
 * Any line that starts with a date and a time, in brackets or not, whatever follows: level, source position, logger and rank are taken in
 * any order, bracketed or not, up to the first word that is none of them. What one of the exact headers knows, it knows better.
 */
export const stamped: Header = {
  part: 'header',
  name: 'stamped',
  source: 'https://docs.python.org/3/library/logging.html#formatter-objects',
  starts: '0-9[',
  samples: [
    { line: '2025-06-17 16:24:52 I [train.py:103] loading data', gives: { time: '2025-06-17T16:24:52.000Z', level: 'INFO', code: 'train.py:103', format: 'stamped' } },
    { line: '[2024-05-01 10:00:00] starting', gives: { time: '2024-05-01T10:00:00.000Z', format: 'stamped' } },
    { line: '2024-05-01T10:00:00.5+02:00 ERROR [rank 3] boom', gives: { time: '2024-05-01T08:00:00.500Z', level: 'ERROR', rank: 3, format: 'stamped' } },
    { line: '2023/11/10 15:05:58 WARNING utils.data: slow', gives: { level: 'WARNING', logger: 'utils.data', format: 'stamped' } },
  ],
  read(text, entry) {
    const match = TIME.exec(text)
    if (match === null) return undefined
    const stamp = readStamp(match[1] as string)
    if (stamp === undefined) return undefined
    entry.stamp = stamp
    let rest = text.slice(match[0].length)
    for (let tokens = 0; tokens < 6; tokens++) {
      const length = takeToken(rest, entry)
      if (length === 0) break
      rest = rest.slice(length)
    }
    return rest.replace(/^[\s|:>-]+/, '')
  },
}

/** Notes the token that the text starts with and returns its length, separators before it included; 0 where it starts with none of a header. */
function takeToken(text: string, entry: Entry): number {
  let at = 0
  while (isSeparator(text.charCodeAt(at))) at++
  if (text.charCodeAt(at) === 91 /* [ */) {
    const close = text.indexOf(']', at)
    // A second time in brackets is the payload's own.
    if (close === -1 || close - at > 121 || /^\[\d{4}-/.test(text.slice(at, at + 6))) return 0
    noteBracket(text.slice(at + 1, close), entry)
    return close + 1
  }
  let end = at
  while (end < text.length && !isDelimiter(text.charCodeAt(end))) end++
  // A source position holds its own colon.
  if (text.charCodeAt(end) === 58 && /^:\d+/.test(text.slice(end, end + 3)))
    while (end < text.length && !isBlank(text.charCodeAt(end)) && text.charCodeAt(end) !== 93) end++
  if (end === at || end - at > 200) return 0
  const word = text.slice(at, end).replace(/:$/, '')
  if (entry.level === undefined && (LEVELS.has(word) || (/^[DIWEFC]$/.test(word) && /^ \[/.test(text.slice(end))))) entry.level = parseLevel(word)
  else if (entry.code === undefined && CODE.test(word)) entry.code = word
  else if (entry.logger === undefined && LOGGER.test(word)) entry.logger = word
  else return 0
  return end
}

const isBlank = (code: number): boolean => code === 32 || code === 9
const isSeparator = (code: number): boolean => code === 32 || code === 9 || code === 124 || code === 58 || code === 45
const isDelimiter = (code: number): boolean => code === 32 || code === 9 || code === 124 || code === 58 || code === 91 || code === 93

function noteBracket(inner: string, entry: Entry): void {
  const level = entry.level === undefined ? parseLevel(inner.trim()) : undefined
  const rank = /^(?:global )?rank[ :=_-]?(\d{1,6})(?:\/\d+)?$/i.exec(inner)
  if (level !== undefined && /^[A-Za-z]+$/.test(inner.trim())) entry.level = level
  else if (rank !== null) entry.rank ??= Number(rank[1])
  else if (/^\S+:\d+(?::\S+)?$/.test(inner)) entry.code ??= inner
  else if (/^[A-Za-z_][\w.]*$/.test(inner)) entry.logger ??= inner
}
