// What is known of the files of a host that is read with POSIX tools. It outlives the connections.
import type { Block } from '../../sources/block-splitter.ts'
import type { Aside } from '../../sources/follow/aside.ts'
import type { FollowContext, FollowedPath } from '../../sources/follow/followed-path.ts'
import { type Machine, runMachine } from '../../sources/follow/questions.ts'
import { type Registry, registry } from '../../sources/follow/registry.ts'
import { acknowledge, type FileSeen, type Mark, takenMark } from '../../sources/follow/tracked-file.ts'
import { NO_DEVICE } from '../../sources/remote-commands.ts'
import { isRotatedName } from '../../sources/rotated-name.ts'
import { fingerprint } from '../follow/fingerprint.ts'
import type { Batch } from '../source.ts'
import type { Conversation } from './conversation.ts'
import type { HostOutput } from './host-output.ts'
import type { HostSettings, ReadingStart } from './host-reader.ts'
import { type RemoteFile, remoteFile } from './remote-file.ts'
import { remoteHand } from './remote-hand.ts'

export type RemotePath = FollowedPath<RemoteFile>

export interface PosixState {
  readonly settings: HostSettings
  readonly out: HostOutput
  readonly now: () => number
  readonly paths: Map<string, RemotePath>
  readonly registry: Registry<RemoteFile>
  readonly aside: Aside<RemoteFile>
  readonly context: FollowContext<RemoteFile>
  /** The last listing. */
  readonly listed: Map<string, FileSeen>
  /** Up to where the lines that are on their way were taken. */
  marks: Map<RemoteFile, Mark>
  /** Files whose text was not looked at on this connection. */
  unchecked: Set<RemoteFile>
  isFirst: boolean
  isFullTold: boolean
  /** A round ends: what was rotated away is not waited for. */
  readonly isBrief: boolean
}

export function posixState(
  settings: HostSettings,
  out: HostOutput,
  { saved, isFirst }: ReadingStart,
  now: () => number,
): PosixState {
  const paths = new Map<string, RemotePath>()
  const files = registry<RemoteFile>(
    saved.map(position => ({ ...position, device: NO_DEVICE })),
    fingerprint,
    () => {},
  )
  return {
    settings,
    out,
    now,
    paths,
    registry: files,
    aside: new Map(),
    context: {
      registry: files,
      fingerprint,
      create: at => remoteFile(at, settings.maxLineBytes),
      rotationOf: path => rotationOf(path, paths),
    },
    listed: new Map(),
    marks: new Map(),
    unchecked: new Set(),
    isFirst,
    isFullTold: false,
    isBrief: settings.once || settings.intervalMs !== undefined,
  }
}

/** Returns the followed path that a path is a rotated name of. */
export function rotationOf(path: string, paths: ReadonlyMap<string, RemotePath>): string | undefined {
  const slash = path.lastIndexOf('/') + 1
  for (const followed of paths.keys())
    if (followed.startsWith(path.slice(0, slash)) && isRotatedName(path.slice(slash), followed.slice(slash)))
      return followed
  return undefined
}

/** Runs a part of the machine on the host. */
export function runThere<Result>(
  state: PosixState,
  conversation: Conversation,
  machine: Machine<RemoteFile, Result>,
): Promise<Result> {
  const { listed, settings, now, out, paths } = state
  const { maxLineBytes } = settings
  const isOldName = (path: string): boolean => rotationOf(path, paths) !== undefined
  return runMachine(machine, remoteHand({ conversation, listed, isOldName, maxLineBytes, now, notice: out.notice }))
}

export function addBlocks({ out, marks }: PosixState, file: RemoteFile, blocks: readonly Block[]): void {
  for (const block of blocks) out.add(block, file.frame)
  marks.set(file, takenMark(file))
}

/** Takes all that was gathered. */
export function takeBatch(state: PosixState): Batch {
  const taken = state.marks
  state.marks = new Map()
  return state.out.take(() => {
    for (const [file, mark] of taken) acknowledge(file, mark)
  })
}
