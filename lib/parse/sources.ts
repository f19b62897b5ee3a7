// What is known of each place that lines come from.
import { BOUNDS } from '../bounds.ts'
import { rankKey } from '../record/origin.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'
import { startAttempts } from './attempts.ts'
import { newLearned } from './detect.ts'
import type { Defaults, Source } from './record-of-entry.ts'
import { sourceClock } from './source-clock.ts'
import type { Zone } from './zone.ts'

export interface SourceSettings {
  readonly zone: Zone
  readonly reference: Millis | undefined
  /** What is known of a source from its file name, flags and environment. */
  defaultsOf(file: string | undefined): Defaults
}

/** The day that a file's name says: `train-2026-03-04.log`, `run_20260304_0506.out`. */
function dateInName(file = ''): Millis | undefined {
  const match = /(?<!\d)(20\d\d)([-_]?)(\d\d)\2(\d\d)(?!\d)/.exec(file.slice(file.lastIndexOf('/') + 1))
  return match === null ? undefined : parseTime(`${match[1]}-${match[3]}-${match[4]}T00:00:00.000Z`)
}

const MAX_SOURCES = BOUNDS['parse.sources'].most

/**
 * Returns a function that gives the source of a line that came in a record (undefined: without one). At most 16,384 are
 * kept; `forget` is called with the oldest before it is forgotten.
 */
export function sources(
  settings: SourceSettings,
  forget: (source: Source) => void,
): (raw: LogRecord | undefined) => Source {
  const known = new Map<string, Source>()
  let count = 0
  return raw => {
    const key = raw === undefined ? '' : (raw.file ?? `${raw.node ?? ''} ${rankKey(raw)} ${raw.stream ?? ''}`)
    let source = known.get(key)
    if (source !== undefined) return source
    if (known.size >= MAX_SOURCES) {
      const [oldest, forgotten] = known.entries().next().value as [string, Source]
      known.delete(oldest)
      forget(forgotten)
    }
    source = {
      id: count++,
      defaults: settings.defaultsOf(raw?.file),
      learned: newLearned(),
      clock: sourceClock(settings.zone, settings.reference ?? dateInName(raw?.file)),
      attempts: startAttempts(),
    }
    known.set(key, source)
    return source
  }
}
