// All sources of a job file: which is a line's, and what waits of each file.
import { BOUNDS } from '../bounds.ts'
import type { GivenEntry } from '../parse/given.ts'
import type { Millis } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'
import type { SourceSettings } from './settings.ts'
import { entryOf, type FileState, type Gathered, gather, newFileState } from './source-reader.ts'

export interface SourceReaders {
  /** Takes a line; undefined where no source is for its file. What it returns is complete, in order. */
  take(text: string, raw: LogRecord | undefined, now: Millis): readonly GivenEntry[] | undefined
  /** Counts an input that is not for it. */
  pass(): void
  /** Returns the zone of a file's times, where its source names one. */
  zoneOf(file: string | undefined): SourceSettings['zone']
  oldestInput(): number | undefined
  deadline(): Millis | undefined
  releaseDue(now: Millis): readonly GivenEntry[]
  releaseAll(now: Millis): readonly GivenEntry[]
  /** Entries that steps have dropped. */
  dropped(): number
}

interface KnownFile {
  readonly settings: SourceSettings
  readonly state: FileState
}

const MOST_FILES = BOUNDS['parse.sources'].most
/** Parts of a line whose rest does not come. */
const PART_WAIT_MS = 3000

/** `usualFile` is that of lines that name none. */
export function sourceReaders(sources: readonly SourceSettings[], usualFile: string | undefined): SourceReaders {
  const known = new Map<string, KnownFile | undefined>()
  /** Those of which something waits. */
  const busy = new Set<KnownFile>()
  let inputs = 0
  let dropped = 0

  function sourceOf(file: string | undefined): SourceSettings | undefined {
    return file === undefined ? undefined : sources.find(source => source.isOf(file))
  }

  function fileOf(name: string | undefined): KnownFile | undefined {
    if (name === undefined) return undefined
    if (known.has(name)) return known.get(name)
    // Files without end: what waits of them is little, and leaves as it is.
    if (known.size >= MOST_FILES) for (const key of known.keys()) if (isIdle(known.get(key))) known.delete(key)
    const settings = sourceOf(name)
    const file = settings === undefined ? undefined : { settings, state: newFileState() }
    known.set(name, file)
    return file
  }

  function entriesOf(settings: SourceSettings, gathered: readonly Gathered[], now: Millis): readonly GivenEntry[] {
    return gathered.flatMap(each => {
      const entry = entryOf(settings, each, now)
      if (entry === undefined) dropped++
      return entry ?? []
    })
  }

  /** Takes out what waits, as far as it is due. */
  function release(isDue: (gathered: Gathered, waitMs: Millis) => boolean, now: Millis): readonly GivenEntry[] {
    const entries: GivenEntry[] = []
    for (const file of busy) {
      const { state, settings } = file
      for (const [waiting, waitMs] of [
        [state.blocks, settings.block?.maxWaitMs ?? 0],
        [state.parts, PART_WAIT_MS],
      ] as const)
        for (const [key, gathered] of waiting)
          if (isDue(gathered, waitMs)) {
            waiting.delete(key)
            entries.push(...entriesOf(settings, [gathered], now))
          }
      if (isIdle(file)) busy.delete(file)
    }
    return entries
  }

  function* waiting(): Generator<{ readonly gathered: Gathered; readonly waitMs: Millis }> {
    for (const file of busy) {
      for (const gathered of file.state.blocks.values()) yield { gathered, waitMs: file.settings.block?.maxWaitMs ?? 0 }
      for (const gathered of file.state.parts.values()) yield { gathered, waitMs: PART_WAIT_MS }
    }
  }

  const least = (numbers: Iterable<number>): number | undefined => {
    let found: number | undefined
    for (const number of numbers) if (found === undefined || number < found) found = number
    return found
  }

  return {
    take(text, raw, now) {
      inputs++
      const file = fileOf(raw?.file ?? usualFile)
      if (file === undefined) return undefined
      const line = text.endsWith('\r') ? text.slice(0, -1) : text
      const gathered = gather(file.settings, file.state, { text: line, raw, input: inputs, now })
      if (!isIdle(file)) busy.add(file)
      return entriesOf(file.settings, gathered, now)
    },
    pass: () => void inputs++,
    zoneOf: file => sourceOf(file ?? usualFile)?.zone,
    oldestInput: () => least([...waiting()].map(({ gathered }) => gathered.fromInput)),
    deadline: () => least([...waiting()].map(({ gathered, waitMs }) => gathered.since + waitMs)),
    releaseDue: now => release((gathered, waitMs) => gathered.since + waitMs <= now, now),
    releaseAll: now => release(() => true, now),
    dropped: () => dropped,
  }
}

const isIdle = (file: KnownFile | undefined): boolean =>
  file === undefined || (file.state.parts.size === 0 && file.state.blocks.size === 0)
