// The files of one writer, read one after the other as if they were one.

import { lstatSync, readdirSync, unlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { BOUNDS } from '../../bounds.ts'
import { originFromPath } from '../../formats/origin-from-path.ts'
import type { Block } from '../../sources/block-splitter.ts'
import { fileKey, positionOf } from '../../sources/follow/tracked-file.ts'
import { readMessageFileName } from '../../sources/nvrx-files.ts'
import { judge, type Position, tailLike } from '../../sources/position.ts'
import { recordFrame } from '../../sources/record-frame.ts'
import type { DescriptorPool } from '../follow/descriptors.ts'
import { fingerprint, readAt, readTail } from '../follow/fingerprint.ts'
import { type FollowedFile, followedFile, readBlock, readLastLine, seek } from '../follow/followed-file.ts'
import { seenAs } from '../follow/seen-as.ts'

export interface MessageFile {
  readonly file: FollowedFile
  readonly startedMs: number
  /** Offset up to which its entries were acknowledged. */
  acknowledged: number
  /** The position at `acknowledged`, once it was asked for. */
  position: Position | undefined
}

export interface Series {
  /** Key among all series. */
  readonly name: string
  /** Oldest first. */
  readonly files: MessageFile[]
  /** The files before this one were read to their end, and their writer has left them. */
  current: number
}

const MAX_LINE_BYTES = BOUNDS['collect.line'].most

/**
 * Adds the files of a directory (or one plain file) that are not known yet to their series. Links and everything that
 * is no file are left alone.
 */
export function findSeries(
  path: string,
  all: Map<string, Series>,
  takeSaved: (key: string) => Position | undefined,
  pool: DescriptorPool,
): void {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  const names = stat?.isDirectory() === true ? messageFilesIn(path) : [{ filePath: path, name: path, startedMs: 0 }]
  for (const { filePath, name, startedMs } of names) {
    const series = all.get(name) ?? { name, files: [], current: 0 }
    if (series.files.some(known => known.file.path === filePath)) continue
    const file = openMessageFile(filePath, takeSaved, pool)
    if (file === undefined) continue
    all.set(name, series)
    const at = series.files.findLastIndex(known => known.startedMs <= startedMs) + 1
    series.files.splice(at, 0, { file, startedMs, acknowledged: file.offset, position: undefined })
    series.current = Math.min(series.current, at)
  }
}

/** True for the path of a message file, by its name. */
export function isMessageFile(path: string): boolean {
  return readMessageFileName(basename(path)) !== undefined
}

interface ListedFile {
  readonly filePath: string
  /** Key of the series. */
  readonly name: string
  readonly startedMs: number
}

/**
 * The message files of a directory. A listing may have a file and miss an older one that was made while it was read;
 * the listing after it has all that are older than what the first one had.
 */
function messageFilesIn(directory: string): readonly ListedFile[] {
  const newest = new Map<string, number>()
  for (const { name, startedMs } of listFiles(directory)) newest.set(name, Math.max(newest.get(name) ?? 0, startedMs))
  return listFiles(directory).filter(({ name, startedMs }) => startedMs <= (newest.get(name) ?? -1))
}

function listFiles(directory: string): readonly ListedFile[] {
  const found: ListedFile[] = []
  for (const file of readdirSync(directory)) {
    const parts = readMessageFileName(file)
    if (parts !== undefined)
      found.push({ filePath: join(directory, file), name: join(directory, parts.series), startedMs: parts.startedMs })
  }
  return found
}

function openMessageFile(
  path: string,
  takeSaved: (key: string) => Position | undefined,
  pool: DescriptorPool,
): FollowedFile | undefined {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  if (stat?.isFile() !== true) return undefined
  const frame = recordFrame({ file: path, ...originFromPath(path) })
  const seen = seenAs(path, stat)
  const file = followedFile({ ...seen, followedAs: path, frame, role: 'live' })
  const descriptor = pool.acquire(file)
  if (typeof descriptor !== 'number') return undefined
  const saved = takeSaved(fileKey(file))
  if (saved === undefined) return file
  const head = fingerprint(readAt(descriptor, 0, saved.headBytes))
  const text = { head, tail: tailLike(saved.tail, readTail(descriptor, saved.offset), fingerprint) }
  if (judge(saved, { ...seen, ...text }) === 'same') seek(file, descriptor, saved.offset)
  return file
}

/**
 * Reads the next block of a series; undefined where there is none now. With `toEnd` the unfinished last line of each
 * file counts as whole.
 */
export function readSeries(
  series: Series,
  pool: DescriptorPool,
  toEnd: boolean,
): { readonly from: MessageFile; readonly block: Block } | undefined {
  for (let from = series.files[series.current]; from !== undefined; from = series.files[series.current]) {
    let result = readBlock(from.file, pool, MAX_LINE_BYTES)
    while (result === 'partial') result = readBlock(from.file, pool, MAX_LINE_BYTES)
    if (typeof result === 'object') return { from, block: result }
    const isNewest = series.current === series.files.length - 1
    // A writer that has begun a new file does not finish a line in the old one.
    const last = result === 'end' && (toEnd || !isNewest) ? readLastLine(from.file, pool, MAX_LINE_BYTES) : undefined
    if (last !== undefined) return { from, block: last }
    if (isNewest) return undefined
    pool.release(from.file)
    series.current++
  }
  return undefined
}

/** Returns the bytes that there are now and that were not read; what was read to its end is left aside. */
export function unreadOfSeries(all: Iterable<Series>): number {
  let sum = 0
  for (const { files, current } of all)
    for (const { file } of files.slice(current)) {
      const size = lstatSync(file.path, { throwIfNoEntry: false })?.size ?? 0
      sum += Math.max(0, size - file.readTo)
    }
  return sum
}

/**
 * Looks again at the files that were left: one that has grown is read on. With `deletes` those that were acknowledged
 * to their end go.
 */
export function leaveFiles(series: Series, deletes: boolean): void {
  for (let index = series.current - 1; index >= 0; index--) {
    const { file, acknowledged } = series.files[index] as MessageFile
    const stat = lstatSync(file.path, { throwIfNoEntry: false })
    if (stat !== undefined && stat.size > file.offset) series.current = index
    if (stat !== undefined && (!deletes || acknowledged < stat.size)) continue
    if (stat !== undefined) unlinkSync(file.path)
    series.files.splice(index, 1) // deleted, by us or by its writer
    series.current--
  }
}

/**
 * Returns the position of a file up to which its entries were acknowledged; undefined where it cannot be opened any
 * more.
 */
export function acknowledgedPosition(one: MessageFile, pool: DescriptorPool): Position | undefined {
  if (one.position?.offset === one.acknowledged) return one.position
  const descriptor = pool.acquire(one.file)
  if (typeof descriptor !== 'number') return undefined
  one.position = positionOf(one.file, fingerprint, {
    offset: one.acknowledged,
    before: readTail(descriptor, one.acknowledged),
  })
  return one.position
}
