// logmon-follow --serve: follows files for a logmon-follow on another host, which started it over ssh.
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { PROTOCOL, type ServeRequest } from '../../sources/frames.ts'
import type { Position } from '../../sources/position.ts'
import type { Batch } from '../source.ts'
import { targetOf } from './discover.ts'
import { follow } from './follow.ts'
import { gatherFrames } from './gather-frames.ts'

const NEWLINE = 10

/** Reads the request from `input`, then follows until the input ends: who asked has gone then. */
export async function* serve(
  input: AsyncIterable<Buffer>,
  stop: AbortSignal,
  now: () => number,
): AsyncGenerator<Batch> {
  const gone = new AbortController()
  stop.addEventListener('abort', () => gone.abort(), { once: true })
  const out = gatherFrames()
  out.frame({ is: 'hello', protocol: PROTOCOL })
  yield out.take()
  const request = await readRequest(input, () => gone.abort())
  if (request === undefined) return
  const { paths, saved, ...settings } = request
  let failed = false
  const fail = (): void => {
    failed = true
  }
  const state = {
    changed: () => {},
    save: async (positions: readonly Position[]) => out.frame({ is: 'positions', positions }),
  }
  const local = {
    ...settings,
    targets: paths.map(targetOf),
    saved: saved.map(withDevice),
    untilIdleMs: undefined,
    useHints: true,
    fail,
  }
  yield* follow(local, out, state, { stop: gone.signal, now })
  if (gone.signal.aborted) return
  out.frame({ is: 'end', failed })
  yield out.take()
}

/**
 * Resolves with what the first line of the input asks for, or undefined where it ends before; calls `ended` when the
 * input ends.
 */
async function readRequest(input: AsyncIterable<Buffer>, ended: () => void): Promise<ServeRequest | undefined> {
  const reader = input[Symbol.asyncIterator]()
  let line = Buffer.alloc(0)
  while (!line.includes(NEWLINE)) {
    const { value, done } = await reader.next()
    if (done === true) return undefined
    line = Buffer.concat([line, value as Buffer])
  }
  const untilEnd = async (): Promise<void> => {
    while ((await reader.next()).done !== true);
  }
  untilEnd().then(ended, ended)
  return requestOf(line.toString('utf8'))
}

function requestOf(line: string): ServeRequest {
  let request: Partial<ServeRequest> | null
  try {
    request = JSON.parse(line) as typeof request
  } catch {
    request = null
  }
  if (request?.protocol !== PROTOCOL)
    throw new Error('what is asked on standard input is not understood; --serve is for a logmon-follow on another host')
  return request as ServeRequest
}

/** A position that was saved by reading with a shell has no device: the one of its file, or of where its file was. */
function withDevice(position: Position): Position {
  if (/^\d+$/.test(position.device)) return position
  const stat = statSync(position.path, { bigint: true, throwIfNoEntry: false })
  const device =
    stat !== undefined && String(stat.ino) === position.inode
      ? stat.dev
      : statSync(dirname(position.path), { bigint: true, throwIfNoEntry: false })?.dev
  return { ...position, device: String(device ?? 0) }
}
