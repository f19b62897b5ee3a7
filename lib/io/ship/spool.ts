// Lines on disk until the server has them: appended to segments, read back in the same order, and deleted a segment at
// a time. What was written is not lost by a kill at any point; it may be sent twice, which the server does not keep.

import {
  closeSync,
  constants,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../../problem.ts'
import type { LokiEntry, Owner } from '../../ship/entry.ts'
import { addFrame, type FrameRoom, newRoom, SEGMENT_HEAD } from '../../ship/frame.ts'
import type { Stream } from '../../ship/intake.ts'
import type { SpoolSettings } from '../../ship/settings.ts'
import type { Totals } from '../../ship/totals.ts'
import { reasonOf } from '../error-words.ts'
import { takeLock } from '../lock.ts'
import { openRegular, PRIVATE_MODE, refuseUnsafeFile, replaceFileSync } from '../safe-file.ts'
import { checksum, mendSegment, readBlock, type Segment, segmentNumbers, segmentPath } from './segment.ts'
import type { ShipWorld, Tell } from './world.ts'

export interface Spool {
  /** Adds a line; it is written by the next `write`. */
  add(stream: Stream, text: string): void
  /** Writes what was added; a promise where there is no room, until there is. */
  write(): Promise<void> | undefined
  /** Gives the next lines that were written, with the labels of each; undefined where there are none. */
  read(): readonly { readonly labels: string; readonly entry: LokiEntry }[] | undefined
  bytes(): number
  /** From now on a full spool holds nobody: what comes in the end is written beyond its size. */
  end(): void
  /** Writes how far lines are done with, and lets go of the folder; gives how many lines a full disk did not take. */
  close(): number
}

export interface SpoolSetting {
  readonly settings: SpoolSettings
  readonly world: Pick<ShipWorld, 'clock'>
  readonly totals: Totals
  readonly tell: Tell
}

const SECOND_MS = 1000
const SMALLEST_SEGMENT = 64 * 1024
const LARGEST_SEGMENT = 16 * 1024 * 1024
const PRIVATE_FOLDER = 0o700
const CURSOR_NAME = 'cursor.json'

/** Up to where lines are done with. */
interface Cursor {
  readonly segment: number
  readonly offset: number
}

/** Lines that were read together. */
interface Block extends Owner {
  readonly segment: Segment
  readonly end: number
  readonly lines: number
}

interface State extends SpoolSetting {
  readonly unlock: () => void
  readonly segmentBytes: number
  /** The oldest first; the last one is written. */
  readonly segments: Segment[]
  room: FrameRoom
  /** Lines in the room. */
  added: number
  /** Streams whose labels stand in the segment that is written. */
  readonly named: Set<number>
  writing: number | undefined
  /** Where reading stands, and the labels that were read there. */
  readAt: Cursor
  reading: number | undefined
  readonly labels: Map<number, string>
  /** Blocks that were read and are not done with, in order. */
  readonly blocks: Block[]
  cursor: Cursor
  savedAt: number
  isCursorSaved: boolean
  syncedAt: number
  isSynced: boolean
  /** Who waits for room. */
  waiting: { readonly promise: Promise<void>; readonly goOn: () => void } | undefined
  hasEnded: boolean
  isFullTold: boolean
  disarmRetry: () => void
  disarmSync: () => void
}

/** Opens the spool of a folder, which is made where it is missing, or says what is wrong with it. */
export function openSpool(setting: SpoolSetting): Spool | readonly Problem[] {
  const { directory, maxBytes } = setting.settings
  const place = '--spool'
  try {
    mkdirSync(directory, { recursive: true, mode: PRIVATE_FOLDER })
    const unsafe = refuseUnsafeFile(join(directory, CURSOR_NAME))
    if (unsafe !== undefined) return [{ place, reason: `${directory} is not used: ${CURSOR_NAME} ${unsafe}` }]
    const lock = takeLock(join(directory, 'lock'))
    if (typeof lock !== 'function')
      return [{ place, reason: `${directory} is in use by process ${lock.holder}: each needs a spool of its own` }]
    const state: State = {
      ...setting,
      unlock: lock,
      segmentBytes: Math.min(LARGEST_SEGMENT, Math.max(SMALLEST_SEGMENT, Math.floor(maxBytes / 16))),
      segments: [],
      room: newRoom(),
      added: 0,
      named: new Set(),
      writing: undefined,
      readAt: { segment: 0, offset: 0 },
      reading: undefined,
      labels: new Map(),
      blocks: [],
      cursor: { segment: 0, offset: 0 },
      savedAt: 0,
      isCursorSaved: true,
      syncedAt: 0,
      isSynced: true,
      waiting: undefined,
      hasEnded: false,
      isFullTold: false,
      disarmRetry() {},
      disarmSync() {},
    }
    findSegments(state)
    return {
      add: (stream, text) => add(state, stream, text),
      write: () => write(state),
      read: () => read(state),
      bytes: () => bytesOf(state),
      end() {
        state.hasEnded = true
        tryAgain(state)
        // A disk that is full holds nobody any more, either.
        state.waiting?.goOn()
        state.waiting = undefined
      },
      close: () => close(state),
    }
  } catch (error) {
    const { message } = error as Error
    return [{ place, reason: `${directory} cannot be used: ${message}` }]
  }
}

const bytesOf = ({ segments }: State): number => segments.reduce((sum, { bytes }) => sum + bytes, 0)

/** Looks at what an earlier run has left. */
function findSegments(state: State): void {
  const { settings, totals, tell } = state
  const { directory } = settings
  state.cursor = readCursor(join(directory, CURSOR_NAME), tell)
  for (const number of segmentNumbers(directory)) {
    const path = segmentPath(directory, number)
    if (number < state.cursor.segment) {
      rmSync(path, { force: true })
      continue
    }
    const from = number === state.cursor.segment ? state.cursor.offset : 0
    const found = mendSegment(path, number, from)
    if (found.torn > 0)
      tell('spool_mended', `${path}: ${found.torn} bytes behind the last whole line were cut off`, found.torn)
    totals.found += found.lines
    state.segments.push({ number, path, bytes: found.bytes, lines: found.lines })
  }
  const last = state.segments.at(-1)?.number ?? 0
  openNext(state, Math.max(last, state.cursor.segment) + 1)
  const first = state.segments[0] as Segment
  state.readAt = { segment: first.number, offset: 0 }
}

function readCursor(path: string, tell: Tell): Cursor {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return { segment: 0, offset: 0 }
  try {
    const { segment, offset } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Cursor>
    if (Number.isSafeInteger(segment) && Number.isSafeInteger(offset))
      return { segment: segment as number, offset: offset as number }
  } catch {
    // No JSON: what is left is sent again from its start.
  }
  tell('spool_mended', `${path} cannot be read: what is left in the spool is sent from its start`)
  return { segment: 0, offset: 0 }
}

function openNext(state: State, number: number): void {
  if (state.writing !== undefined) {
    if (!state.isSynced && state.settings.fsync !== 'never') fsyncSync(state.writing)
    closeSync(state.writing)
  }
  const path = segmentPath(state.settings.directory, number)
  state.writing = openRegular(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, PRIVATE_MODE)
  state.named.clear()
  state.segments.push({ number, path, bytes: 0, lines: 0 })
}

function add(state: State, { id, text: labels }: Stream, text: string): void {
  if (!state.named.has(id)) {
    state.named.add(id)
    addFrame(state.room, { is: 'stream', stream: id, text: labels }, checksum)
  }
  addFrame(state.room, { is: 'entry', stream: id, text }, checksum)
  state.added++
}

function write(state: State): Promise<void> | undefined {
  if (state.waiting !== undefined) return state.waiting.promise
  if (state.added === 0 || hasWritten(state)) return undefined
  let goOn = (): void => {}
  const promise = new Promise<void>(resolve => {
    goOn = resolve
  })
  state.waiting = { promise, goOn }
  return promise
}

/** Tries to write again what waits for room. */
function tryAgain(state: State): void {
  if (state.waiting === undefined || !hasWritten(state)) return
  const { goOn } = state.waiting
  state.waiting = undefined
  goOn()
}

/** Writes what was added; false where there is no room for it. */
function hasWritten(state: State): boolean {
  if (state.added === 0) return true
  if (!makeRoom(state)) return false
  const segment = state.segments.at(-1) as Segment
  const bytes = state.room.bytes.subarray(0, state.room.used)
  try {
    if (segment.bytes === 0) segment.bytes += writeAt(state, SEGMENT_HEAD, 0)
    segment.bytes += writeAt(state, bytes, segment.bytes)
  } catch (error) {
    tellFull(state, `${segment.path} cannot be written: ${reasonOf(error)}`)
    letGo(state, segment)
    retryLater(state)
    return false
  }
  segment.lines += state.added
  state.isFullTold = false
  state.added = 0
  state.room.used = 0
  // Each write names its labels, so that it can stand at the start of a segment.
  state.named.clear()
  sync(state)
  if (segment.bytes >= state.segmentBytes) openNext(state, segment.number + 1)
  return true
}

/** Frees a disk that is full of what is done with: also of the segment that is written. */
function letGo(state: State, last: Segment): void {
  if (last.bytes === 0 || last.lines > 0) return
  try {
    openNext(state, last.number + 1)
  } catch {
    return // not even a name has room: tried again
  }
  while (state.segments.length > 1) deleteFirst(state)
}

/** Writes bytes as a whole, or nothing of them: what a full disk took of them is cut off again. */
function writeAt(state: State, bytes: Uint8Array, at: number): number {
  const descriptor = state.writing as number
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done, at + done)
  } catch (error) {
    ftruncateSync(descriptor, at)
    throw error
  }
  return bytes.length
}

/** Sees to it that what was added fits below the size of the spool; false where it cannot. */
function makeRoom(state: State): boolean {
  const { maxBytes, whenFull } = state.settings
  const isOver = (): boolean => bytesOf(state) + state.room.used > maxBytes
  if (!isOver() || state.hasEnded) return true
  // Less than a chunk of input would fit.
  if (state.segments.length === 1) return true
  if (whenFull === 'block') {
    tellFull(state, `the spool is full (${maxBytes} bytes): its input waits`)
    return false
  }
  while (isOver() && state.segments.length > 1) dropOldest(state)
  return true
}

function dropOldest(state: State): void {
  const oldest = state.segments.shift() as Segment
  const onTheWay = state.blocks.filter(({ segment }) => segment === oldest).reduce((sum, { lines }) => sum + lines, 0)
  const lost = oldest.lines - onTheWay
  rmSync(oldest.path, { force: true })
  state.totals.dropped += lost
  tellFull(state, `the spool is full: its oldest lines are given up (--when-full drop-oldest)`, state.totals.dropped)
  if (state.readAt.segment === oldest.number) readNextSegment(state)
}

function tellFull(state: State, message: string, count?: number): void {
  if (!state.isFullTold) state.tell('spool_full', message, count)
  state.isFullTold = true
}

function retryLater(state: State): void {
  const { clock } = state.world
  state.disarmRetry()
  state.disarmRetry = clock.at(clock.now() + SECOND_MS, () => tryAgain(state))
}

function sync(state: State): void {
  const { settings, world } = state
  if (settings.fsync === 'never') return
  const now = world.clock.now()
  if (settings.fsync === 'always' || now - state.syncedAt >= SECOND_MS) {
    fsyncSync(state.writing as number)
    state.syncedAt = now
    state.isSynced = true
  } else if (state.isSynced) {
    state.isSynced = false
    state.disarmSync = world.clock.at(state.syncedAt + SECOND_MS, () => {
      if (!state.isSynced) sync(state)
    })
  }
}

function read(state: State): ReturnType<Spool['read']> {
  for (;;) {
    const segment = state.segments.find(({ number }) => number === state.readAt.segment)
    if (segment === undefined) return undefined
    if (state.readAt.offset >= segment.bytes) {
      if (segment === state.segments.at(-1)) return undefined
      readNextSegment(state)
      continue
    }
    state.reading ??= openRegular(segment.path, constants.O_RDONLY)
    const block = readBlock(state.reading, state.readAt.offset, segment.bytes)
    const { start, end, isBroken } = block
    state.readAt = { segment: segment.number, offset: isBroken || end <= start ? segment.bytes : end }
    if (isBroken) state.tell('spool_damaged', `${segment.path}: ${segment.bytes - end} bytes are damaged and left out`)
    const entries = entriesOf(state, segment, block)
    if (entries.length > 0) return entries
  }
}

/** Makes entries of frames; those before the cursor are done with, and only their labels count. */
function entriesOf(
  state: State,
  segment: Segment,
  { frames, start }: ReturnType<typeof readBlock>,
): NonNullable<ReturnType<Spool['read']>> {
  const { cursor, labels, blocks, readAt } = state
  const block: Mutable<Block> = { segment, end: readAt.offset, lines: 0, left: 1, completed: () => goOn(state) }
  const entries: { labels: string; entry: LokiEntry }[] = []
  for (const frame of frames) {
    if (frame.is === 'stream') labels.set(frame.stream, frame.labels)
    else if (segment.number > cursor.segment || start + frame.at >= cursor.offset) {
      entries.push({
        labels: labels.get(frame.stream) ?? '{}',
        entry: { text: frame.text, bytes: frame.text.length, owner: block },
      })
    }
  }
  block.lines = entries.length
  block.left += entries.length - 1
  if (entries.length > 0) blocks.push(block)
  return entries
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

function readNextSegment(state: State): void {
  if (state.reading !== undefined) closeSync(state.reading)
  state.reading = undefined
  state.labels.clear()
  const next = state.segments.find(({ number }) => number > state.readAt.segment)
  state.readAt = { segment: next?.number ?? state.readAt.segment, offset: 0 }
}

/** Moves the cursor over all blocks that are done with, and deletes segments that it has passed. */
function goOn(state: State): void {
  const { blocks, segments, world } = state
  while (blocks[0]?.left === 0) {
    const { segment, end, lines } = blocks.shift() as Block
    segment.lines -= lines
    state.cursor = { segment: segment.number, offset: end }
    state.isCursorSaved = false
  }
  while (segments.length > 1 && (segments[0] as Segment).number < state.cursor.segment) deleteFirst(state)
  const [first] = segments
  if (segments.length > 1 && first !== undefined && isDone(state, first)) deleteFirst(state)
  const now = world.clock.now()
  if (!state.isCursorSaved && now - state.savedAt >= SECOND_MS) saveCursor(state, now)
  tryAgain(state)
}

const isDone = ({ cursor }: State, { number, bytes }: Segment): boolean =>
  cursor.segment === number && cursor.offset >= bytes

function deleteFirst(state: State): void {
  const segment = state.segments.shift() as Segment
  rmSync(segment.path, { force: true })
  if (state.readAt.segment === segment.number) readNextSegment(state)
}

function saveCursor(state: State, now: number): void {
  state.savedAt = now
  try {
    replaceFileSync(join(state.settings.directory, CURSOR_NAME), JSON.stringify(state.cursor), PRIVATE_MODE)
    state.isCursorSaved = true
  } catch {
    // A full disk: without it, lines are sent again that the server has, and keeps once.
  }
}

function close(state: State): number {
  state.disarmRetry()
  state.disarmSync()
  state.hasEnded = true
  const lost = hasWritten(state) ? 0 : state.added
  state.disarmRetry()
  if (lost > 0) {
    state.totals.dropped += lost
    state.tell('spool_lost', `the disk is full: the last ${lost} lines could not be kept`, lost)
  }
  if (state.writing !== undefined) {
    if (!state.isSynced && state.settings.fsync !== 'never') fsyncSync(state.writing)
    closeSync(state.writing)
  }
  if (state.reading !== undefined) closeSync(state.reading)
  saveCursor(state, state.world.clock.now())
  // A segment that is empty or done with is not left behind.
  for (const segment of state.segments)
    if (segment.bytes === 0 || segment.number < state.cursor.segment || isDone(state, segment))
      rmSync(segment.path, { force: true })
  state.unlock()
  return lost
}
