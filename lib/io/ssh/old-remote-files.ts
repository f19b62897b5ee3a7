// Files of a host that were rotated away: read on until their writers have let go of them.
import type { Block } from '../../sources/block-splitter.ts'
import { HEAD_BYTES, type Position, TAIL_BYTES } from '../../sources/position.ts'
import type { RemoteListing } from '../../sources/remote-commands.ts'
import { compressionOf } from '../../sources/rotated-name.ts'
import { compressedBlocks } from '../follow/compressed.ts'
import { fingerprint } from '../follow/fingerprint.ts'
import type { Batch } from '../source.ts'
import type { Conversation } from './conversation.ts'
import { type RemoteFile, remoteFile, remotePosition, resumeCompressed } from './remote-file.ts'
import { holds, listSiblings, remoteCompressed } from './remote-siblings.ts'

export interface OldRemoteFiles {
  add(file: RemoteFile): void
  /** Reads all that they have now, in the order in which they came. */
  drain(talk: Conversation): AsyncGenerator<Batch>
  files(): readonly RemoteFile[]
  /** Returns up to where a file with this inode is or was read; it may have been deleted meanwhile. */
  known(inode: string): Position | undefined
  /** The inode belongs to a file that is followed now. */
  forget(inode: string): void
}

interface Context {
  readonly drain: (file: RemoteFile, size: number, talk: Conversation) => AsyncGenerator<Batch, boolean>
  readonly add: (file: RemoteFile, blocks: readonly Block[]) => void
  /** Takes what was added once it is worth a write. */
  readonly takeIfFull: () => Batch | undefined
  readonly notice: (code: string, message: string, path: string) => void
  readonly maxLineBytes: number
  /** True where nothing is waited for. */
  readonly isBrief: boolean
  readonly now: () => number
}

/** How long one must be quiet until it is let go. */
const LET_GO_MS = 60_000
/** Files that were let go; the one that went first is forgotten first. */
const MAX_DONE = 10_000

export function oldRemoteFiles({
  drain: drainFile,
  add,
  takeIfFull,
  notice,
  maxLineBytes,
  isBrief,
  now,
}: Context): OldRemoteFiles {
  const open = new Set<RemoteFile>()
  const done = new Map<string, Position>()

  function letGo(file: RemoteFile): void {
    open.delete(file)
    done.set(file.inode, remotePosition(file, file.taken))
    if (done.size > MAX_DONE) done.delete(done.keys().next().value as string)
  }
  function known(inode: string): Position | undefined {
    const file = [...open].find(file => file.inode === inode)
    return file === undefined ? done.get(inode) : remotePosition(file, file.taken)
  }
  /**
   * Looks where a file is now: it may have been renamed again since it was seen last, or deleted, and its inode be
   * another's.
   */
  async function find(file: RemoteFile, talk: Conversation): Promise<RemoteListing | undefined> {
    if (file.path === file.followedAs) return { path: file.path, inode: file.inode, size: 0, details: '' }
    const siblings = await listSiblings(file.followedAs, talk)
    const entry = siblings.find(one => one.inode === file.inode && compressionOf(one.path) === compressionOf(file.path))
    if (entry === undefined) await findCompressed(file, siblings, talk)
    if (
      entry === undefined ||
      (entry.path !== file.path &&
        file.taken.offset > 0 &&
        !(await holds(remotePosition(file, file.taken), entry, talk)))
    )
      return undefined
    file.path = entry.path
    return entry
  }
  /** A file that is gone may have been compressed, with last words in it that were not read yet. */
  async function findCompressed(
    file: RemoteFile,
    siblings: readonly RemoteListing[],
    talk: Conversation,
  ): Promise<void> {
    if (compressionOf(file.path) !== undefined || file.taken.offset === 0) return
    const position = remotePosition(file, file.taken)
    for (const one of siblings) {
      if (
        compressionOf(one.path) === undefined ||
        known(one.inode) !== undefined ||
        !(await holds(position, one, talk))
      )
        continue
      const { followedAs, frame } = file
      const compressed = remoteFile({ path: one.path, followedAs, inode: one.inode, frame }, maxLineBytes)
      resumeCompressed(compressed, position)
      open.add(compressed)
      return
    }
  }
  async function* drainCompressed(file: RemoteFile, talk: Conversation): AsyncGenerator<Batch> {
    if ((await find(file, talk)) === undefined) return letGo(file)
    try {
      yield* readCompressed(file, talk)
    } catch (error) {
      if (!talk.isOpen()) throw error
      notice('source_damaged', `the compressed file cannot be read on: ${(error as Error).message}`, file.path)
    }
    letGo(file)
  }
  async function* readCompressed(file: RemoteFile, talk: Conversation): AsyncGenerator<Batch> {
    const { offset } = file.taken
    const passed = (before: Buffer): void =>
      void Object.assign(file, { taken: { offset, before }, handedOn: { offset, before } })
    for await (const block of compressedBlocks(remoteCompressed(file.path, talk), offset, maxLineBytes, passed)) {
      if (block.offset === 0) {
        file.headBytes = Math.min(HEAD_BYTES, block.bytes.length)
        file.head = fingerprint(block.bytes.subarray(0, HEAD_BYTES))
      }
      const before = Buffer.from(Buffer.concat([file.taken.before, block.bytes]).subarray(-TAIL_BYTES))
      file.taken = { offset: block.offset + block.bytes.length, before }
      add(file, [block])
      const batch = takeIfFull()
      if (batch !== undefined) yield batch
    }
  }
  async function* drainPlain(file: RemoteFile, talk: Conversation): AsyncGenerator<Batch> {
    const entry = await find(file, talk)
    if (entry === undefined) return letGo(file)
    const was = file.readTo
    if (!(yield* drainFile(file, entry.size, talk))) return letGo(file) // its inode was given to another file
    if (file.readTo > was || file.quietSince === 0) file.quietSince = now()
    if (!isBrief && now() - file.quietSince < LET_GO_MS) return
    const last = file.splitter.end()
    if (last !== undefined) {
      file.taken = { offset: file.readTo, before: file.before }
      add(file, [last])
    }
    letGo(file)
  }

  return {
    add: file => void open.add(file),
    async *drain(talk) {
      for (const file of open)
        yield* compressionOf(file.path) === undefined ? drainPlain(file, talk) : drainCompressed(file, talk)
    },
    files: () => [...open],
    known,
    forget: inode => void done.delete(inode),
  }
}
