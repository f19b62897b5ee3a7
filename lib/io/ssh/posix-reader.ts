// Reads the files of a host with nothing but the POSIX tools there: lists them, and asks for their bytes.
import type { Block } from '../../sources/block-splitter.ts'
import { planCatchUp } from '../../sources/catch-up.ts'
import { isErrorFile } from '../../sources/error-file.ts'
import { globMatcher } from '../../sources/glob.ts'
import type { Position } from '../../sources/position.ts'
import {
  listCommand,
  quote,
  type RemoteListing,
  readCommand,
  readListing,
  remoteMatcher,
} from '../../sources/remote-commands.ts'
import { compressionOf, isRotatedName } from '../../sources/rotated-name.ts'
import { MAX_ERROR_BYTES } from '../follow/error-files.ts'
import type { Mark } from '../follow/followed-file.ts'
import type { Batch } from '../source.ts'
import { absenceWatcher } from './absence.ts'
import type { Conversation } from './conversation.ts'
import type { HostOutput } from './host-output.ts'
import type { HostReader, HostSettings } from './host-reader.ts'
import { oldRemoteFiles } from './old-remote-files.ts'
import {
  holdsText,
  lastLineOf,
  NO_DEVICE,
  type RemoteFile,
  readOn,
  remoteFile,
  remotePosition,
  resumeCompressed,
  rewind,
  startAt,
} from './remote-file.ts'
import { findRemoteSiblings } from './remote-siblings.ts'

/** Most files of one host; more are told, not followed. */
const MAX_FILES = 2000

/** `saved` are positions of the host's own paths. */
export function posixReader(
  settings: HostSettings,
  out: HostOutput,
  saved: readonly Position[],
  isFirst: boolean,
  save: (positions: readonly Position[]) => Promise<void>,
  sleep: (ms: number) => Promise<void>,
  now: () => number,
): HostReader {
  const { paths, maxLineBytes } = settings
  const isWanted = remoteMatcher(paths)
  const excluded = settings.exclude.map(globMatcher)
  /** A round ends: what was rotated away is not waited for. */
  const isBrief = settings.once || settings.intervalMs !== undefined
  const files = new Map<string, RemoteFile>()
  const judge = absenceWatcher(settings, out, now)
  const old = oldRemoteFiles({
    drain,
    add,
    takeIfFull: () => (out.isFull() ? take() : undefined),
    notice: out.notice,
    maxLineBytes,
    isBrief,
    now,
  })
  let waiting = saved
  /** Files that were not looked into on this connection. */
  let unchecked = new Set<RemoteFile>()
  let marks = new Map<RemoteFile, Mark>()
  let first = isFirst
  let isFullTold = false

  function add(file: RemoteFile, blocks: readonly Block[]): void {
    for (const block of blocks) out.add(block, file.frame)
    marks.set(file, file.taken)
  }
  function take(): Batch {
    const taken = marks
    marks = new Map()
    return out.take(() => {
      for (const [file, mark] of taken) file.handedOn = mark
    })
  }

  /** Reads all that a file has; false where its text is not what it was. */
  async function* drain(file: RemoteFile, size: number, talk: Conversation): AsyncGenerator<Batch, boolean> {
    while (file.readTo < size) {
      const at = file.readTo
      const blocks = await readOn(file, talk)
      if (blocks === undefined) return !(await isReadable(file, talk))
      add(file, blocks)
      if (file.readTo === at) {
        await isReadable(file, talk)
        return true // it is shorter than it was listed: the next listing tells
      }
      if (out.isFull()) yield take()
    }
    return true
  }
  async function isReadable(file: RemoteFile, talk: Conversation): Promise<boolean> {
    const readable = (await talk.ask(`test -r ${quote(file.path)} && printf yes`)).length > 0
    if (!readable && !file.told) out.notice('source_unreadable', 'the file cannot be opened for reading', file.path)
    file.told = !readable
    return readable
  }

  function begin({ path, inode }: RemoteListing): RemoteFile {
    const file = remoteFile({ path, followedAs: path, inode, frame: out.frameOf(path) }, maxLineBytes)
    files.set(path, file)
    old.forget(inode)
    return file
  }
  /**
   * Finds what is left of the file at `position`, and what was rotated away after it, to be read before the path's own
   * file.
   */
  async function catchUp(
    path: string,
    position: Position,
    wanted: { younger: boolean; tellLoss: boolean },
    talk: Conversation,
  ): Promise<boolean> {
    const knownAt = (inode: string): Position | undefined => {
      const file = [...files.values()].find(file => file.followedAs !== path && file.inode === inode)
      return file === undefined ? old.known(inode) : remotePosition(file, file.taken)
    }
    const siblings = await findRemoteSiblings(path, position, knownAt, talk)
    const plan = planCatchUp({ ...position, device: NO_DEVICE }, 0, siblings, false)
    for (const step of [...(plan.rest === undefined ? [] : [plan.rest]), ...(wanted.younger ? plan.younger : [])]) {
      const { inode } = siblings.find(one => one.path === step.path) as { inode: string }
      const file = remoteFile({ path: step.path, followedAs: path, inode, frame: out.frameOf(path) }, maxLineBytes)
      if (step.from > 0) {
        Object.assign(file, { head: position.head, headBytes: position.headBytes })
        if (compressionOf(step.path) === undefined) await startAt(file, step.from, talk, maxLineBytes)
        else resumeCompressed(file, position)
      }
      old.add(file)
    }
    if (!plan.found && wanted.tellLoss && position.offset > 0)
      out.notice(
        'source_lost',
        `the file that was read up to byte ${position.offset} is gone; what it held after that is lost`,
        path,
      )
    return plan.found
  }

  /** The path leads to another file than before, or to other text. */
  async function replace(file: RemoteFile, entry: RemoteListing, talk: Conversation): Promise<void> {
    const isSame = file.inode === entry.inode
    const found = await catchUp(
      entry.path,
      remotePosition(file, file.taken),
      { younger: true, tellLoss: !isSame },
      talk,
    )
    begin(entry)
    if (!isSame) return
    const rest = found
      ? 'its copy was found and is read to the end'
      : 'no copy was found: what was written after the last read is lost'
    out.notice('source_truncated', `the file was truncated at byte ${file.taken.offset} or later; ${rest}`, entry.path)
  }

  /** Makes a file known, at its saved position or where it is to begin. */
  async function meet(entry: RemoteListing, talk: Conversation): Promise<void> {
    const mine = waiting.filter(position => position.path === entry.path)
    const saved = mine.find(position => position.inode === entry.inode)
    const isSame =
      saved !== undefined &&
      (compressionOf(entry.path) !== undefined || (await holdsText(saved, entry.path, entry.size, talk)))
    const replaced = mine.filter(position => !isSame || position !== saved)
    // All but the last were rotated away earlier, and may well have been deleted after they were read.
    for (const [index, position] of replaced.entries()) {
      const isLast = !isSame && index === replaced.length - 1
      await catchUp(entry.path, position, { younger: isLast, tellLoss: isLast }, talk)
    }
    waiting = waiting.filter(position => position.path !== entry.path)
    const file = begin(entry)
    out.pathSeen(entry.path, first)
    const fromEnd = first && settings.from === 'end' && mine.length === 0
    if (compressionOf(entry.path) !== undefined) {
      // It never grows: who names one wants to read it.
      if (fromEnd && !paths.includes(entry.path)) return
      if (isSame) resumeCompressed(file, saved)
      old.add(file)
    } else if (isSame) {
      await startAt(file, saved.offset, talk, maxLineBytes)
      Object.assign(file, { head: saved.head, headBytes: saved.headBytes })
    } else if (fromEnd) await startAt(file, await lastLineOf(file, entry.size, talk), talk, maxLineBytes)
  }

  /** True for what rotation makes of a followed file: it was read under that file's name. */
  function isOldName(path: string): boolean {
    const slash = path.lastIndexOf('/') + 1
    return [...files.keys()].some(
      known => known.startsWith(path.slice(0, slash)) && isRotatedName(path.slice(slash), known.slice(slash)),
    )
  }

  async function takeErrorFile(file: RemoteFile, size: number, talk: Conversation): Promise<void> {
    if (file.taken.offset > 0 || size === 0) return
    const text = await talk.ask(readCommand(file.path, 0, Math.min(size, MAX_ERROR_BYTES)))
    if (!out.addErrorFile(file.followedAs, text)) return // half written: it is looked at again
    const { handedOn } = file
    await startAt(file, text.length, talk, maxLineBytes)
    file.handedOn = handedOn
    marks.set(file, file.taken)
  }

  async function list(talk: Conversation): Promise<readonly RemoteListing[]> {
    const all = readListing((await talk.ask(listCommand(paths))).toString('utf8'))
    const listing = all.filter(
      ({ path }) => isWanted(path) && (paths.includes(path) || !excluded.some(matches => matches(path))),
    )
    // One file under two names is read once. Inodes are those of a device only, so that alone they prove nothing.
    const seen = new Set<string>()
    return [...listing]
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .filter(({ inode, size, details }) => size === 0 || seen.size < seen.add(`${inode} ${details}`).size)
  }

  /**
   * While no connection was there, a file may have been replaced by one of the same inode, and even of the same size.
   */
  async function isUnchanged(file: RemoteFile, talk: Conversation): Promise<boolean> {
    if (!unchecked.delete(file) || file.before.length === 0) return true
    return (await talk.ask(readCommand(file.path, file.readTo - file.before.length, file.before.length))).equals(
      file.before,
    )
  }

  /** Finds out which file each path leads to now. */
  async function settle(listing: readonly RemoteListing[], talk: Conversation): Promise<void> {
    let isGrown = false
    for (const entry of listing) {
      const known = files.get(entry.path)
      if (known === undefined) {
        if (!first && isOldName(entry.path)) continue
        if (files.size >= MAX_FILES) {
          if (!isFullTold) out.notice('too_many_files', `more than ${MAX_FILES} files; the rest is not followed`)
          isFullTold = true
          continue
        }
        await meet(entry, talk)
      } else if (
        compressionOf(entry.path) === undefined &&
        (known.inode !== entry.inode || entry.size < known.readTo || !(await isUnchanged(known, talk)))
      ) {
        const elsewhere = listing.find(one => one.inode === known.inode && !files.has(one.path) && !isOldName(one.path))
        // A link that was switched: the file itself is one of those that are followed.
        if (elsewhere === undefined) await replace(known, entry, talk)
        else {
          known.path = elsewhere.path
          files.set(elsewhere.path, known)
          begin(entry)
        }
      } else continue
      isGrown = true
    }
    // A file must be known to the next run before the first of its lines is handed on: it may be rotated away until
    // then.
    if (isGrown) await save(handedOn())
  }

  async function* round(talk: Conversation): AsyncGenerator<Batch> {
    const listing = await list(talk)
    judge(listing)
    await settle(listing, talk)
    yield* old.drain(talk)
    for (const entry of listing) {
      const file = files.get(entry.path)
      // a compressed one was read whole when it was met
      if (file === undefined || compressionOf(entry.path) !== undefined) continue
      if (isErrorFile(entry.path)) await takeErrorFile(file, entry.size, talk)
      else if (!(yield* drain(file, entry.size, talk))) {
        await replace(file, entry, talk)
        yield* old.drain(talk)
      }
    }
    first = false
    if (settings.once && !settings.remembers) lastLines()
    if (!out.isEmpty()) yield take()
  }

  /** The unfinished lines at the end of input. With a state file they wait for the next run instead. */
  function lastLines(): void {
    for (const file of files.values()) {
      const last = file.splitter.end()
      if (last !== undefined) add(file, [last])
    }
  }

  async function* read(talk: Conversation): AsyncGenerator<Batch> {
    for (const file of [...old.files(), ...files.values()]) rewind(file, file.taken, maxLineBytes)
    unchecked = new Set(files.values())
    for (;;) {
      yield* round(talk)
      if (isBrief) return
      await sleep(settings.pollMs)
    }
  }
  const positions = (mark: (file: RemoteFile) => Mark): readonly Position[] => [
    ...waiting,
    ...[...old.files(), ...files.values()].map(file => remotePosition(file, mark(file))),
  ]
  function handedOn(): readonly Position[] {
    return positions(file => file.handedOn)
  }
  return { read, take, taken: () => positions(file => file.taken), handedOn }
}
