// Headers that one pattern describes: the pattern's named groups are the fields.
import { type Level, parseLevel } from '../record/level.ts'
import type { Entry, Header, Sample } from './format.ts'
import { epochStamp, readStamp } from './stamp.ts'

export interface PatternHeader {
  readonly name: string
  readonly source: string
  readonly starts: string
  /**
   * Anchored at the start; what follows the match is the payload. Groups: time, level, logger, code (or file and line),
   * node, rank, local_rank, task, attempt, step, and any other name for `fields`. Where two alternatives need the same
   * group, the second's ends in 2, the third's in 3.
   */
  readonly pattern: RegExp
  /** The level of lines that do not say theirs. */
  readonly level?: Level
  /** As Header.speaker. */
  readonly speaker?: RegExp
  readonly samples: readonly Sample[]
}

const WHOLE = /^\d{1,15}$/

/** Notes what a group caught. */
function note(entry: Entry, name: string, value: string): void {
  switch (name) {
    case 'level':
      entry.level = parseLevel(value) ?? entry.level
      return
    case 'logger':
    case 'code':
    case 'node':
      if (value !== '' && value !== '?') entry[name] ??= value
      return
    case 'rank':
    case 'local_rank':
    case 'task':
    case 'attempt':
    case 'step':
    case 'total_steps':
      if (WHOLE.test(value)) entry[name] ??= Number(value)
      return
    default:
      entry.fields ??= {}
      entry.fields[name] = WHOLE.test(value) ? Number(value) : value
  }
}

/**
 * Returns a header that reads what the groups of its pattern name. A pattern that matches but whose time is impossible
 * does not count.
 */
export function patternHeader(definition: PatternHeader): Header {
  const { pattern, level, ...rest } = definition
  // By position: an object of named groups for every line costs more than the pattern. All groups must be named, so the
  // order is theirs.
  const names = [...pattern.source.matchAll(/\(\?<([a-z_]+\d?)>/g)].map(match =>
    (match[1] as string).replace(/[23]$/, ''),
  )
  const timeAt = names.indexOf('time') + 1
  const otherTimeAt = names.lastIndexOf('time') + 1
  const [fileAt, lineAt] = [names.indexOf('file') + 1, names.indexOf('line') + 1]
  return {
    part: 'header',
    ...rest,
    read(text, entry) {
      const match = pattern.exec(text)
      if (match === null) return undefined
      const time = timeAt === 0 ? undefined : (match[timeAt] ?? match[otherTimeAt])
      if (time !== undefined) {
        const stamp = readStamp(time) ?? epochStamp(time)
        if (stamp === undefined) return undefined
        entry.stamp = stamp
      }
      if (level !== undefined) entry.level = level
      for (let index = 1; index < match.length; index++) {
        const value = match[index]
        if (value !== undefined && index !== timeAt && index !== otherTimeAt)
          note(entry, names[index - 1] as string, value)
      }
      if (fileAt !== 0 && match[fileAt] !== undefined) entry.code ??= `${match[fileAt]}:${match[lineAt]}`
      return text.slice((match[0] as string).length)
    },
  }
}
