// What is on its way out: encoded blocks, notices, and the reading positions that hold once they were handed on.
import { formatTime } from '../../record/time.ts'
import type { LogRecord, NoticeRecord } from '../../record/types.generated.ts'
import type { Block } from '../../sources/block-splitter.ts'
import { acknowledge, type Mark } from '../../sources/follow/tracked-file.ts'
import { type LastWritten, lastWrittenRecord } from '../../sources/last-written.ts'
import { lineEncoder } from '../../sources/line-encoder.ts'
import type { Batch } from '../source.ts'
import { attemptWatcher } from './attempts.ts'
import type { FollowedFile } from './followed-file.ts'

export interface Gathered {
  /** Adds what was just read from a file: its position is the one to save when this was handed on. */
  add(file: FollowedFile, block: Block): void
  /** Adds torchelastic's error file: its text, and the record that it makes. */
  addErrorFile(file: FollowedFile, text: Buffer, record: LogRecord): void
  notice(code: string, message: string, file?: string, more?: Partial<NoticeRecord>): void
  /** Tells when a file was written last; lines alone say nothing of it. */
  lastWritten(file: FollowedFile, last: LastWritten): void
  /** As `notice`, but at most once per code. */
  noticeOnce(code: string, message: string): void
  /** Tells when a path shows a newer attempt of its run than any before; `quietly` only remembers it. */
  attemptSeen(path: string, quietly?: boolean): void
  isEmpty(): boolean
  isFull(): boolean
  /** Takes all that was gathered. */
  take(): Batch
  /** True, once, after a position has moved. */
  changed(): boolean
}

/** One write of this size keeps a pipe busy; more only costs memory. */
const FULL_BYTES = 64 * 1024

/** Gathers for one output. With `raw` lines are written as they are, and notices are no output: they go to `tell`. */
export function gatherBatches(raw: boolean, tell: (text: string) => void, now: () => number): Gathered {
  const encoder = lineEncoder()
  let marks = new Map<FollowedFile, Mark>()
  let moved = false
  const notified = new Set<string>()
  const watchAttempts = attemptWatcher((message, { file, ...origin }) =>
    notice('attempt_started', message, file, origin),
  )

  function notice(code: string, message: string, file?: string, more: Partial<NoticeRecord> = {}): void {
    const time = formatTime(now())
    const record = {
      kind: 'notice',
      ...(time === undefined ? {} : { time }),
      ...more,
      ...(file === undefined ? {} : { file }),
      code,
      message,
      stage: 'follow',
    }
    if (raw) tell(file === undefined ? message : `${file}: ${message}`)
    else encoder.bytes(Buffer.from(`${JSON.stringify(record)}\n`))
  }
  const mark = (file: FollowedFile): void => void marks.set(file, { offset: file.offset, before: file.before })
  return {
    notice,
    lastWritten({ followedAs: file }, last) {
      if (!raw) encoder.bytes(Buffer.from(`${JSON.stringify(lastWrittenRecord(last, { file }, now()))}\n`))
    },
    add(file, block) {
      encoder.block(block, file.frame, raw)
      mark(file)
    },
    addErrorFile(file, _text, record) {
      encoder.bytes(Buffer.from(`${JSON.stringify(record)}\n`))
      mark(file)
    },
    noticeOnce(code, message) {
      if (notified.has(code)) return
      notified.add(code)
      notice(code, message)
    },
    attemptSeen: (path, quietly = false) => watchAttempts(path, quietly),
    isEmpty: () => encoder.size() === 0,
    isFull: () => encoder.size() >= FULL_BYTES,
    take() {
      const taken = marks
      const bytes = encoder.take()
      marks = new Map()
      return {
        bytes,
        reuse: () => encoder.reuse(bytes),
        acknowledged() {
          for (const [file, mark] of taken) acknowledge(file, mark)
          moved ||= taken.size > 0
        },
      }
    },
    changed() {
      const was = moved
      moved = false
      return was
    },
  }
}
