// A parser for files that a job file says more of: their steps come first.

import { type Parser, type ParserSettings, parser } from '../parse/parser.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import type { SourceSettings } from './settings.ts'
import { type SourceReaders, sourceReaders } from './source-readers.ts'

/** What such a parser is told. */
export interface SourcesParserSettings extends ParserSettings {
  readonly sources: readonly SourceSettings[]
  /** The path that lines come from which name none. */
  readonly usualFile: string | undefined
}

/** As the plain one where the job file says nothing. */
export function parserOfSources(settings: SourcesParserSettings): Parser {
  const readers: SourceReaders = sourceReaders(settings.sources, settings.usualFile)
  const state = parser({ ...settings, zoneOf: readers.zoneOf })
  return {
    ...state,
    line(text, now, raw) {
      const entries = readers.take(text, raw, now)
      return entries === undefined ? state.line(text, now, raw) : state.entries(entries, now)
    },
    pass() {
      readers.pass()
      state.pass()
    },
    deadline: () => least(state.deadline(), readers.deadline()),
    releaseDue: now => state.releaseDue(now, readers.releaseDue(now)),
    releaseAll: (now = 0) => [...state.releaseAll(now, readers.releaseAll(now)), ...droppedNotice(readers.dropped())],
    oldestInput: () => least(state.oldestInput(), readers.oldestInput()),
  }
}

const least = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)

function droppedNotice(count: number): readonly AnyRecord[] {
  if (count === 0) return []
  const message = `${count} ${count === 1 ? 'entry was' : 'entries were'} dropped, as the job file's sources say`
  return [{ kind: 'notice', code: 'entries_dropped', message, count, stage: 'parse' }]
}
