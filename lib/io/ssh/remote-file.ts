// One file on another host: what is known of it, and how it is read on.
import { originFromPath } from '../../formats/origin-from-path.ts'
import { type Block, type BlockSplitter, blockSplitter } from '../../sources/block-splitter.ts'
import { HEAD_BYTES, type Position, TAIL_BYTES } from '../../sources/position.ts'
import { type RecordFrame, recordFrame } from '../../sources/record-frame.ts'
import { hostName, readCommand, type SshHost } from '../../sources/ssh-target.ts'
import { fingerprint } from '../follow/fingerprint.ts'
import type { Mark } from '../follow/followed-file.ts'
import type { Conversation } from './conversation.ts'

export interface RemoteFile {
  readonly path: string
  readonly name: string
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
}

/** Asked for at a time. */
const READ_BYTES = 256 * 1024
const NOTHING = Buffer.alloc(0)

export function remoteFile(host: SshHost, path: string, inode: string, maxLineBytes: number): RemoteFile {
  const name = `${hostName(host)}${path}`
  const frame = recordFrame({ file: name, node: host.host, ...originFromPath(path) })
  const start = { offset: 0, before: NOTHING }
  return { path, name, frame, inode, head: '', headBytes: 0, taken: start, handedOn: start, readTo: 0, before: NOTHING, splitter: blockSplitter(0, maxLineBytes) }
}

/** Goes back to the last whole line: what a broken connection held of the next one is read again. */
export function rewind(file: RemoteFile, mark: Mark, maxLineBytes: number): void {
  file.taken = mark
  file.readTo = mark.offset
  file.before = mark.before
  file.splitter = blockSplitter(mark.offset, maxLineBytes)
}

/** Sets the position of a file that was just met. */
export async function startAt(file: RemoteFile, offset: number, talk: Conversation, maxLineBytes: number): Promise<void> {
  const from = Math.max(0, offset - TAIL_BYTES)
  const before = offset === 0 ? NOTHING : await talk.ask(readCommand(file.path, from, offset - from))
  rewind(file, { offset, before }, maxLineBytes)
  file.handedOn = file.taken
}

/** True where a saved position is one of this file: the same inode, head and text before the offset. */
export async function matches(saved: Position, file: RemoteFile, size: number, talk: Conversation): Promise<boolean> {
  if (saved.inode !== file.inode || size < saved.offset) return false
  const head = await talk.ask(readCommand(file.path, 0, saved.headBytes))
  const from = Math.max(0, saved.offset - TAIL_BYTES)
  const tail = saved.offset === 0 ? NOTHING : await talk.ask(readCommand(file.path, from, saved.offset - from))
  return fingerprint(head) === saved.head && fingerprint(tail) === saved.tail
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
    // Where the last whole line ends inside of what was just read, its tail is at hand; it always does when a line was completed.
    const end = bytes.length - (file.readTo - lineStart)
    file.taken = { offset: lineStart, before: Buffer.from(bytes.subarray(Math.max(0, end - TAIL_BYTES), end)) }
  }
  return blocks
}

export function remotePosition(file: RemoteFile): Position {
  const { name, inode, head, headBytes, handedOn } = file
  return { path: name, device: 'ssh', inode, head, headBytes, offset: handedOn.offset, tail: fingerprint(handedOn.before) }
}
