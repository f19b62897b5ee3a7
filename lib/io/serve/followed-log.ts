// One log of a job that runs, read as it grows: its lines become records of the job, as `logmon run` would write them.
// How far it was read is written down together with what it said, so that after a kill nothing is missing and nothing
// comes twice.
import { type FileHandle, stat } from 'node:fs/promises'
import type { Driver, Envelope } from '../../drive.ts'
import type { Millis } from '../../record/time.ts'
import type { AnyRecord } from '../../record/types.generated.ts'
import type { FollowedTo, ServeEvent } from '../../serve/events.ts'
import type { Journal } from './journal.ts'
import { openSafely } from './safe-path.ts'

export interface Followed {
  readonly job: number
  readonly path: string
  readonly root: string
  readonly driver: Driver
  /** How far what was read has become records, all of it: a kill lets it be read again from there. */
  to: FollowedTo
  /** How far it was read; behind `to` are lines that the stages hold. */
  read: FollowedTo
  /** Where the lines that may be held begin, the oldest first, and which of all lines the first of them was. */
  readonly begins: number[]
  firstBegin: number
  /** What a full disk did not take: it comes before all else. */
  unwritten: readonly AnyRecord[]
  /** True where the stages may know something that was not kept yet, and when that came. */
  isChanged: boolean
  changedMs: Millis
  /** Looks in a row at which it could not be read. */
  failures: number
  /** What reads it now; the next one waits for it. */
  turn: Promise<unknown>
}

export interface ReadingSetting {
  readonly journal: Journal
  readonly now: () => Millis
}

/** What a log holds before that is not read when it is followed first. */
const LONGEST_PAST_BYTES = 4 * 1024 * 1024
const CHUNK_BYTES = 256 * 1024
/** Written as one: so many records are one text of the journal, which has a longest length. */
const MOST_LINES = 2000
/** Read of one log before it is another's turn. */
const MOST_A_TURN = 1024 * 1024
/** A line that is longer is cut. */
const LONGEST_LINE = 256 * 1024
const LF = 10
const CR = 13

export interface Reading extends ReadingSetting {
  readonly log: Followed
  readonly stopped: AbortSignal
}

/** A log that was read up to there. */
export function newFollowed(
  log: Pick<Followed, 'job' | 'path' | 'root' | 'driver' | 'turn'>,
  kept: FollowedTo | undefined,
): Followed {
  const to = kept?.path === log.path ? kept : { path: log.path, device: 0, inode: 0, bytes: 0 }
  return { ...log, to, read: to, begins: [], firstBegin: 1, unwritten: [], isChanged: false, changedMs: 0, failures: 0 }
}

/** Reads what a log has more by now; resolves to whether it could be read. At its end the last line needs none. */
export async function readOn(reading: Reading, isEnd = false): Promise<boolean> {
  const { log, stopped } = reading
  if (log.unwritten.length > 0) write(reading, wholeTo(log), [])
  let handle: FileHandle | undefined
  try {
    // Most logs have nothing new: those are not opened.
    const seen = await stat(log.path)
    if (isSameFile(log.read, seen) && seen.size === log.read.bytes) {
      release(reading)
      return true
    }
    handle = await openSafely(log.path, log.root)
  } catch {
    release(reading)
    return false
  }
  try {
    const { dev, ino, size } = await handle.stat()
    const isFirst = log.read.inode === 0
    const isNew = !isSameFile(log.read, { dev, ino }) || size < log.read.bytes
    if (isNew && !isFirst) {
      release(reading)
      // Places of lines are those of one file: what is held of the old one leaves before the new one is read.
      if (!isEnd && log.driver.oldestHeld() !== undefined) return true
      log.begins.length = 0
    }
    // Of a log that began long ago only the end is read; of one that began anew, all.
    const from = !isNew ? log.read.bytes : isFirst ? Math.max(0, size - LONGEST_PAST_BYTES) : 0
    const begin = isNew && from > 0 ? await afterLine(handle, from, size) : from
    log.read = { path: log.path, device: dev, inode: ino, bytes: begin }
    if (isNew) log.to = { ...log.read, writes: log.to.writes ?? 0 }
    for (const most = begin + MOST_A_TURN; log.read.bytes < Math.min(size, most) && !stopped.aborted; ) {
      const { lines, begins, bytes } = await linesFrom(handle, log.read.bytes, size, isEnd)
      if (bytes === 0) break
      feed(reading, lines, begins, { ...log.read, bytes: log.read.bytes + bytes })
    }
    release(reading)
    return true
  } finally {
    await handle.close()
  }
}

const isSameFile = ({ device, inode }: FollowedTo, { dev, ino }: { readonly dev: number; readonly ino: number }) =>
  device === dev && inode === ino

/** Lets go of all that the stages hold: the log has ended. */
export function endOf(reading: Reading): void {
  const { log, now, stopped } = reading
  if (stopped.aborted) return
  const records = collected(emit => log.driver.end(now(), emit))
  log.begins.length = 0
  write(reading, log.read, records)
}

/** Gives lines to the stages, and writes what they make of them. */
function feed(reading: Reading, lines: readonly string[], begins: readonly number[], read: FollowedTo): void {
  const { log, now, stopped } = reading
  if (stopped.aborted) return
  const records = collected(emit => {
    for (const line of lines) log.driver.feed(line, now(), emit)
    log.driver.flush(emit)
  })
  log.begins.push(...begins)
  log.read = read
  write(reading, wholeTo(log), records)
}

/** Writes what the stages let go of by time. */
function release(reading: Reading): void {
  const { log, now, stopped } = reading
  if (stopped.aborted) return
  const records = collected(emit => {
    log.driver.flush(emit)
    log.driver.tick(now(), emit)
  })
  const to = wholeTo(log)
  if (records.length > 0 || to.bytes !== log.to.bytes || to.inode !== log.to.inode) write(reading, to, records)
}

/** How far all has become records: up to the oldest line that is held. */
function wholeTo(log: Followed): FollowedTo {
  const held = log.driver.oldestHeld()
  if (held === 0) return log.to // not known: what is held by a later stage may be any of them
  const done = held === undefined ? log.begins.length : Math.max(0, held - log.firstBegin)
  log.begins.splice(0, done)
  log.firstBegin += done
  return { ...log.read, bytes: log.begins[0] ?? log.read.bytes }
}

/** What a rule saw in a line is of use to the stages alone. */
function collected(run: (emit: (envelope: Envelope) => void) => void): readonly AnyRecord[] {
  const records: AnyRecord[] = []
  run(({ record }) => void (record.kind !== 'match' && records.push(record)))
  return records
}

/** Writes records and how far they go, all of it or nothing. */
function write({ log, journal, now }: Reading, to: FollowedTo, records: readonly AnyRecord[]): void {
  const { job } = log
  log.isChanged = true
  log.changedMs = now()
  log.unwritten = [...log.unwritten, ...records]
  const events: readonly ServeEvent[] = log.unwritten.map(record => ({ is: 'record', job, record }))
  const counted = { ...to, writes: (log.to.writes ?? 0) + 1 }
  journal.writeAll([...events, { is: 'followed', job, to: counted }])
  log.unwritten = []
  log.to = counted
}

interface Piece {
  readonly lines: readonly string[]
  /** Where each of them begins. */
  readonly begins: readonly number[]
  /** How many bytes they take, their ends included. */
  readonly bytes: number
}

/** Reads whole lines; of one that does not end yet nothing, but where it is too long. */
async function linesFrom(handle: FileHandle, at: number, size: number, isEnd = false): Promise<Piece> {
  // Most logs have some lines more each time: large buffers for those would pile up until they are cleared away.
  const length = Math.min(CHUNK_BYTES, size - at)
  const buffer = Buffer.allocUnsafe(length)
  const { bytesRead } = await handle.read(buffer, 0, length, at)
  const lines: string[] = []
  const begins: number[] = []
  const take = (from: number, to: number): void => {
    lines.push(buffer.toString('utf8', from, to > from && buffer[to - 1] === CR ? to - 1 : to))
    begins.push(at + from)
  }
  let from = 0
  for (let end = buffer.indexOf(LF); end !== -1 && end < bytesRead && lines.length < MOST_LINES; ) {
    take(from, end)
    from = end + 1
    end = buffer.indexOf(LF, from)
  }
  const isUnended = lines.length === 0 && bytesRead > 0 && (isEnd || bytesRead >= LONGEST_LINE)
  if (!isUnended) return { lines, begins, bytes: from }
  take(0, bytesRead)
  return { lines, begins, bytes: bytesRead }
}

/** Resolves to where the first line begins that begins behind a place. */
async function afterLine(handle: FileHandle, from: number, size: number): Promise<number> {
  const { begins, bytes } = await linesFrom(handle, from, size)
  return begins[1] ?? from + bytes
}
