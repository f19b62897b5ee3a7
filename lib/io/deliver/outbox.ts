// What is to be told, on disk until it was: the intent before the first try, the outcome after the last. Killed
// between any two steps, the next start tells what has no outcome, under the same identity; it may be told twice then,
// and a receiver knows the repeat by its id.
import { closeSync, existsSync, fsyncSync, readFileSync, writeSync } from 'node:fs'
import { isStormDigest, noteLine, type OutboxContent, outboxLines, readOutbox } from '../../alert/outbox.ts'
import type { Fate, HeldAlert, OutboxLine, Pending, Thread } from '../../alert/outbox-lines.ts'
import type { NamedFile } from '../../options.ts'
import { incidentId, noticeId } from '../../record/alert-identity.ts'
import type { AlertRecord } from '../../record/types.generated.ts'
import { reasonOf } from '../error-words.ts'
import { takeLock } from '../lock.ts'
import { openAppended, PRIVATE_MODE, replaceFileSync } from '../safe-file.ts'

export interface Outbox {
  /** What was to be told when the last run ended, in its order. */
  readonly left: readonly Pending[]
  /** What nobody was told for now when the last run ended, by when it was held. */
  readonly held: readonly HeldAlert[]
  /** The last that was told of what was not over when the last run ended. */
  readonly firing: readonly AlertRecord[]
  /** True for a notice that was to be told before. */
  knows(alert: AlertRecord): boolean
  /** On disk when it returns. Throws where the disk does not take it. */
  intend(alert: AlertRecord, channels: readonly string[]): void
  /**
   * `thread`: what later notices of the episode answer, where it begins or goes on. What the disk does not take here is
   * said, for nothing is untold by it: at worst it is told once more.
   */
  done(channel: string, alert: AlertRecord, more?: { readonly thread?: Thread; readonly fate?: Fate }): void
  /** Keeps what nobody is told for now, until it is intended or dropped. Throws where the disk does not take it. */
  hold(held: HeldAlert): void
  /** Keeps what is held back for a digest. Throws where the disk does not take it. */
  storm(alert: AlertRecord): void
  /**
   * Forgets what was held of the episode of a notice that nobody is ever told; a digest has named what it names. What
   * the disk does not take is said, as of `done`.
   */
  drop(alert: AlertRecord): void
  /** What became of the beginning of episodes on a channel before this run. */
  began(channel: string): ReadonlyMap<string, 'told' | 'dropped'>
  /** The threads that a channel had begun there when the last run ended, by episode. */
  threads(channel: string, to: string): ReadonlyMap<string, string>
  close(): void
}

/** After as many bytes the file is written anew, without what is done. */
const MAX_BYTES = 8 * 1024 * 1024

interface Box {
  readonly path: string
  readonly content: OutboxContent
  descriptor: number
  /** Written since the file was new. */
  bytes: number
  /** True where the disk has not taken all: the whole is written anew as soon as it does. */
  isBehind: boolean
}

/** Opens it, for this process alone; or throws with file and reason. `say` takes a line for the user. */
export function openOutbox({ path, text }: NamedFile, say: (line: string) => void): Outbox {
  const unlock = takeLock(`${path}.lock`)
  if (typeof unlock !== 'function')
    throw new Error(`${path} is in use by process ${unlock.holder}: each program needs a file of its own`)
  // What another process wrote after this one had read it would be lost.
  if ((existsSync(path) ? readFileSync(path, 'utf8') : '') !== text) {
    unlock()
    throw new Error(`${path} was changed by another process meanwhile: start again`)
  }
  const content = readOutbox(text)
  const box: Box = { path, content, descriptor: -1, bytes: 0, isBehind: false }
  rewrite(box)
  /** Said once for as long as the disk takes nothing. */
  function writeOrSay(line: OutboxLine): void {
    const wasBehind = box.isBehind
    try {
      write(box, [line])
    } catch (error) {
      if (!wasBehind) say(`${path} is not up to date, a restart may tell again what was told: ${reasonOf(error)}`)
    }
  }
  return {
    left: [...content.pending.values()],
    held: content.held.values(),
    firing: content.open.values(),
    knows: alert => content.told.get(noticeId(alert)) !== undefined,
    intend(alert, channels) {
      write(box, [{ is: 'intent', channels, alert }])
      fsyncSync(box.descriptor)
    },
    done: (channel, alert, { thread, fate } = {}) =>
      writeOrSay({
        ...{ is: 'done', channel, id: noticeId(alert) },
        ...(thread === undefined ? {} : { thread }),
        ...(fate === undefined ? {} : { fate }),
      }),
    hold(held) {
      write(box, [{ is: 'held', ...held }])
      fsyncSync(box.descriptor)
    },
    storm(alert) {
      write(box, [{ is: 'stormed', alert }])
      fsyncSync(box.descriptor)
    },
    drop(alert) {
      if (isStormDigest(alert) && content.stormed.size() > 0) writeOrSay({ is: 'digested' })
      if (content.held.get(incidentId(alert)) !== undefined) writeOrSay({ is: 'dropped', id: noticeId(alert) })
    },
    began: channel =>
      new Map(
        content.began
          .values()
          .filter(one => one.channel === channel)
          .map(({ incident, fate }) => [incident, fate]),
      ),
    threads: (channel, to) =>
      new Map(
        content.threads
          .values()
          .filter(one => one.channel === channel && one.thread.to === to)
          .map(({ incident, thread }) => [incident, thread.id]),
      ),
    close() {
      closeSync(box.descriptor)
      unlock()
    },
  }
}

const textOf = (lines: readonly OutboxLine[]): string => lines.map(line => `${JSON.stringify(line)}\n`).join('')

function write(box: Box, lines: readonly OutboxLine[]): void {
  for (const line of lines) noteLine(box.content, line)
  // What the disk did not take may be torn: it would spoil the line that follows it.
  if (box.isBehind) {
    rewrite(box)
    return
  }
  const bytes = Buffer.from(textOf(lines))
  box.isBehind = true
  for (let written = 0; written < bytes.length; ) written += writeSync(box.descriptor, bytes, written)
  box.isBehind = false
  box.bytes += bytes.length
  if (box.bytes > MAX_BYTES) shorten(box)
}

/** Where there is no room for a second file the first goes on: it holds all. */
function shorten(box: Box): void {
  try {
    rewrite(box)
  } catch {
    box.bytes = 0
  }
}

/** Replaces the file by what still counts. */
function rewrite(box: Box): void {
  const text = textOf(outboxLines(box.content))
  replaceFileSync(box.path, text, PRIVATE_MODE)
  const before = box.descriptor
  box.descriptor = openAppended(box.path, PRIVATE_MODE)
  if (before >= 0) closeSync(before)
  box.bytes = 0
  box.isBehind = false
}
