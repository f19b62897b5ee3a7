// Logs of jobs that run, read as they grow: their lines become records of the job, as `logmon run` would write them.
// How far a log was read is written down together with what it said, so that nothing comes twice after a restart.

import type { FileHandle } from 'node:fs/promises'
import { BOUNDS } from '../../bounds.ts'
import type { Driver, Envelope } from '../../drive.ts'
import type { Millis } from '../../record/time.ts'
import type { AnyRecord } from '../../record/types.generated.ts'
import type { FollowedTo, ServeEvent, TrackedJob } from '../../serve/events.ts'
import type { ServeState } from '../../serve/state.ts'
import { reasonOf } from '../error-words.ts'
import type { Journal } from './journal.ts'
import { openSafely } from './safe-path.ts'

export interface Following {
  /** Follows the log of a job from now on; of one that is followed already, nothing changes. */
  begin(job: TrackedJob, path: string, root: string): void
  /** The job has ended: resolves when what is left of its log was read. */
  end(job: number): Promise<void>
  count(): number
  stop(): void
}

interface FollowingSetting {
  readonly newChain: () => Driver
  readonly state: ServeState
  readonly journal: Journal
  readonly now: () => Millis
  readonly everyMs: number
  readonly tell: (message: string) => void
}

interface Followed {
  readonly job: number
  readonly path: string
  readonly root: string
  readonly driver: Driver
  to: FollowedTo
  /** Looks in a row at which it could not be read. */
  failures: number
}

const MOST_FOLLOWED = BOUNDS['serve.followed'].most
/** What a log holds before that is not read when it is followed first. */
const LONGEST_PAST_BYTES = 4 * 1024 * 1024
const CHUNK_BYTES = 256 * 1024
/** Read of one log before it is another's turn. */
const MOST_A_TURN = 1024 * 1024
/** A line that is longer is cut. */
const LONGEST_LINE = 256 * 1024
const MOST_FAILURES = 60
const LF = 10

export function following(setting: FollowingSetting): Following {
  const { newChain, state, tell, everyMs } = setting
  const logs = new Map<number, Followed>()
  let isLooking = false
  async function look(): Promise<void> {
    if (isLooking) return
    isLooking = true
    for (const log of [...logs.values()]) {
      if (!logs.has(log.job)) continue
      const isThere = await readOn(log, setting)
      log.failures = isThere ? 0 : log.failures + 1
      // It is gone for good, and nobody said that the job has ended.
      if (log.failures > MOST_FAILURES || state.job(log.job) === undefined) logs.delete(log.job)
    }
    isLooking = false
  }
  const timer = setInterval(() => {
    look().catch((error: Error) => {
      isLooking = false
      tell(`logs are not followed: ${reasonOf(error)}`)
    })
  }, everyMs).unref()
  return {
    begin(job, path, root) {
      const known = logs.get(job.number)
      if (known?.path === path) return
      if (known === undefined && logs.size >= MOST_FOLLOWED) {
        tell(`${path} is not followed: ${MOST_FOLLOWED} logs are`)
        return
      }
      const kept = state.followedTo(job.number)
      const to = kept?.path === path ? kept : { path, device: 0, inode: 0, bytes: 0 }
      logs.set(job.number, { job: job.number, path, root, driver: newChain(), to, failures: 0 })
      // What is there already is shown soon, and not after the next tick.
      void look().catch((error: Error) => tell(`${path} is not followed: ${reasonOf(error)}`))
    },
    async end(job) {
      const log = logs.get(job)
      if (log === undefined) return
      logs.delete(job)
      for (let before = -1; before !== log.to.bytes; ) {
        before = log.to.bytes
        if (!(await readOn(log, setting, true))) break
      }
      const records = collected(emit => log.driver.end(setting.now(), emit))
      write(log, log.to, records, setting)
    },
    count: () => logs.size,
    stop: () => clearInterval(timer),
  }
}

/** Reads what a log has more by now; resolves to whether it could be read. At its end the last line needs none. */
async function readOn(log: Followed, setting: FollowingSetting, isEnd = false): Promise<boolean> {
  let handle: FileHandle
  try {
    handle = await openSafely(log.path, log.root)
  } catch {
    return false
  }
  try {
    const { dev, ino, size } = await handle.stat()
    const isNew = log.to.device !== dev || log.to.inode !== ino || size < log.to.bytes
    const isFirst = log.to.inode === 0
    // Of a log that began long ago only the end is read; of one that began anew, all.
    const from = !isNew ? log.to.bytes : isFirst ? Math.max(0, size - LONGEST_PAST_BYTES) : 0
    const begin = isNew && from > 0 ? await afterLine(handle, from) : from
    let to: FollowedTo = { path: log.path, device: dev, inode: ino, bytes: begin }
    for (let read = 0; read < MOST_A_TURN && to.bytes < size; ) {
      const { lines, bytes } = await linesFrom(handle, to.bytes, isEnd)
      if (bytes === 0) break
      read += bytes
      to = { ...to, bytes: to.bytes + bytes }
      write(log, to, feed(log, lines, setting.now()), setting)
    }
    const late = collected(emit => {
      log.driver.flush(emit)
      log.driver.tick(setting.now(), emit)
    })
    if (late.length > 0 || isNew) write(log, to, late, setting)
    return true
  } finally {
    await handle.close()
  }
}

function feed({ driver }: Followed, lines: readonly string[], now: Millis): readonly AnyRecord[] {
  return collected(emit => {
    for (const line of lines) driver.feed(line, now, emit)
    driver.flush(emit)
  })
}

/** What a rule saw in a line is of use to the stages alone. */
function collected(run: (emit: (envelope: Envelope) => void) => void): readonly AnyRecord[] {
  const records: AnyRecord[] = []
  run(({ record }) => void (record.kind !== 'match' && records.push(record)))
  return records
}

/** Writes records and how far they go, all of it or nothing. */
function write(log: Followed, to: FollowedTo, records: readonly AnyRecord[], { journal }: FollowingSetting): void {
  const { job } = log
  const events: readonly ServeEvent[] = records.map(record => ({ is: 'record', job, record }))
  journal.writeAll([...events, { is: 'followed', job, to }])
  log.to = to
}

interface Piece {
  readonly lines: readonly string[]
  /** How many bytes they take, their ends included. */
  readonly bytes: number
}

/** Reads whole lines; of one that does not end yet nothing, but where it is too long. */
async function linesFrom(handle: FileHandle, at: number, isEnd = false): Promise<Piece> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, at)
  const last = buffer.subarray(0, bytesRead).lastIndexOf(LF)
  if (last === -1 && bytesRead < LONGEST_LINE && !(isEnd && bytesRead > 0)) return { lines: [], bytes: 0 }
  const bytes = last === -1 ? bytesRead : last + 1
  const text = buffer.toString('utf8', 0, last === -1 ? bytesRead : last)
  return { lines: text.split('\n').map(line => (line.endsWith('\r') ? line.slice(0, -1) : line)), bytes }
}

/** Resolves to where the first line begins that begins behind a place. */
async function afterLine(handle: FileHandle, from: number): Promise<number> {
  const { lines, bytes } = await linesFrom(handle, from)
  return from + (bytes === 0 ? 0 : Buffer.byteLength(`${lines[0]}\n`))
}
