// A followed path through all that happens to it: files that appear, are renamed away, truncated, replaced and come
// back.
import { type BigIntStats, fstatSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Block } from '../../sources/block-splitter.ts'
import { planCatchUp } from '../../sources/catch-up.ts'
import { judge, type Position } from '../../sources/position.ts'
import type { RecordFrame } from '../../sources/record-frame.ts'
import { compressionOf, isRotatedName } from '../../sources/rotated-name.ts'
import { compressedBlocks, compressedFile, compressedHolds } from './compressed.ts'
import type { DescriptorPool } from './descriptors.ts'
import { endOfLastLine } from './end-of-last-line.ts'
import { fingerprint, readAt, readTail } from './fingerprint.ts'
import { type FollowedFile, followedFile, positionOf, resumeCompressed, seek } from './followed-file.ts'
import type { Registry } from './registry.ts'
import { findSiblings } from './siblings.ts'

/** A file to be read to its end before what comes after it; a compressed one gives its blocks itself. */
export interface Backlog {
  readonly file: FollowedFile
  readonly blocks?: AsyncGenerator<Block>
}

export interface Place {
  readonly path: string
  readonly frame: RecordFrame
  /** The file that the path leads to now. */
  file: FollowedFile | undefined
  /** The file before, while nothing has taken its place. */
  previous: { readonly position: Position; readonly modifiedMs: number; readonly atHand: boolean } | undefined
  readonly backlog: Backlog[]
  /** True where a read found other text than before. */
  rewritten: boolean
  /** True once it was told that the file may not be read. */
  told: boolean
}

export interface PlacesContext {
  readonly registry: Registry
  readonly pool: DescriptorPool
  readonly maxLineBytes: number
  readonly places: ReadonlyMap<string, Place>
  notice(code: string, message: string, file: string): void
}

export function placeAt(path: string, frame: RecordFrame): Place {
  return { path, frame, file: undefined, previous: undefined, backlog: [], rewritten: false, told: false }
}

/**
 * Returns what a look at the path says: nothing to do, something to read, or another file than before. The hot path of
 * idle files: one stat.
 */
export function glance(place: Place, { registry, pool }: PlacesContext): 'idle' | 'ready' | 'changed' {
  const stat = statSync(place.path, { bigint: true, throwIfNoEntry: false })
  const { file } = place
  if (stat === undefined || !stat.isFile()) return file === undefined ? 'idle' : 'changed'
  if (file === undefined) {
    const known = registry.find(stat)
    return known !== undefined && known.role !== 'done' ? 'idle' : 'changed'
  }
  if (place.rewritten || stat.ino !== file.inode || stat.dev !== file.device || stat.size < file.scannedTo)
    return 'changed'
  if (compressionOf(place.path) !== undefined) return 'idle' // read whole when it was found
  if (stat.size === BigInt(file.scannedTo)) return 'idle'
  return pool.acquire(file) === 'unreadable' && !place.told ? 'changed' : 'ready'
}

/**
 * Where reading starts in a file that was never met before: at its last line, at its start, or at its start unless it
 * is a rotated copy of a followed file (for one that appears while we watch).
 */
export type Start = 'end' | 'start' | 'start unless copy'

/** Brings the place up to date after `glance` said that it changed. */
export async function settle(place: Place, start: Start, context: PlacesContext): Promise<void> {
  const { pool, registry } = context
  const stat = statSync(place.path, { bigint: true, throwIfNoEntry: false })
  const there = stat?.isFile() === true ? stat : undefined
  const { file } = place
  if (file === undefined) {
    if (there !== undefined) await begin(place, there, start, context)
    return
  }
  if (there !== undefined && there.ino === file.inode && there.dev === file.device) {
    if (place.rewritten || there.size < file.scannedTo || pool.acquire(file) === 'rewritten')
      await startAgain(place, file, context)
    else if (pool.acquire(file) === 'unreadable') tellUnreadable(place, context)
    return
  }
  const held = pool.isOpen(file) ? pool.acquire(file) : undefined
  const atHand = typeof held === 'number'
  place.previous = { position: positionOf(file, file), modifiedMs: atHand ? fstatSync(held).mtimeMs : 0, atHand }
  place.file = undefined
  if (atHand) {
    file.role = 'old'
    place.backlog.push({ file })
  } else registry.forget(file)
  if (there !== undefined) await begin(place, there, 'start', context)
}

async function begin(place: Place, stat: BigIntStats, start: Start, context: PlacesContext): Promise<void> {
  const { registry, pool } = context
  const known = registry.find(stat)
  if (known !== undefined) {
    if (known.role !== 'done') return // the same file under another name
    known.path = place.path
    if (typeof pool.acquire(known) === 'number') {
      known.role = 'live'
      place.file = known
      return
    }
    registry.forget(known) // its inode was given to another file
  }
  const file = followedFile({
    path: place.path,
    followedAs: place.path,
    device: stat.dev,
    inode: stat.ino,
    frame: place.frame,
    role: 'live',
  })
  const saved = registry.savedAt(stat)
  if (compressionOf(place.path) !== undefined) return beginCompressed(place, file, saved, start, context)
  const descriptor = pool.acquire(file)
  if (typeof descriptor !== 'number') {
    tellUnreadable(place, context)
    return
  }
  place.told = false
  if (saved !== undefined && isSame(saved, stat, descriptor)) {
    seek(file, descriptor, saved.offset)
    registry.dropSaved([saved])
    await catchUpSaved(place, false, context)
  } else {
    const { previous } = place
    if (previous !== undefined) await catchUp(place, previous.position, previous.modifiedMs, previous.atHand, context)
    const met = await catchUpSaved(place, true, context)
    if (
      previous === undefined &&
      !met &&
      start === 'start unless copy' &&
      (await isCopyOfKnown(place.path, file, context))
    ) {
      file.role = 'copy'
      registry.add(file)
      return
    }
    seek(
      file,
      descriptor,
      start === 'end' && !met && previous === undefined ? endOfLastLine(descriptor, Number(stat.size)) : 0,
    )
  }
  place.previous = undefined
  place.file = file
  registry.add(file)
}

async function beginCompressed(
  place: Place,
  file: FollowedFile,
  saved: Position | undefined,
  start: Start,
  context: PlacesContext,
): Promise<void> {
  context.registry.add(file)
  place.file = file
  if (
    saved === undefined &&
    (start === 'end' || (start === 'start unless copy' && (await isCopyOfKnown(place.path, file, context))))
  )
    return
  if (saved !== undefined && (await compressedHolds(compressedFile(place.path), saved))) resumeCompressed(file, saved)
  place.backlog.push(compressedBacklog(file, context))
}

function compressedBacklog(file: FollowedFile, { maxLineBytes }: PlacesContext): Backlog {
  const passed = (before: Buffer): void =>
    void Object.assign(file, { before, handedOn: { offset: file.offset, before } })
  return { file, blocks: compressedBlocks(compressedFile(file.path), file.offset, maxLineBytes, passed) }
}

function isSame(saved: Position, stat: BigIntStats, descriptor: number): boolean {
  const seen = { device: String(stat.dev), inode: String(stat.ino), size: Number(stat.size) }
  const head = fingerprint(readAt(descriptor, 0, saved.headBytes))
  return judge(saved, { ...seen, head, tail: fingerprint(readTail(descriptor, saved.offset)) }) === 'same'
}

/**
 * Reads what is left of the files that were followed here when the state was saved. Returns whether there were any.
 * `isReplaced`: the file that was followed last is one of them.
 */
async function catchUpSaved(place: Place, isReplaced: boolean, context: PlacesContext): Promise<boolean> {
  const positions = context.registry.savedOf(place.path)
  // All but the last were rotated away earlier: only their own rest is wanted, and they may well have been deleted
  // after it was read.
  for (const [index, position] of positions.entries()) {
    const isLast = isReplaced && index === positions.length - 1
    await catchUp(place, position, 0, false, context, { younger: isLast, tellLoss: isLast })
  }
  context.registry.dropSaved(positions)
  return positions.length > 0
}

/** Puts what was not read yet of rotated files before the place's own file. */
async function catchUp(
  place: Place,
  position: Position,
  modifiedMs: number,
  atHand: boolean,
  context: PlacesContext,
  wanted = { younger: true, tellLoss: !atHand },
): Promise<boolean> {
  const { registry, pool } = context
  const siblings = await findSiblings(place.path, position, !atHand, key => registry.known(key, position))
  const plan = planCatchUp(position, modifiedMs, siblings, atHand)
  for (const step of [...(plan.rest === undefined ? [] : [plan.rest]), ...(wanted.younger ? plan.younger : [])]) {
    const stat = statSync(step.path, { bigint: true, throwIfNoEntry: false })
    if (stat === undefined) continue // rotated on between the look and now: the next round finds its new name
    const file = followedFile({
      path: step.path,
      followedAs: place.path,
      device: stat.dev,
      inode: stat.ino,
      frame: place.frame,
      role: 'old',
    })
    registry.add(file)
    if (compressionOf(step.path) !== undefined) {
      if (step.from > 0) resumeCompressed(file, position)
      place.backlog.push(compressedBacklog(file, context))
      continue
    }
    const descriptor = pool.acquire(file)
    if (typeof descriptor !== 'number') continue
    seek(file, descriptor, step.from)
    place.backlog.push({ file })
  }
  if (!plan.found && wanted.tellLoss && position.offset > 0)
    context.notice(
      'source_lost',
      `the file that was read up to byte ${position.offset} is gone; what it held after that is lost`,
      place.path,
    )
  return plan.found
}

/** The file was truncated (copytruncate too), or truncated and written anew beyond where we were. */
async function startAgain(place: Place, file: FollowedFile, context: PlacesContext): Promise<void> {
  place.rewritten = false
  const found = await catchUp(place, positionOf(file, file), 0, false, context, { younger: true, tellLoss: false })
  const rest = found
    ? 'its copy was found and is read to the end'
    : 'no copy was found: what was written after the last read is lost'
  context.notice('source_truncated', `the file was truncated at byte ${file.offset} or later; ${rest}`, place.path)
  file.headBytes = 0
  file.head = ''
  file.before = Buffer.alloc(0)
  file.offset = 0
  const descriptor = context.pool.acquire(file)
  if (typeof descriptor === 'number') seek(file, descriptor, 0)
}

/** True for what copytruncate or a compressor makes of a file that is followed already. */
async function isCopyOfKnown(
  path: string,
  candidate: FollowedFile,
  { registry, pool, places }: PlacesContext,
): Promise<boolean> {
  const directory = dirname(path)
  for (const place of places.values()) {
    if (dirname(place.path) !== directory || !isRotatedName(basename(path), basename(place.path))) continue
    for (const file of registry.under(place.path)) {
      if (file === candidate || file.headBytes === 0) continue
      if (compressionOf(path) !== undefined) {
        if (await compressedHolds(compressedFile(path), { head: file.head, headBytes: file.headBytes })) return true
        continue
      }
      const descriptor = pool.acquire(candidate)
      if (typeof descriptor === 'number' && fingerprint(readAt(descriptor, 0, file.headBytes)) === file.head)
        return true
    }
  }
  return false
}

function tellUnreadable(place: Place, { notice }: PlacesContext): void {
  if (place.told) return
  place.told = true
  notice('source_unreadable', 'the file cannot be opened for reading', place.path)
}
