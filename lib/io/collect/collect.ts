// Merges message files, and streams of other collectors, into one stream in time order.

import { closeSync, constants, futimesSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { BOUNDS } from '../../bounds.ts'
import type { Measure } from '../../metrics/families.ts'
import type { Millis } from '../../record/time.ts'
import { blockSplitter } from '../../sources/block-splitter.ts'
import { type CollectedEntry, isStreamMark, isStreamStart, splitEntries } from '../../sources/collected-line.ts'
import { fileKey } from '../../sources/follow/tracked-file.ts'
import { headOrigin } from '../../sources/head-origin.ts'
import { lineEncoder } from '../../sources/line-encoder.ts'
import { merger } from '../../sources/merge.ts'
import type { Position } from '../../sources/position.ts'
import { recordFrame } from '../../sources/record-frame.ts'
import { descriptorPool } from '../follow/descriptors.ts'
import { mostOpen } from '../follow/most-open.ts'
import { savePositions } from '../follow/state-file.ts'
import { waker } from '../follow/waker.ts'
import { openRegular } from '../safe-file.ts'
import type { Batch } from '../source.ts'
import { COLLECTOR_MARK } from '../tee/message-files.ts'
import { localTimeReader } from './local-time.ts'
import type { OutFile } from './out-file.ts'
import type { OutEnd } from './out-position.ts'
import {
  acknowledgedPosition,
  findSeries,
  isMessageFile,
  leaveFiles,
  type MessageFile,
  readSeries,
  type Series,
  unreadOfSeries,
} from './series.ts'

export interface CollectSettings {
  /** Directories of message files, and plain files. */
  readonly paths: readonly string[]
  /** The stream of `-`: other collectors' output. */
  readonly input: AsyncIterable<Buffer> | undefined
  readonly once: boolean
  readonly raw: boolean
  /** How long an entry waits for earlier ones of other writers. */
  readonly delayMs: Millis
  readonly pollMs: Millis
  /** Deletes what was read and saved. */
  readonly deletes: boolean
  readonly statePath: string | undefined
  readonly saved: readonly Position[]
  readonly out: OutFile | undefined
}

/** An entry on its way, and the file that it comes from; entries of a stream have none. */
interface Item {
  readonly entry: CollectedEntry
  readonly from: MessageFile | undefined
  readonly end: number
  readonly cut: boolean
}

/** Most bytes of entries that wait for earlier ones; beyond it order is given up before memory is. */
const MAX_HELD_BYTES = BOUNDS['collect.held'].most
/** Live files and streams are not read on while so much waits. */
const MAX_AHEAD_BYTES = 16 * 1024 * 1024
const FULL_BYTES = 64 * 1024
const SAVE_MS = 1000
const MAX_LINE_BYTES = BOUNDS['collect.line'].most
const NEWLINE = Buffer.from('\n')
const EVER: Millis = Number.POSITIVE_INFINITY

export interface Collecting {
  /** Gives batches in time order until `stop`, or with `once` until everything there is was read. */
  readonly batches: AsyncGenerator<Batch>
  /** Saves and deletes what was handed on. To be called once, after the last batch was. */
  finish(): Promise<void>
  /** How far it is behind. */
  measures(): readonly Measure[]
}

export function collect(settings: CollectSettings, stop: AbortSignal, now: () => Millis): Collecting {
  const { once, raw, out, deletes } = settings
  const all = new Map<string, Series>()
  const pool = descriptorPool(mostOpen())
  const saved = new Map(
    settings.saved
      .filter(({ path }) => settings.paths.includes(path) || isMessageFile(path))
      .map(position => [fileKey(position), position]),
  )
  const merge = merger<Item>(settings.delayMs, MAX_HELD_BYTES)
  const localTime = localTimeReader()
  const encoder = lineEncoder()
  const sleeper = waker()
  stop.addEventListener('abort', sleeper.wake, { once: true })
  let savedAt = now()
  let unsaved = out !== undefined // where it ends is saved before anything is appended
  /**
   * Up to where the per-node file holds what was handed on. A stream cannot be read again: with one nothing may ever be
   * cut off.
   */
  let outEnd = settings.input === undefined ? out?.end() : undefined
  let streaming = settings.input !== undefined
  let streamError: Error | undefined

  const takeSaved = (key: string): Position | undefined => {
    const position = saved.get(key)
    saved.delete(key)
    return position
  }

  /** Reads a block of a series; returns whether there was one. */
  function fill(series: Series): boolean {
    const read = readSeries(series, pool, once)
    if (read === undefined) {
      if (once) merge.end(series.name)
      else merge.open(series.name)
      return false
    }
    const { from, block } = read
    const entries = splitEntries(block.bytes, block.offset, { localTime, areRecords: false })
    for (const [index, entry] of entries.entries()) {
      const end = entries[index + 1]?.offset ?? from.file.offset
      // Copied: the block's memory is used again.
      const item = { entry: { ...entry, bytes: Buffer.from(entry.bytes) }, from, end, cut: block.cut }
      const time = entry.head?.time ?? Math.max(merge.lastTime(series.name), from.startedMs)
      merge.push(series.name, { item, time, sizeBytes: entry.bytes.length }, now())
    }
    return true
  }
  /** Complete inputs: each writer's next entry is known before any is given out, so that the order is exact. */
  function fillStarved(): void {
    for (const series of all.values()) if (merge.isStarved(series.name)) fill(series)
  }
  /** Live: all that is there, for what comes later is waited for only a while. */
  function fillAhead(): void {
    for (const series of all.values()) while (merge.heldBytes() < MAX_AHEAD_BYTES && fill(series));
  }

  async function readStream(input: AsyncIterable<Buffer>): Promise<void> {
    const splitter = blockSplitter(0, MAX_LINE_BYTES)
    let writer = '-'
    let time = 0
    let areRecords = false
    merge.open('-') // until its end nothing is complete
    const take = (bytes: Buffer, offset: number, cut: boolean): void => {
      if (offset === 0) areRecords = isStreamStart(bytes)
      for (const entry of splitEntries(bytes, offset, { localTime, areRecords })) {
        // This stream has a first and a last record of its own.
        if (areRecords && isStreamMark(entry.bytes)) continue
        writer = entry.head === undefined ? writer : `- ${entry.head.writer}`
        time = entry.head?.time ?? time
        const item = { entry: { ...entry, bytes: Buffer.from(entry.bytes) }, from: undefined, end: 0, cut }
        merge.push(writer, { item, time, sizeBytes: entry.bytes.length }, now())
        merge.end(writer) // it is the stream that is waited for, not each writer in it
      }
    }
    for await (const chunk of input) {
      for (const { bytes, offset, cut } of splitter.push(chunk)) take(bytes, offset, cut)
      sleeper.wake()
      while (merge.heldBytes() > MAX_AHEAD_BYTES && !stop.aborted)
        await new Promise(resolve => setTimeout(resolve, settings.pollMs))
      if (stop.aborted) return
    }
    const last = splitter.end()
    if (last !== undefined) take(last.bytes, last.offset, last.cut)
  }

  function encode({ entry, from, cut }: Item): void {
    const { head, bytes, offset } = entry
    const lines = cut ? Buffer.concat([bytes, NEWLINE]) : bytes
    if (raw || head?.is === 'record') encoder.bytes(lines)
    else
      encoder.lines(
        lines,
        from === undefined ? 0 : offset,
        recordFrame({ ...headOrigin(head), ...(from === undefined ? {} : { file: from.file.path }) }),
      )
  }

  /** Gives out what may go now, and puts it into the per-node file. */
  async function* release(at: Millis = now()): AsyncGenerator<Batch> {
    let forOut: Buffer[] = []
    const marks = new Map<MessageFile, number>()
    if (!once) fillAhead()
    for (;;) {
      if (once) fillStarved()
      const item = merge.next(at)
      if (item !== undefined) {
        encode(item)
        if (out !== undefined) forOut.push(item.cut ? Buffer.concat([item.entry.bytes, NEWLINE]) : item.entry.bytes)
        if (item.from !== undefined) marks.set(item.from, item.end)
      }
      if (encoder.size() > 0 && (item === undefined || encoder.size() >= FULL_BYTES)) {
        out?.append(Buffer.concat(forOut))
        yield batchOf(encoder.take(), new Map(marks), out?.end())
        forOut = []
        marks.clear()
        if (out?.waitsForSave() === true) await save()
      }
      if (item === undefined || (stop.aborted && at !== EVER)) return
    }
  }
  function batchOf(bytes: Buffer, marks: ReadonlyMap<MessageFile, number>, end: OutEnd | undefined): Batch {
    return {
      bytes,
      reuse: () => encoder.reuse(bytes),
      acknowledged() {
        for (const [file, end] of marks) file.acknowledged = end
        unsaved ||= marks.size > 0
        if (outEnd !== undefined) outEnd = end
      },
    }
  }

  /** First what was handed on is saved for good, only then its files go. */
  async function save(): Promise<void> {
    savedAt = now()
    if (unsaved && settings.statePath !== undefined) {
      out?.sync()
      const outPosition = outEnd === undefined ? undefined : out?.position(outEnd)
      await savePositions(settings.statePath, [
        ...saved.values(),
        ...positions(),
        ...(outPosition === undefined ? [] : [outPosition]),
      ])
      unsaved = false
    }
    out?.saved(outEnd ?? out.end())
    if (!unsaved) for (const series of all.values()) leaveFiles(series, deletes)
    touchMarks()
  }
  function* positions(): Generator<Position> {
    for (const { files } of all.values())
      for (const file of files) {
        const position = acknowledgedPosition(file, pool)
        if (position !== undefined) yield position
      }
  }
  /** The mark tells writers that what they finish is deleted here, once it was read. */
  function touchMarks(): void {
    if (!deletes) return
    for (const path of settings.paths) {
      const mark = join(path, COLLECTOR_MARK)
      const descriptor = openRegular(mark, constants.O_WRONLY | constants.O_CREAT, 0o666)
      futimesSync(descriptor, now() / 1000, now() / 1000)
      closeSync(descriptor)
    }
  }

  async function* batches(): AsyncGenerator<Batch> {
    await save()
    if (settings.input !== undefined)
      readStream(settings.input)
        .catch((error: Error) => {
          streamError = error
        })
        .finally(() => {
          streaming = false
          merge.end('-')
          sleeper.wake()
        })
    while (!stop.aborted) {
      for (const path of settings.paths) findSeries(path, all, takeSaved, pool)
      yield* release()
      if (now() - savedAt >= SAVE_MS) await save()
      if (streamError !== undefined) throw streamError
      if ((once || settings.paths.length === 0) && !streaming) break
      const due = merge.deadline() ?? Number.POSITIVE_INFINITY
      await sleeper.sleep(Math.max(1, Math.min(settings.pollMs, due - now())))
    }
    yield* release(EVER) // what waits for earlier entries has waited long enough
  }
  async function finish(): Promise<void> {
    try {
      await save()
    } finally {
      if (deletes) for (const path of settings.paths) rmSync(join(path, COLLECTOR_MARK), { force: true })
      pool.close()
      await out?.close()
    }
  }
  /** The oldest entry that is held has waited longest. */
  function measures(): readonly Measure[] {
    const due = merge.deadline()
    const waited = due === undefined ? 0 : now() - (due - settings.delayMs)
    return [
      { name: 'source_unread_bytes', value: merge.heldBytes() + unreadOfSeries(all.values()) },
      { name: 'source_lag_seconds', value: Math.max(0, waited) / 1000 },
    ]
  }
  return { batches: batches(), finish, measures }
}
