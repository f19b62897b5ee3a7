// A path that is no file but a pipe or a device: /dev/stdin, what `<(command)` names, a named pipe. It is read as it
// comes, from its first byte; no position in it can be saved.
import { closeSync, constants, createReadStream, fstatSync, openSync, realpathSync, statSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { originFromPath } from '../../formats/origin-from-path.ts'
import { blockSplitter } from '../../sources/block-splitter.ts'
import { recordFrame } from '../../sources/record-frame.ts'
import type { Batch } from '../source.ts'
import { blockBatches } from './block-batch.ts'

export interface PipeSettings {
  readonly path: string
  readonly raw: boolean
  readonly once: boolean
  readonly untilIdleMs: number | undefined
  readonly maxLineBytes: number
}

/** True for a path that stands for bytes that come and are gone. */
export function isPipe(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat?.isFIFO() === true || stat?.isCharacterDevice() === true || stat?.isSocket() === true
}

/**
 * Gives what comes through a pipe until `stop`. A named pipe is opened again for its next writer, but for `once`; every
 * other one ends with its writer.
 */
export async function* followPipe(settings: PipeSettings, stop: AbortSignal): AsyncGenerator<Batch> {
  const { path, raw, once, untilIdleMs, maxLineBytes } = settings
  const ending = idleSignal(untilIdleMs, stop)
  const splitter = blockSplitter(0, maxLineBytes)
  const batchOf = blockBatches(recordFrame({ file: path, ...originFromPath(path) }), raw)
  // A named pipe that somebody has open keeps what its writers leave between two of our readings.
  const keeper = isNamedPipe(path) ? openWithoutWaiting(path) : undefined
  try {
    do {
      for await (const chunk of chunksOf(openPipe(path), ending.signal)) {
        ending.restart()
        const blocks = splitter.push(chunk)
        if (blocks.length > 0) yield batchOf(blocks)
        ending.restart()
      }
    } while (keeper !== undefined && !once && !ending.signal.aborted)
    const last = splitter.end()
    if (last !== undefined) yield batchOf([last])
  } finally {
    ending.clear()
    if (keeper !== undefined) closeSync(keeper)
  }
}

/** A signal that is also given when nothing was heard for so long. */
function idleSignal(idleMs: number | undefined, stop: AbortSignal) {
  const ending = new AbortController()
  const abort = (): void => ending.abort()
  stop.addEventListener('abort', abort, { once: true })
  if (stop.aborted) abort()
  const timer = idleMs === undefined ? undefined : setTimeout(abort, idleMs)
  return {
    signal: ending.signal,
    restart: () => void timer?.refresh(),
    clear() {
      clearTimeout(timer)
      stop.removeEventListener('abort', abort)
    },
  }
}

/** Gives what a stream gives, until it ends or the signal is given; then it is closed. */
async function* chunksOf(stream: Readable, signal: AbortSignal): AsyncGenerator<Buffer> {
  const close = (): void => void stream.destroy()
  signal.addEventListener('abort', close, { once: true })
  if (signal.aborted) close()
  try {
    for await (const chunk of stream) yield chunk as Buffer
  } catch (error) {
    if (!signal.aborted) throw error // closed by us, in the middle of a read
  } finally {
    signal.removeEventListener('abort', close)
    close()
  }
}

/** What `<(command)` and /dev/stdin lead to has no name of its own, and no second writer. */
function isNamedPipe(path: string): boolean {
  try {
    return statSync(realpathSync(path)).isFIFO() && !realpathSync(path).startsWith('/proc/')
  } catch {
    return false
  }
}

function openPipe(path: string): Readable {
  const stat = statSync(path)
  if (isStandardInput(stat)) return process.stdin
  if (!stat.isFIFO()) return createReadStream(path)
  const descriptor = openWithoutWaiting(path)
  try {
    return new Socket({ fd: descriptor, readable: true, writable: false })
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

/** To wait for a writer would hold a thread, and the end of this process. */
function openWithoutWaiting(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
}

function isStandardInput({ dev, ino }: { readonly dev: number; readonly ino: number }): boolean {
  try {
    const stdin = fstatSync(0)
    return stdin.dev === dev && stdin.ino === ino
  } catch {
    return false // closed
  }
}
