import { LEVEL_WORDS, parseLevel } from '../../record/level.ts'
import type { Entry, Header } from '../format.ts'
import { readStamp } from '../stamp.ts'

const TIME = /^\[?(\d{4}[-/]?(?:\d\d|[A-Z][a-z]{2})[-/]?\d\d[ T_]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)\]?/
const LEVEL = new RegExp(`^(?:[\\s|:-]*)[\\[(<]?(${LEVEL_WORDS})[\\])>]?(?=[\\s|:\\]\\[-]|$)`)
const LEVEL_LETTER = /^ ?\[?([DIWEFC])\]?(?= \[|\[| )/
/** Not a second time: that is the payload's own. */
const BRACKET = /^[\s|:-]*\[(?!\d{4}-)([^\][]{1,120})\]/
const CODE = /^[\s|:-]*\[?([\w./<>-]{1,200}\.(?:py|cc|cpp|cu|go|rs):\d+)(?::\w+)?\]?:?(?= |$)/
const NAME = /^[\s|:-]*((?:[A-Za-z_][\w.]*\.)[\w.]+|root|__main__)(?=[\s:|-])/

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

/** Notes what the text starts with and returns its length; 0 where it starts with no token of a header. */
function takeToken(text: string, entry: Entry): number {
  if (entry.level === undefined) {
    const level = LEVEL.exec(text) ?? LEVEL_LETTER.exec(text)
    if (level !== null) {
      entry.level = parseLevel(level[1] as string)
      return level[0].length
    }
  }
  if (entry.code === undefined) {
    const code = CODE.exec(text)
    if (code !== null) {
      entry.code = code[1]
      return code[0].length
    }
  }
  const bracket = BRACKET.exec(text)
  if (bracket !== null) {
    noteBracket(bracket[1] as string, entry)
    return bracket[0].length
  }
  if (entry.logger === undefined) {
    const name = NAME.exec(text)
    if (name !== null) {
      entry.logger = name[1]
      return name[0].length
    }
  }
  return 0
}

function noteBracket(inner: string, entry: Entry): void {
  const rank = /^(?:global )?rank[ :=_-]?(\d{1,6})(?:\/\d+)?$/i.exec(inner)
  if (rank !== null) entry.rank ??= Number(rank[1])
  else if (/^\S+:\d+(?::\S+)?$/.test(inner)) entry.code ??= inner
  else if (/^[A-Za-z_][\w.]*$/.test(inner)) entry.logger ??= inner
}
