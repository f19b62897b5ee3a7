// Headers that one pattern describes: the pattern's named groups are the fields.
import { parseLevel } from '../record/level.ts'
import type { Entry, Header, Sample } from './format.ts'
import { epochStamp, readStamp } from './stamp.ts'

export interface PatternHeader {
  readonly name: string
  readonly source: string
  readonly starts: string
  /** Anchored at the start. Groups: time, level, logger, code, node, rank, local_rank, and any other name for `fields`; what follows the match is the payload. */
  readonly pattern: RegExp
  readonly samples: readonly Sample[]
}

const WHOLE_NUMBERS = new Set(['rank', 'local_rank', 'task', 'attempt', 'step', 'total_steps'])
const TEXTS = new Set(['logger', 'code', 'node'])

/** Returns a header that reads what the groups of its pattern name. A pattern that matches but whose time is impossible does not count. */
export function patternHeader(definition: PatternHeader): Header {
  const { pattern, ...rest } = definition
  return {
    part: 'header',
    ...rest,
    read(text, entry) {
      const match = pattern.exec(text)
      if (match === null) return undefined
      const groups = match.groups ?? {}
      const time = groups['time']
      if (time !== undefined) {
        const stamp = readStamp(time) ?? epochStamp(time)
        if (stamp === undefined) return undefined
        entry.stamp = stamp
      }
      for (const name in groups) {
        const value = groups[name]
        if (value !== undefined && name !== 'time') setField(entry, name, value)
      }
      return text.slice(match[0].length)
    },
  }
}

function setField(entry: Entry, name: string, value: string): void {
  if (name === 'level') entry.level = parseLevel(value) ?? entry.level
  else if (WHOLE_NUMBERS.has(name)) {
    const field = name as 'rank' | 'local_rank' | 'task' | 'attempt' | 'step' | 'total_steps'
    if (/^\d{1,15}$/.test(value)) entry[field] ??= Number(value)
  } else if (TEXTS.has(name)) {
    const field = name as 'logger' | 'code' | 'node'
    if (value !== '' && value !== '?') entry[field] ??= value
  } else {
    entry.fields ??= {}
    entry.fields[name] = /^\d{1,15}$/.test(value) ? Number(value) : value
  }
}
