// Reads what paths of another host have, with POSIX tools: what was rotated away first, then the file itself.
import { findAgain, leaveFile, putAside } from '../../sources/follow/aside.ts'
import { prepareUnread } from '../../sources/follow/copies.ts'
import { tellGoneUnread } from '../../sources/follow/find-file.ts'
import { readErrorText, UNREADABLE_TEXT } from '../../sources/follow/texts.ts'
import { confirmLook, isSameFile } from '../../sources/follow/tracked-file.ts'
import { HEAD_BYTES, TAIL_BYTES } from '../../sources/position.ts'
import { quote, readCommand } from '../../sources/remote-commands.ts'
import { compressionOf } from '../../sources/rotated-name.ts'
import { compressedBlocks } from '../follow/compressed.ts'
import { MAX_ERROR_BYTES } from '../follow/error-files.ts'
import { fingerprint } from '../follow/fingerprint.ts'
import type { Batch } from '../source.ts'
import type { Conversation } from './conversation.ts'
import { addBlocks, type PosixState, type RemotePath, runThere, takeBatch } from './posix-state.ts'
import { lookAtRemote, type RemoteFile, readOn, startAt, takeDrawn } from './remote-file.ts'
import { remoteCompressed } from './remote-hand.ts'

/** What was found at the end of a read. failed: the file is there and is not given. */
type ReadEnd = 'end' | 'moved' | 'rewritten' | 'failed'
type Reading = AsyncGenerator<Batch, ReadEnd>

/** Times that a file is looked for again at once: rotation may be moving it. */
const MAX_FINDS = 3

/** Reads all that a file has, up to a size. */
export async function* readText(
  state: PosixState,
  path: RemotePath,
  { file, size }: { readonly file: RemoteFile; readonly size: number },
  conversation: Conversation,
): Reading {
  while (file.readTo < size) {
    const at = file.readTo
    const blocks = await readOn(file, conversation, readingAt(state))
    if (blocks === 'rewritten' || blocks === 'moved') return blocks
    if (blocks === 'nothing') return tellUnread(state, path, file, conversation)
    path.isUnreadable = false
    confirmLook(file)
    addBlocks(state, file, blocks)
    if (file.readTo === at) return 'end' // it is shorter than it was listed: the next listing tells
    if (state.out.isFull()) yield takeBatch(state)
  }
  return 'end'
}

const readingAt = ({ now, settings: { maxLineBytes } }: PosixState) => ({ nowMs: now(), maxLineBytes })

/** The newest state of a bar, where nothing came behind it for a while. */
export function addDrawn(state: PosixState, file: RemoteFile): void {
  const drawn = takeDrawn(file, readingAt(state))
  if (drawn !== undefined) addBlocks(state, file, [drawn])
}

/** A file that is there, and longer than what was read, gives nothing: the next round tries it again. */
async function tellUnread(
  { out, now }: PosixState,
  path: RemotePath,
  file: RemoteFile,
  conversation: Conversation,
): Promise<ReadEnd> {
  const there = await lookAtRemote(file.path, conversation, now())
  if (there !== undefined && there.size <= file.readTo) return 'end' // it was truncated: the next listing tells
  const isReadable = (await conversation.ask(`test -r ${quote(file.path)} && printf yes`)).length > 0
  const message = isReadable ? readErrorText(file.readTo, 'the host gives no reason') : UNREADABLE_TEXT
  if (!path.isUnreadable) out.notice('source_unreadable', message, path.path)
  path.isUnreadable = true
  return 'failed'
}

/** Reads the files that come before the live one of a path. */
export async function* readBacklog(
  state: PosixState,
  path: RemotePath,
  conversation: Conversation,
): AsyncGenerator<Batch> {
  const { aside, context, isBrief, now } = state
  let finds = 0
  for (let file = path.backlog[0]; file !== undefined; file = path.backlog[0]) {
    const unread = prepareUnread(path, file, context)
    const prepared = file.mayBeKnown ? await runThere(state, conversation, unread) : 'ready'
    if (prepared === 'later') continue
    const end = prepared === 'moving' ? 'moved' : yield* readOld(state, path, file, conversation)
    if (end === 'moved' || end === 'rewritten') {
      const isFound = await runThere(state, conversation, findAgain(aside, path, file, context))
      if (!isFound || finds++ >= MAX_FINDS) return // the next round looks for it again
      continue
    }
    path.backlog.shift()
    if (end !== 'end') putAside(aside, path, file)
    else if (leaveFile(aside, path, file, { nowMs: now(), isBrief })) addLastLine(state, file)
  }
  if (path.gone.length > 0) await runThere(state, conversation, tellGoneUnread(path, context))
}

/** The unfinished line at the end of a file that will not grow any more. */
function addLastLine(state: PosixState, file: RemoteFile): void {
  const last = file.hasEnded ? undefined : file.splitter.end()
  if (last === undefined) return
  Object.assign(file, { offset: file.readTo, before: file.lastBytes, tail: undefined })
  addBlocks(state, file, [last])
}

async function* readOld(state: PosixState, path: RemotePath, file: RemoteFile, conversation: Conversation): Reading {
  if (file.hasEnded) return 'end'
  const there = await lookAtRemote(file.path, conversation, state.now())
  if (there === undefined || !isSameFile(there, file)) return 'moved'
  if (compressionOf(file.path) !== undefined) return yield* readCompressed(state, file, conversation)
  const { acknowledged } = file
  if (file.tail !== undefined) await startAt(file, file.offset, conversation, state.settings.maxLineBytes)
  // What was taken before of the file that this one is a copy of may still be on its way.
  if (acknowledged.offset < file.offset) file.acknowledged = acknowledged
  const at = file.readTo
  const end = there.size < at ? 'rewritten' : yield* readText(state, path, { file, size: there.size }, conversation)
  if (file.readTo > at) file.quietSinceMs = 0
  if (file.quietSinceMs === 0) file.looked = there
  if (file.quietSinceMs === 0 && end === 'end' && file.offset > 0) confirmLook(file)
  return end
}

async function* readCompressed(state: PosixState, file: RemoteFile, conversation: Conversation): Reading {
  const { offset } = file
  const passed = (before: Buffer): void => {
    Object.assign(file, { before, tail: undefined })
    // What was taken before of the file that this one is a copy of may still be on its way.
    if (file.acknowledged.offset === offset) file.acknowledged = { offset, before }
  }
  const { maxLineBytes } = state.settings
  try {
    for await (const block of compressedBlocks(
      remoteCompressed(file.path, conversation),
      offset,
      maxLineBytes,
      passed,
    )) {
      if (block.offset === 0) {
        const head = block.bytes.subarray(0, HEAD_BYTES)
        Object.assign(file, { head: fingerprint(head), headBytes: head.length })
      }
      const before = Buffer.from(Buffer.concat([file.before, block.bytes]).subarray(-TAIL_BYTES))
      Object.assign(file, { offset: block.offset + block.bytes.length, before, tail: undefined })
      file.readTo = file.offset
      addBlocks(state, file, [block])
      if (state.out.isFull()) yield takeBatch(state)
    }
  } catch (error) {
    if (!conversation.isOpen()) throw error
    const reason = (error as Error).message
    state.out.notice('source_damaged', `the compressed file cannot be read on: ${reason}`, file.path)
  }
  file.hasEnded = true
  return 'end'
}

/** Hands on torchelastic's error file as one record once it is whole. */
export async function takeRemoteErrorFile(
  state: PosixState,
  file: RemoteFile,
  size: number,
  conversation: Conversation,
): Promise<void> {
  if (file.offset > 0 || size === 0) return
  const text = await conversation.ask(readCommand(file.path, 0, Math.min(size, MAX_ERROR_BYTES)))
  if (!state.out.addErrorFile(file.followedAs, text)) return // half written: it is looked at again
  const { acknowledged } = file
  await startAt(file, text.length, conversation, state.settings.maxLineBytes)
  file.acknowledged = acknowledged
  addBlocks(state, file, [])
}
