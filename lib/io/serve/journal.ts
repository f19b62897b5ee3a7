// The events of the service on disk: what was accepted is there before anybody is told so. From time to time the files
// are replaced by one with the state as it is.

import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Millis } from '../../record/time.ts'
import type { Numbered, ServeEvent } from '../../serve/events.ts'
import type { ServeState } from '../../serve/state.ts'
import { reasonOf } from '../error-words.ts'
import { segmentNumbers, segmentPath } from '../ship/segment.ts'
import { type FrameFile, openFrameFile, textsOf } from './frame-file.ts'

export interface Journal {
  /** Writes an event, and applies it. Throws where it cannot be written: then nothing has changed. */
  write(event: ServeEvent): Numbered
  /** Writes events that belong together: after a kill all of them are there, or none. */
  writeAll(events: readonly ServeEvent[]): void
  sync(): void
  /** Resolves when the files were replaced by the state, where that pays. */
  compact(): Promise<void>
  close(): void
}

interface JournalSetting {
  readonly directory: string
  readonly state: ServeState
  readonly now: () => Millis
  /** Told of bytes that a kill or a bad disk left. */
  readonly tell: (message: string) => void
  /** Called with each event once it was written. */
  readonly written: (numbered: Numbered) => void
}

const SEGMENT_BYTES = 16 * 1024 * 1024
/** Below this size nothing is replaced. */
const SMALLEST_BYTES = 64 * 1024 * 1024
/** Texts of a snapshot that are written at once: requests come in between. */
const SLICE = 200

type Happened = readonly [number: number, at: Millis, event: ServeEvent]
/** What stands in a file: the number, time and what happened, or several that belong together; where a snapshot is. */
type Line = Happened | { readonly all: readonly Happened[] } | { readonly snapshot: number } | 'end of snapshot'

/** Opens the journal of a folder and applies all that is in it. Throws where the folder cannot be used. */
export function openJournal({ directory, state, now, tell, written }: JournalSetting): Journal {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const numbers = [...segmentNumbers(directory)]
  for (const number of numbers) readSegment(segmentPath(directory, number), state, tell)
  let current = (numbers.at(-1) ?? 0) + 1
  let file: FrameFile = openFrameFile(segmentPath(directory, current))
  const segments = [...numbers, current]
  let bytes = 0
  let compactAt = SMALLEST_BYTES
  let isCompacting = false

  /** Goes on in a new file. Throws where none can be made: the old one stays then. */
  function openNext(number: number): void {
    const next = openFrameFile(segmentPath(directory, number))
    file.sync()
    file.close()
    current = number
    file = next
    segments.push(current)
  }
  async function compact(): Promise<void> {
    isCompacting = true
    const snapshot = current + 1
    const temporary = `${segmentPath(directory, snapshot)}.tmp`
    try {
      const events = state.snapshot()
      const next = state.next()
      openNext(current + 2)
      // What happens from now on stands behind the snapshot.
      const old = segments.splice(0, segments.length - 1)
      segments.unshift(snapshot)
      compactAt = Math.max(SMALLEST_BYTES, 4 * (await writeSnapshot(temporary, next, events)))
      renameSync(temporary, segmentPath(directory, snapshot))
      for (const number of old) rmSync(segmentPath(directory, number), { force: true })
      bytes = 0
    } catch (error) {
      rmSync(temporary, { force: true })
      tell(`the journal could not be made smaller: ${reasonOf(error)}`)
      compactAt += SMALLEST_BYTES
    } finally {
      isCompacting = false
    }
  }
  /** A file that grows longer than it should is no harm. */
  function goOn(): void {
    try {
      openNext(current + 1)
    } catch (error) {
      tell(`the journal goes on in its old file: ${reasonOf(error)}`)
    }
  }
  function writeAll(events: readonly ServeEvent[]): readonly Numbered[] {
    const at = now()
    const first = state.next()
    const numbered = events.map((event, index): Numbered => ({ number: first + index, at, event }))
    const before = file.bytes()
    // One text: what a kill tears is cut off as a whole.
    if (numbered.length === 1) file.append(numbered.map(lineOf))
    else file.append([JSON.stringify({ all: numbered.map(happened) } satisfies Line)])
    bytes += file.bytes() - before
    for (const each of numbered) state.apply(each)
    if (file.bytes() >= SEGMENT_BYTES) goOn()
    if (bytes >= compactAt && !isCompacting) void compact()
    for (const each of numbered) written(each)
    return numbered
  }
  return {
    write: event => writeAll([event])[0] as Numbered,
    writeAll: events => void writeAll(events),
    sync: () => file.sync(),
    compact: () => (isCompacting ? Promise.resolve() : compact()),
    close() {
      file.sync()
      file.close()
    },
  }
}

/** Writes the state as it was, while requests come in between; resolves to how large it is. */
async function writeSnapshot(path: string, next: number, events: Iterable<Numbered>): Promise<number> {
  rmSync(path, { force: true })
  const file = openFrameFile(path)
  try {
    file.append([JSON.stringify({ snapshot: next } satisfies Line)])
    let texts: string[] = []
    for (const event of events) {
      texts.push(lineOf(event))
      if (texts.length < SLICE) continue
      file.append(texts)
      texts = []
      await nextTurn()
    }
    file.append(texts)
    file.append([JSON.stringify('end of snapshot' satisfies Line)])
    file.sync()
    return file.bytes()
  } finally {
    file.close()
  }
}

const happened = ({ number, at, event }: Numbered): Happened => [number, at, event]
const lineOf = (numbered: Numbered): string => JSON.stringify(happened(numbered) satisfies Line)

function readSegment(path: string, state: ServeState, tell: (message: string) => void): void {
  // Opened once to be written: that cuts off what is torn.
  openFrameFile(path, torn => tell(`${path}: ${torn} bytes behind the last whole event were cut off`)).close()
  let isOld = false
  for (const text of textsOf(path)) {
    const line = JSON.parse(text) as Line
    if (line === 'end of snapshot') isOld = false
    else if ('snapshot' in line) {
      state.reset(line.snapshot)
      isOld = true
    } else
      for (const [number, at, event] of 'all' in line ? line.all : [line]) state.apply({ number, at, event }, isOld)
  }
}
