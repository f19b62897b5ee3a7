// One file on another host: how it is read on with POSIX tools.
import { type Block, type BlockSplitter, blockSplitter } from '../../sources/block-splitter.ts'
import { type FileAt, isSameFile, type TrackedFile, trackedFile } from '../../sources/follow/tracked-file.ts'
import { HEAD_BYTES, TAIL_BYTES } from '../../sources/position.ts'
import { LIST, quote, type RemoteListing, readCommand, readListing } from '../../sources/remote-commands.ts'
import { fingerprint } from '../follow/fingerprint.ts'
import type { Conversation } from './conversation.ts'

export interface RemoteFile extends TrackedFile {
  /** The last bytes before `readTo`; the part of a line between `offset` and there is held by the splitter. */
  lastBytes: Buffer
  splitter: BlockSplitter
  /** When bytes of it came last, in milliseconds of the caller's clock. */
  grownAtMs: number
  /** True where a state of a bar was given whose line has not ended yet. */
  isDrawn: boolean
}

/** When a file is read, and how long its lines may be. */
interface ReadingAt {
  readonly nowMs: number
  readonly maxLineBytes: number
}

const NEWLINE = 10
const CARRIAGE_RETURN = 13
/** As long as in a file of this host. */
const DRAWN_MS = 200
/** Asked for at a time. */
export const READ_BYTES = 256 * 1024
const NOTHING = Buffer.alloc(0)

export function remoteFile(at: FileAt, maxLineBytes: number): RemoteFile {
  const splitter = blockSplitter(0, maxLineBytes, true)
  return { ...trackedFile(at), lastBytes: NOTHING, splitter, grownAtMs: 0, isDrawn: false }
}

/** Goes back to the last whole line: what a broken connection held of the next one is read again. */
export function rewind(file: RemoteFile, maxLineBytes: number): void {
  file.readTo = file.offset
  file.lastBytes = file.before
  file.splitter = blockSplitter(file.offset, maxLineBytes, true)
}

/** Sets the position of a file: nothing before is wanted. */
export async function startAt(
  file: RemoteFile,
  offset: number,
  conversation: Conversation,
  maxLineBytes: number,
): Promise<void> {
  const from = Math.max(0, offset - TAIL_BYTES)
  const before = offset === 0 ? NOTHING : await conversation.ask(readCommand(file.path, from, offset - from))
  Object.assign(file, { offset, before, tail: undefined, acknowledged: { offset, before } })
  rewind(file, maxLineBytes)
}

/** Returns what stands at a path now. */
export async function lookAtRemote(
  path: string,
  conversation: Conversation,
  nowMs: number,
): Promise<RemoteListing | undefined> {
  const text = await conversation.ask(`${LIST} ${quote(path)} 2>/dev/null`)
  return readListing(text.toString('utf8'), nowMs)[0]
}

/** Returns the offset of the unfinished last line, or the size where there is none near. */
export async function lastLineOf(file: RemoteFile, conversation: Conversation): Promise<number> {
  const from = Math.max(0, file.size - READ_BYTES)
  const bytes = await conversation.ask(readCommand(file.path, from, file.size - from))
  const newline = bytes.lastIndexOf(NEWLINE)
  return newline === -1 ? (from === 0 ? 0 : file.size) : from + newline + 1
}

/**
 * Reads on; returns the whole lines that this completes, or why there are none. nothing: nothing at all came, not even
 * what was there before. rewritten: that is not what it was. Where nothing was there before, the path is looked at
 * again: it may lead to another file by now.
 */
export async function readOn(
  file: RemoteFile,
  conversation: Conversation,
  { nowMs, maxLineBytes }: ReadingAt,
): Promise<readonly Block[] | 'nothing' | 'rewritten' | 'moved'> {
  const from = file.readTo - file.lastBytes.length
  const bytes = await conversation.ask(readCommand(file.path, from, READ_BYTES))
  if (bytes.length === 0 || file.lastBytes.length === 0) {
    const there = await lookAtRemote(file.path, conversation, nowMs)
    if (there === undefined || !isSameFile(there, file)) return 'moved'
  }
  if (bytes.length === 0) return 'nothing'
  if (!bytes.subarray(0, file.lastBytes.length).equals(file.lastBytes)) return 'rewritten'
  await learnHead(file, from, bytes, conversation)
  const fresh = bytes.subarray(file.lastBytes.length)
  if (fresh.length > 0) file.grownAtMs = nowMs
  const behind = file.isDrawn ? behindDrawn(file, fresh, maxLineBytes) : fresh
  const blocks = file.splitter.push(behind)
  file.readTo = from + bytes.length
  file.lastBytes = Buffer.from(bytes.subarray(-TAIL_BYTES))
  const lineStart = file.splitter.offset()
  if (lineStart > file.offset) {
    // Where the last whole line ends inside of what was just read, its tail is at hand; it always does when a line was
    // completed.
    const end = bytes.length - (file.readTo - lineStart)
    file.offset = lineStart
    file.before = Buffer.from(bytes.subarray(Math.max(0, end - TAIL_BYTES), end))
    file.tail = undefined
  }
  return blocks
}

/** The end of the line that was given as it was drawn is part of it; what comes behind is another line. */
function behindDrawn(file: RemoteFile, fresh: Buffer, maxLineBytes: number): Buffer {
  if (fresh.length === 0) return fresh
  file.isDrawn = false
  if (fresh[0] !== NEWLINE && fresh[0] !== CARRIAGE_RETURN) return fresh
  const before = Buffer.concat([file.before, fresh.subarray(0, 1)]).subarray(-TAIL_BYTES)
  Object.assign(file, { offset: file.offset + 1, before, tail: undefined })
  file.splitter = blockSplitter(file.offset, maxLineBytes, true)
  return fresh.subarray(1)
}

/**
 * Takes the newest state of a bar as a line, where others were drawn before it on the same line and it has stood for so
 * long that nothing may ever end it; undefined where there is none.
 */
export function takeDrawn(file: RemoteFile, { nowMs, maxLineBytes }: ReadingAt): Block | undefined {
  const { readTo, offset, before, grownAtMs, lastBytes } = file
  if (readTo === offset || before.at(-1) !== CARRIAGE_RETURN || nowMs - grownAtMs < DRAWN_MS) return undefined
  const state = file.splitter.end()
  Object.assign(file, { offset: readTo, before: lastBytes, tail: undefined, isDrawn: true })
  file.splitter = blockSplitter(readTo, maxLineBytes, true)
  return state
}

/** Learns what the file begins with, from bytes that were read from an offset on. */
async function learnHead(file: RemoteFile, from: number, bytes: Buffer, conversation: Conversation): Promise<void> {
  if (file.headBytes >= HEAD_BYTES) return
  const head =
    from === 0 ? bytes.subarray(0, HEAD_BYTES) : await conversation.ask(readCommand(file.path, 0, HEAD_BYTES))
  file.head = fingerprint(head)
  file.headBytes = head.length
}
