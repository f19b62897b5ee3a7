// Reads what followed paths have: what was rotated away first, then the file itself.

import { fstatSync } from 'node:fs'
import { constants } from 'node:os'
import type { Block } from '../../sources/block-splitter.ts'
import { findAgain, leaveFile, putAside } from '../../sources/follow/aside.ts'
import { prepareLive, prepareUnread } from '../../sources/follow/copies.ts'
import { tellGoneUnread } from '../../sources/follow/find-file.ts'
import { UNREADABLE_TEXT } from '../../sources/follow/texts.ts'
import { confirmLook } from '../../sources/follow/tracked-file.ts'
import { HEAD_BYTES } from '../../sources/position.ts'
import { compressionOf } from '../../sources/rotated-name.ts'
import { reasonOf } from '../error-words.ts'
import { compressedBlocks, openCompressed } from './compressed.ts'
import { takeErrorFile } from './error-files.ts'
import { fingerprint } from './fingerprint.ts'
import {
  advance,
  type FollowedFile,
  isDrawing,
  type ReadResult,
  readBlock,
  readDrawn,
  readLastLine,
} from './followed-file.ts'
import type { Following } from './following.ts'
import type { LocalPath } from './look.ts'

type Taken = readonly [FollowedFile, Block]

/** Times that a file is looked for again at once: rotation may be moving it. */
const MAX_FINDS = 10

/** Reads one block of a path; undefined where there is nothing more for now. */
export async function readNext(path: LocalPath, following: Following): Promise<Taken | undefined> {
  const old = await readBacklog(path, following)
  if (old === 'moving') {
    following.moving.add(path)
    return undefined
  }
  if (old !== undefined) return old
  try {
    if (!(await isReady(path, following))) return path.backlog.length > 0 ? readNext(path, following) : undefined
    const block = readLive(path, following)
    if (block === undefined || path.live === undefined) return undefined
    path.failures = 0
    return [path.live, block]
  } catch (error) {
    following.failed(path, path.live, error)
    if (path.live !== undefined) following.pool.release(path.live) // a handle that is stale stays so
    return undefined
  }
}

/** Whether the live file may be read now: nothing is to be read before it, as far as can be seen. */
async function isReady(path: LocalPath, { moving, run, context }: Following): Promise<boolean> {
  if (path.live === undefined || path.isRewritten) return true
  if (path.emptySinceMs === undefined && !path.live.mayBeKnown) return true
  const prepared = await run(prepareLive(path, path.live, context))
  if (prepared === 'moving') moving.add(path)
  return prepared === 'ready'
}

function readLive(path: LocalPath, { pool, out, settings, now }: Following): Block | undefined {
  const { live } = path
  if (live === undefined || path.isRewritten || compressionOf(path.path) !== undefined) return undefined
  if (takeErrorFile(path.path, live, pool, out)) return undefined
  for (;;) {
    const result = readBlock(live, pool, settings.maxLineBytes)
    if (typeof result === 'object') {
      path.isUnreadable = false
      confirmLook(live)
      return result
    }
    if (result === 'end' && isDrawing(live, now())) return readDrawn(live, pool, settings.maxLineBytes)
    if (result === 'partial') live.partialAtMs = now()
    if (result === 'rewritten') path.isRewritten = true
    if (result === 'unreadable' && !path.isUnreadable) {
      path.isUnreadable = true
      out.notice('source_unreadable', UNREADABLE_TEXT, path.path)
    }
    if (result !== 'partial') return undefined
  }
}

/** moving: files are moved all the time, so that nothing is known yet; what comes after them waits, too. */
async function readBacklog(path: LocalPath, following: Following): Promise<Taken | 'moving' | undefined> {
  let finds = 0
  for (let file = path.backlog[0]; file !== undefined; file = path.backlog[0]) {
    const result = await readOld(path, file, following)
    if (typeof result === 'object') {
      file.quietSinceMs = 0
      path.failures = 0
      return [file, result]
    }
    if (result === 'partial') continue
    if (result === 'moved' || result === 'rewritten') {
      const isFound = await following.run(findAgain(following.aside, path, file, following.context))
      if (!isFound || finds++ >= MAX_FINDS) return 'moving'
      continue
    }
    path.backlog.shift()
    if (result === 'end') {
      const last = leave(path, file, following)
      if (last !== undefined) return [file, last]
    } else putAside(following.aside, path, file)
  }
  if (path.gone.length > 0) await following.run(tellGoneUnread(path, following.context))
  return undefined
}

/** Reads on in a file of the backlog. One that cannot be read now is tried again by itself. */
async function readOld(path: LocalPath, file: FollowedFile, following: Following): Promise<ReadResult | 'failed'> {
  const { run, context, pool, settings } = following
  try {
    const prepared = file.mayBeKnown ? await run(prepareUnread(path, file, context)) : 'ready'
    if (prepared !== 'ready') return prepared === 'moving' ? 'moved' : 'partial'
    if (file.hasEnded) return 'end'
    const isText = compressionOf(file.path) === undefined
    const result = isText ? readBlock(file, pool, settings.maxLineBytes) : await readCompressed(file, following)
    if (result !== 'unreadable') return result
    following.failed(putAside(following.aside, path, file), file, notPermitted())
  } catch (error) {
    pool.release(file) // a handle that is stale stays so
    following.failed(putAside(following.aside, path, file), file, error)
  }
  return 'failed'
}

/** A rotated file that is not ours to read: as any other error of the file system, it may pass. */
function notPermitted(): Error {
  return Object.assign(new Error('EACCES: permission denied'), { errno: -constants.errno.EACCES, syscall: 'open' })
}

async function readCompressed(file: FollowedFile, { pool, out, settings }: Following): Promise<ReadResult> {
  if (file.blocks === undefined) {
    const descriptor = pool.take(file)
    if (typeof descriptor !== 'number') return descriptor
    const passed = (before: Buffer): void => {
      const { offset, acknowledged } = file
      Object.assign(file, { before, tail: undefined })
      // What was taken before of the file that this one is a copy of may still be on its way.
      if (acknowledged.offset === offset) file.acknowledged = { offset, before }
    }
    const opened = openCompressed(file.path, descriptor)
    file.blocks = compressedBlocks(opened, file.offset, settings.maxLineBytes, passed)
  }
  try {
    const { value, done } = await file.blocks.next()
    file.hasEnded = done === true
    return done === true ? 'end' : takeCompressed(file, value)
  } catch (error) {
    file.blocks = undefined
    const { syscall } = error as NodeJS.ErrnoException
    if (syscall !== undefined && !syscall.startsWith('spawn')) throw error
    out.notice('source_damaged', `the compressed file cannot be read on: ${reasonOf(error)}`, file.path)
    file.hasEnded = true
    return 'end'
  }
}

function takeCompressed(file: FollowedFile, block: Block): Block {
  if (block.offset === 0) {
    const head = block.bytes.subarray(0, HEAD_BYTES)
    file.head = fingerprint(head)
    file.headBytes = head.length
  }
  file.offset = block.offset
  advance(file, block.bytes)
  return block
}

/**
 * A rotated file at its end: kept for its writer's last words, then closed for good. Returns its unfinished last line
 * then.
 */
function leave(path: LocalPath, file: FollowedFile, following: Following): Block | undefined {
  const { pool, settings, now, aside } = following
  if (!file.hasEnded) noteEnd(file, following)
  if (!leaveFile(aside, path, file, { nowMs: now(), isBrief: settings.once })) return undefined
  const last = file.hasEnded ? undefined : readLastLine(file, pool, settings.maxLineBytes)
  if (file.role === 'done') pool.release(file)
  return last
}

/** What is written from now on changes size and date: so the next run sees that there is something. */
function noteEnd(file: FollowedFile, { pool }: Following): void {
  if (file.quietSinceMs !== 0) return
  const descriptor = pool.acquire(file)
  if (typeof descriptor !== 'number') return
  const { size, mtimeNs } = fstatSync(descriptor, { bigint: true })
  file.size = Number(size)
  // Of one that nothing was read of, nothing proves that it was not copied and truncated since its last look.
  if (file.offset > 0) file.modifiedMs = Number(mtimeNs / 1000n) / 1000
}
