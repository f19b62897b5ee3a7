// The hand of the following machine that works on another host through a shell: it lists and compares with POSIX tools.
import type { Opened, Question } from '../../sources/follow/questions.ts'
import { type FileSeen, isSameFile, positionOf, takenMark } from '../../sources/follow/tracked-file.ts'
import { type Position, TAIL_BYTES, tailLike } from '../../sources/position.ts'
import { listSiblingsCommand, readCommand, readListing } from '../../sources/remote-commands.ts'
import { compressionOf, isRotatedName } from '../../sources/rotated-name.ts'
import { type CompressedFile, matchCompressed } from '../follow/compressed.ts'
import { fingerprint } from '../follow/fingerprint.ts'
import type { Conversation } from './conversation.ts'
import { lastLineOf, lookAtRemote, READ_BYTES, type RemoteFile, startAt } from './remote-file.ts'

/** A listing is made again until two agree, at most so often: rotation moves files while they are listed. */
const MAX_LISTINGS = 5

export interface RemoteHandContext {
  readonly conversation: Conversation
  /** The last listing of what is followed. */
  readonly listed: ReadonlyMap<string, FileSeen>
  /** True for a path that rotation made of a followed one. */
  isOldName(path: string): boolean
  readonly maxLineBytes: number
  now(): number
  notice(code: string, message: string, path: string): void
}

/** Answers the machine's questions. */
export function remoteHand(context: RemoteHandContext): (question: Question<RemoteFile>) => Promise<unknown> {
  const { conversation, listed, maxLineBytes } = context
  return async question => {
    switch (question.is) {
      case 'look':
        return listed.get(question.path)
      case 'rotated':
        return listRotated(question.path, context)
      case 'elsewhere':
        return [...listed.values()].find(one => isSameFile(one, question.file) && !context.isOldName(one.path))
      case 'match':
        return match(question.seen, question.positions, question.headOnly, context)
      case 'open':
        return openThere(question.file, context)
      case 'seek':
        return startAt(question.file, question.offset, conversation, maxLineBytes)
      case 'last line':
        return lastLineOf(question.file, conversation)
      case 'notice':
        return context.notice(question.code, question.message, question.path)
    }
  }
}

/** Nothing is opened there; but whether the text that was read still stands in the file must be known all the same. */
async function openThere(file: RemoteFile, { conversation, now }: RemoteHandContext): Promise<Opened> {
  if (file.headBytes === 0) return 'open'
  const there = await lookAtRemote(file.path, conversation, now())
  if (there === undefined || !isSameFile(there, file)) return 'moved'
  const position = positionOf(file, fingerprint, takenMark(file))
  return (await matchPlain(there, [position], false, conversation)) === 0 ? 'open' : 'rewritten'
}

/** Returns what rotation made of a path, oldest first. The order is exact: dates are told to the minute only. */
async function listRotated(path: string, context: RemoteHandContext): Promise<readonly FileSeen[]> {
  let before = ''
  for (let listings = 0; ; listings++) {
    const found = await listOnce(path, context)
    const keys = found
      .map(one => one.inode)
      .sort()
      .join()
    if (keys === before || listings === MAX_LISTINGS) return found
    before = keys
  }
}

async function listOnce(path: string, { conversation, now }: RemoteHandContext): Promise<readonly FileSeen[]> {
  const slash = path.lastIndexOf('/')
  const listing = readListing((await conversation.ask(listSiblingsCommand(path))).toString('utf8'), now())
  const found = new Map(
    listing
      .filter(one => one.path.lastIndexOf('/') === slash)
      .filter(one => isRotatedName(one.path.slice(slash + 1), path.slice(slash + 1)))
      .map(one => [one.inode, one]),
  )
  // A file that is just being compressed stands there twice; the plain one is whole.
  const plain = new Set([...found.values()].map(one => one.path))
  return [...found.values()]
    .filter(one => compressionOf(one.path) === undefined || !plain.has(one.path.replace(/\.(gz|zst)$/, '')))
    .reverse()
}

/** Returns which of some positions a file holds the text of, -1 for none. */
async function match(
  seen: FileSeen,
  positions: readonly Position[],
  headOnly: boolean,
  { conversation, now }: RemoteHandContext,
): Promise<number | 'moved'> {
  const index =
    compressionOf(seen.path) === undefined
      ? await matchPlain(seen, positions, headOnly, conversation)
      : await matchCompressed(remoteCompressed(seen.path, conversation), positions, headOnly)
  if (index !== -1) return index
  // Also says whether the connection broke meanwhile, which must not look like text that is not there.
  const there = await lookAtRemote(seen.path, conversation, now())
  return there !== undefined && isSameFile(there, seen) ? -1 : 'moved'
}

async function matchPlain(
  { path, size }: FileSeen,
  positions: readonly Position[],
  headOnly: boolean,
  conversation: Conversation,
): Promise<number> {
  const heads = new Map<number, string>()
  for (const [index, { head, headBytes, offset, tail }] of positions.entries()) {
    if (headBytes === 0 || (!headOnly && size < offset)) continue
    const start = heads.get(headBytes) ?? fingerprint(await conversation.ask(readCommand(path, 0, headBytes)))
    heads.set(headBytes, start)
    if (start !== head) continue
    const from = Math.max(0, offset - TAIL_BYTES)
    if (headOnly || offset === 0) return index
    const before = await conversation.ask(readCommand(path, from, offset - from))
    if (tailLike(tail, before, fingerprint) === tail) return index
  }
  return -1
}

/**
 * A compressed file there: its bytes are fetched as they are and decompressed here, so that nothing is asked of the
 * host.
 */
export function remoteCompressed(path: string, conversation: Conversation): CompressedFile {
  async function* bytes(): AsyncGenerator<Buffer> {
    for (let at = 0; ; ) {
      const piece = await conversation.ask(readCommand(path, at, READ_BYTES))
      if (piece.length === 0) return
      at += piece.length
      yield piece
    }
  }
  return { path, bytes }
}
