// One file on another host: what is known of it, and how it is read on.
import { type Block, type BlockSplitter, blockSplitter } from '../../sources/block-splitter.ts'
import { HEAD_BYTES, type Position, TAIL_BYTES } from '../../sources/position.ts'
import type { RecordFrame } from '../../sources/record-frame.ts'
import { readCommand } from '../../sources/remote-commands.ts'
import { fingerprint } from '../follow/fingerprint.ts'
import type { Mark } from '../follow/followed-file.ts'
import type { Conversation } from './conversation.ts'

export interface RemoteFile {
  /** Where it can be read now. */
  path: string
  /** The path under which it was followed: its lines are told under that. */
  readonly followedAs: string
  readonly frame: RecordFrame
  readonly inode: string
  head: string
  headBytes: number
  /** The whole lines of it that were taken. */
  taken: Mark
  handedOn: Mark
  /** Bytes that were read on this connection: `taken`, and a part of a line that the splitter holds. */
  readTo: number
  /** The last bytes before `readTo`. */
  before: Buffer
  splitter: BlockSplitter
  /** True once it was told that it may not be read. */
  told: boolean
  /** Since when a file that was rotated away has given nothing. */
  quietSince: number
}

/** Asked for at a time. */
export const READ_BYTES = 256 * 1024
const NOTHING = Buffer.alloc(0)

export function remoteFile(
  at: Pick<RemoteFile, 'path' | 'followedAs' | 'inode' | 'frame'>,
  maxLineBytes: number,
): RemoteFile {
  const start = { offset: 0, before: NOTHING }
  const reading = {
    taken: start,
    handedOn: start,
    readTo: 0,
    before: NOTHING,
    splitter: blockSplitter(0, maxLineBytes),
  }
  return { ...at, ...reading, head: '', headBytes: 0, told: false, quietSince: 0 }
}

/** Goes back to the last whole line: what a broken connection held of the next one is read again. */
export function rewind(file: RemoteFile, mark: Mark, maxLineBytes: number): void {
  file.taken = mark
  file.readTo = mark.offset
  file.before = mark.before
  file.splitter = blockSplitter(mark.offset, maxLineBytes)
}

/** Sets the position of a file that was just met. */
export async function startAt(
  file: RemoteFile,
  offset: number,
  talk: Conversation,
  maxLineBytes: number,
): Promise<void> {
  const from = Math.max(0, offset - TAIL_BYTES)
  const before = offset === 0 ? NOTHING : await talk.ask(readCommand(file.path, from, offset - from))
  rewind(file, { offset, before }, maxLineBytes)
  file.handedOn = file.taken
}

/** Sets where reading begins in a compressed file of which a position is known. */
export function resumeCompressed(file: RemoteFile, { head, headBytes, offset, tail }: Position): void {
  const mark = { offset, before: NOTHING, tail }
  Object.assign(file, { head, headBytes, taken: mark, handedOn: mark })
}

/** True where a file begins as the one of a position did, and has the same text before its offset. */
export async function holdsText(
  { head, headBytes, offset, tail }: Position,
  path: string,
  size: number,
  talk: Conversation,
): Promise<boolean> {
  if (size < offset) return false
  if (fingerprint(await talk.ask(readCommand(path, 0, headBytes))) !== head) return false
  const from = Math.max(0, offset - TAIL_BYTES)
  return offset === 0 || fingerprint(await talk.ask(readCommand(path, from, offset - from))) === tail
}

/** Returns the offset of the unfinished last line, or the size where there is none near. */
export async function lastLineOf(file: RemoteFile, size: number, talk: Conversation): Promise<number> {
  const from = Math.max(0, size - READ_BYTES)
  const bytes = await talk.ask(readCommand(file.path, from, size - from))
  const newline = bytes.lastIndexOf(10)
  return newline === -1 ? (from === 0 ? 0 : size) : from + newline + 1
}

/** Reads on; returns the whole lines that this completes, or undefined where the text before is not what it was. */
export async function readOn(file: RemoteFile, talk: Conversation): Promise<readonly Block[] | undefined> {
  const from = file.readTo - file.before.length
  const bytes = await talk.ask(readCommand(file.path, from, READ_BYTES))
  if (!bytes.subarray(0, file.before.length).equals(file.before)) return undefined
  if (file.headBytes < HEAD_BYTES) {
    const head = from === 0 ? bytes.subarray(0, HEAD_BYTES) : await talk.ask(readCommand(file.path, 0, HEAD_BYTES))
    file.head = fingerprint(head)
    file.headBytes = head.length
  }
  const fresh = bytes.subarray(file.before.length)
  const blocks = file.splitter.push(fresh)
  file.readTo += fresh.length
  file.before = Buffer.from(bytes.subarray(-TAIL_BYTES))
  const lineStart = file.splitter.offset()
  if (lineStart > file.taken.offset) {
    // Where the last whole line ends inside of what was just read, its tail is at hand; it always does when a line was
    // completed.
    const end = bytes.length - (file.readTo - lineStart)
    file.taken = { offset: lineStart, before: Buffer.from(bytes.subarray(Math.max(0, end - TAIL_BYTES), end)) }
  }
  return blocks
}

/** A shell does not say which device a file is on. */
export const NO_DEVICE = 'ssh'

export function remotePosition(
  { followedAs, inode, head, headBytes, ...file }: RemoteFile,
  mark: Mark = file.handedOn,
): Position {
  return {
    path: followedAs,
    device: NO_DEVICE,
    inode,
    head,
    headBytes,
    offset: mark.offset,
    tail: mark.tail ?? fingerprint(mark.before),
  }
}
