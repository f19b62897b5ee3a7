// Reads the files of a host with nothing but the POSIX tools there: lists them, and asks for their bytes.
import { isErrorFile } from '../../sources/error-file.ts'
import { readyAside } from '../../sources/follow/aside.ts'
import { followedPath, judgeLook, type Start } from '../../sources/follow/followed-path.ts'
import { resolvePath } from '../../sources/follow/resolve-path.ts'
import { confirmLook } from '../../sources/follow/tracked-file.ts'
import { globMatcher } from '../../sources/glob.ts'
import {
  listCommand,
  type RemoteListing,
  readCommand,
  readListing,
  remoteMatcher,
} from '../../sources/remote-commands.ts'
import { compressionOf } from '../../sources/rotated-name.ts'
import { unreadOfPaths } from '../../sources/unread.ts'
import type { Batch } from '../source.ts'
import { absenceWatcher } from './absence.ts'
import type { Conversation } from './conversation.ts'
import type { HostReader } from './host-reader.ts'
import { addBlocks, type PosixState, type RemotePath, rotationOf, runThere, takeBatch } from './posix-state.ts'
import { addDrawn, readBacklog, readText, takeRemoteErrorFile } from './read-remote.ts'
import { rewind } from './remote-file.ts'
import { tellLastWritten } from './tell-last-written.ts'

/** Most files of one host; more are told, not followed. */
const MAX_FILES = 2000

export function posixReader(
  state: PosixState,
  save: HostReader['save'],
  sleep: (ms: number) => Promise<void>,
): HostReader {
  const { settings, registry, out, now } = state
  const judgeAbsence = absenceWatcher(settings, out, now)
  const list = lister(state)

  async function* round(conversation: Conversation): AsyncGenerator<Batch> {
    const listing = await list(conversation)
    judgeAbsence(listing)
    for (const path of meetFiles(state, listing)) await resolveIfChanged(state, path, conversation)
    // A file must be known to the next run before the first of its lines is handed on: it may be rotated away until
    // then.
    if (registry.grown()) await save(registry.positions())
    if (state.isFirst) await tellLastWritten(state, conversation)
    settings.looked()
    for (const path of readyAside(state.aside, now())) yield* readBacklog(state, path, conversation)
    for (const path of state.paths.values()) yield* readPath(state, path, conversation)
    state.isFirst = false
    if (settings.once && !settings.remembers) addLastLines(state)
    if (!out.isEmpty()) yield takeBatch(state)
  }
  async function* read(conversation: Conversation): AsyncGenerator<Batch> {
    beginAgain(state)
    for (;;) {
      yield* round(conversation)
      if (state.isBrief) return
      await sleep(settings.pollMs)
    }
  }
  return {
    read,
    take: () => takeBatch(state),
    taken: () => registry.positions(true),
    acknowledged: () => registry.positions(),
    unread: () => unreadOfPaths(state.paths.values()),
    save,
  }
}

/** On a new connection every file is read on at its last whole line, and looked into. */
function beginAgain({ paths, aside, unchecked, settings }: PosixState): void {
  unchecked.clear()
  for (const { live, backlog } of [...paths.values(), ...aside.keys()]) {
    for (const file of backlog) rewind(file, settings.maxLineBytes)
    if (live !== undefined) {
      rewind(live, settings.maxLineBytes)
      unchecked.add(live)
    }
  }
  for (const file of aside.values()) rewind(file, settings.maxLineBytes)
}

/** Returns what lists the files that are asked for. */
function lister({ settings, now }: PosixState): (conversation: Conversation) => Promise<readonly RemoteListing[]> {
  const { paths, exclude } = settings
  const isWanted = remoteMatcher(paths)
  const excluded = exclude.map(globMatcher)
  const isLeftOut = (path: string): boolean => !paths.includes(path) && excluded.some(matches => matches(path))
  return async conversation => {
    const text = (await conversation.ask(listCommand(paths))).toString('utf8')
    const listing = readListing(text, now()).filter(({ path }) => isWanted(path) && !isLeftOut(path))
    // One file under two names is read once. Inodes are those of a device only, so that alone they prove nothing.
    const seen = new Set<string>()
    return [...listing]
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .filter(({ inode, size, details }) => size === 0 || seen.size < seen.add(`${inode} ${details}`).size)
  }
}

/** Makes listed files known; returns all paths. What rotation makes of a followed file is read under its name. */
function meetFiles(state: PosixState, listing: readonly RemoteListing[]): readonly RemotePath[] {
  const { paths, out, listed, isFirst } = state
  listed.clear()
  for (const entry of listing) {
    listed.set(entry.path, entry)
    if (paths.has(entry.path) || (!isFirst && rotationOf(entry.path, paths) !== undefined)) continue
    if (paths.size >= MAX_FILES) {
      if (!state.isFullTold) out.notice('too_many_files', `more than ${MAX_FILES} files; the rest is not followed`)
      state.isFullTold = true
      continue
    }
    paths.set(entry.path, followedPath(entry.path, out.frameOf(entry.path)))
    out.pathSeen(entry.path, isFirst)
  }
  return [...paths.values()]
}

async function resolveIfChanged(state: PosixState, path: RemotePath, conversation: Conversation): Promise<void> {
  const entry = state.listed.get(path.path)
  const verdict = judgeLook(path, entry, state.registry)
  const { live } = path
  if (live !== undefined && (verdict === 'touched' || (verdict !== 'changed' && state.unchecked.has(live))))
    path.isRewritten = !(await isTextThere(path, conversation))
  if (live !== undefined) state.unchecked.delete(live)
  if (live !== undefined && verdict === 'touched' && !path.isRewritten) confirmLook(live)
  if (verdict !== 'changed' && !path.isRewritten) return
  await runThere(state, conversation, resolvePath(path, startOf(path, state), state.context))
}

/**
 * While no connection was there, a file may have been replaced by one of the same inode, and even of the same size; and
 * one that was changed without growing may have been written anew.
 */
async function isTextThere({ live }: RemotePath, conversation: Conversation): Promise<boolean> {
  if (live === undefined || live.lastBytes.length === 0) return true
  const from = live.readTo - live.lastBytes.length
  return (await conversation.ask(readCommand(live.path, from, live.lastBytes.length))).equals(live.lastBytes)
}

/** A compressed file never grows: who names one wants to read it. */
function startOf({ path }: RemotePath, { isFirst, settings }: PosixState): Start {
  if (!isFirst || (compressionOf(path) !== undefined && settings.paths.includes(path))) return 'start'
  return settings.from
}

async function* readPath(state: PosixState, path: RemotePath, conversation: Conversation): AsyncGenerator<Batch> {
  yield* readBacklog(state, path, conversation)
  const { live } = path
  const entry = state.listed.get(path.path)
  // A compressed file was read whole as one of the backlog.
  if (live === undefined || entry === undefined || compressionOf(path.path) !== undefined) return
  if (isErrorFile(path.path)) return takeRemoteErrorFile(state, live, entry.size, conversation)
  const end = yield* readText(state, path, { file: live, size: entry.size }, conversation)
  if (end === 'end' && !state.settings.once) addDrawn(state, live)
  if (end !== 'rewritten') return
  path.isRewritten = true
  await runThere(state, conversation, resolvePath(path, 'start', state.context))
  yield* readBacklog(state, path, conversation)
}

/** The unfinished lines at the end of input. With a state file they wait for the next run instead. */
function addLastLines(state: PosixState): void {
  for (const { live } of state.paths.values()) {
    const last = live?.splitter.end()
    if (live !== undefined && last !== undefined) addBlocks(state, live, [last])
  }
}
