// Follows files on one other host over one connection, which is made again whenever it breaks.
import { formatTime, type Millis } from '../../record/time.ts'
import { backOff } from '../../sources/back-off.ts'
import type { Block } from '../../sources/block-splitter.ts'
import { lineEncoder } from '../../sources/line-encoder.ts'
import type { Position } from '../../sources/position.ts'
import { isRotatedName } from '../../sources/rotated-name.ts'
import { hostName, listCommand, type RemoteListing, readListing, type SshHost } from '../../sources/ssh-target.ts'
import type { Mark } from '../follow/followed-file.ts'
import { waker } from '../follow/waker.ts'
import type { Batch } from '../source.ts'
import type { StatePart } from '../state-store.ts'
import { type Conversation, converse } from './conversation.ts'
import { lastLineOf, matches, type RemoteFile, readOn, remoteFile, remotePosition, rewind, startAt } from './remote-file.ts'

export interface HostSettings {
  readonly host: SshHost
  readonly paths: readonly string[]
  readonly sshOptions: readonly string[]
  readonly from: 'start' | 'end'
  readonly saved: readonly Position[]
  readonly raw: boolean
  readonly once: boolean
  /** Connects only every so often, reads what is new and hangs up; undefined keeps the connection. */
  readonly intervalMs: Millis | undefined
  readonly untilIdleMs: Millis | undefined
  readonly pollMs: Millis
  readonly maxLineBytes: number
  readonly tell: (text: string) => void
  readonly fail: () => void
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 60_000
const FULL_BYTES = 64 * 1024
/** Most files of one host; more are not followed. */
const MAX_FILES = 2000

export async function* followHost(settings: HostSettings, state: StatePart, stop: AbortSignal, now: () => Millis): AsyncGenerator<Batch> {
  const { host, raw, once, maxLineBytes } = settings
  const name = hostName(host)
  const files = new Map<string, RemoteFile>()
  const saved = new Map(settings.saved.map(position => [position.path, position]))
  const sleeper = waker()
  let talk: Conversation | undefined
  let failures = 0
  let told = false
  let first = true
  let lastRead = now()
  const out = lineEncoder()
  let marks = new Map<RemoteFile, Mark>()
  stop.addEventListener('abort', sleeper.wake, { once: true })

  function notice(code: string, message: string, file: string): void {
    const time = formatTime(now())
    const record = { kind: 'notice', ...(time === undefined ? {} : { time }), node: host.host, file, code, message, stage: 'follow' }
    if (raw) settings.tell(`${file}: ${message}`)
    else out.bytes(Buffer.from(`${JSON.stringify(record)}\n`))
  }
  function add(file: RemoteFile, blocks: readonly Block[]): void {
    for (const block of blocks) out.block(block, file.frame, raw)
    marks.set(file, file.taken)
    lastRead = now()
  }
  function take(): Batch {
    const taken = marks
    const bytes = out.take()
    marks = new Map()
    return {
      bytes,
      handedOn() {
        out.reuse(bytes)
        for (const [file, mark] of taken) file.handedOn = mark
        if (taken.size > 0) state.changed(() => [...saved.values(), ...[...files.values()].map(remotePosition)])
      },
    }
  }

  /** Makes a file known, at its saved position or where it is to begin. */
  async function meet(entry: RemoteListing, talk: Conversation, beginning: 'start' | 'end'): Promise<RemoteFile> {
    const file = remoteFile(host, entry.path, entry.inode, maxLineBytes)
    const position = saved.get(file.name)
    saved.delete(file.name)
    if (position !== undefined && (await matches(position, file, entry.size, talk))) {
      await startAt(file, position.offset, talk, maxLineBytes)
      Object.assign(file, { head: position.head, headBytes: position.headBytes })
    } else if (position === undefined && beginning === 'end') await startAt(file, await lastLineOf(file, entry.size, talk), talk, maxLineBytes)
    return file
  }

  /** Reads all that a file has; false where its text is not what it was. */
  async function* drain(file: RemoteFile, size: number, talk: Conversation): AsyncGenerator<Batch, boolean> {
    while (file.readTo < size && !stop.aborted) {
      const at = file.readTo
      const blocks = await readOn(file, talk)
      if (blocks === undefined) return false
      add(file, blocks)
      if (file.readTo === at) return true // it is shorter than it was listed: the next listing tells
      if (out.size() >= FULL_BYTES) yield take()
    }
    return true
  }

  /** Reads what is left of a file that was rotated away, from under its new name. */
  async function* drainRotated(file: RemoteFile, talk: Conversation): AsyncGenerator<Batch> {
    const base = file.path.slice(file.path.lastIndexOf('/') + 1)
    const listing = readListing((await talk.ask(listCommand([`${file.path}*`]))).toString('utf8'))
    const old = listing.filter(({ path }) => isRotatedName(path.slice(path.lastIndexOf('/') + 1), base))
    const candidates = [...old.filter(entry => entry.inode === file.inode), ...old.filter(entry => entry.inode !== file.inode)]
    for (const entry of candidates) {
      if (entry.size < file.readTo) continue
      const copy: RemoteFile = { ...file, path: entry.path }
      if (!(yield* drain(copy, entry.size, talk))) continue
      const last = copy.splitter.end()
      if (last !== undefined) add(copy, [last])
      return
    }
    notice('source_lost', `the file was replaced or truncated at byte ${file.readTo} or later; what was written after the last read is lost`, file.name)
  }

  /** True for what rotation makes of a followed file: it was read under that file's name. */
  function isOldName(path: string): boolean {
    const slash = path.lastIndexOf('/') + 1
    return [...files.keys()].some(known => known.startsWith(path.slice(0, slash)) && isRotatedName(path.slice(slash), known.slice(slash)))
  }

  async function* round(talk: Conversation): AsyncGenerator<Batch> {
    const listing = readListing((await talk.ask(listCommand(settings.paths))).toString('utf8'))
    const beginning = first ? settings.from : 'start'
    for (const entry of listing) {
      let file = files.get(entry.path)
      if (file !== undefined && (file.inode !== entry.inode || entry.size < file.readTo)) {
        yield* drainRotated(file, talk)
        file = remoteFile(host, entry.path, entry.inode, maxLineBytes)
        files.set(entry.path, file)
      }
      if (file === undefined) {
        if (files.size >= MAX_FILES || (!first && isOldName(entry.path))) continue
        file = await meet(entry, talk, beginning)
        files.set(entry.path, file)
      }
      if (yield* drain(file, entry.size, talk)) continue
      yield* drainRotated(file, talk)
      files.set(entry.path, remoteFile(host, entry.path, entry.inode, maxLineBytes))
    }
    first = false
    if (out.size() > 0) yield take()
  }

  const isDone = (): boolean => once || stop.aborted || (settings.untilIdleMs !== undefined && now() - lastRead >= settings.untilIdleMs)
  while (!stop.aborted) {
    try {
      talk = await converse(host, settings.sshOptions, stop)
      if (told) notice('source_back', 'the host can be reached again', name)
      told = false
      for (;;) {
        yield* round(talk)
        failures = 0
        if (isDone() || settings.intervalMs !== undefined) break
        await sleeper.sleep(settings.pollMs)
      }
      talk.close()
      if (isDone()) break
      await sleeper.sleep(settings.intervalMs as number)
    } catch (error) {
      talk?.close()
      if (stop.aborted) break
      failures++
      if (!told) notice('source_lost', `the host cannot be reached: ${(error as Error).message}`, name)
      told = true
      if (out.size() > 0) yield take()
      if (once) {
        settings.fail()
        break
      }
      for (const file of files.values()) rewind(file, file.taken, maxLineBytes)
      await sleeper.sleep(backOff(failures, FIRST_WAIT_MS, LONGEST_WAIT_MS, Math.random()))
    }
  }
  talk?.close()
  if (out.size() > 0) yield take()
}
