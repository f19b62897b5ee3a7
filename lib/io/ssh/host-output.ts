// What is on its way out of one host: records of its lines, and notices.
import { originFromPath } from '../../formats/origin-from-path.ts'
import { formatTime, type Millis } from '../../record/time.ts'
import type { NoticeRecord } from '../../record/types.generated.ts'
import type { Block } from '../../sources/block-splitter.ts'
import { readErrorFile } from '../../sources/error-file.ts'
import { type LastWritten, lastWrittenRecord } from '../../sources/last-written.ts'
import { lineEncoder } from '../../sources/line-encoder.ts'
import { type RecordFrame, recordFrame } from '../../sources/record-frame.ts'
import { hostName, type SshHost } from '../../sources/ssh-target.ts'
import { attemptWatcher } from '../follow/attempts.ts'
import type { Batch } from '../source.ts'

export interface HostOutput {
  /** Returns what the records of a path on the host carry. */
  frameOf(path: string): RecordFrame
  add(block: Block, frame: RecordFrame): void
  /** Adds torchelastic's error file; returns false where its text is not whole yet. */
  addErrorFile(path: string, text: Buffer): boolean
  /** `path` is one on the host; without it the notice is about the host. */
  notice(code: string, message: string, path?: string, more?: Partial<NoticeRecord>): void
  /** Tells when a file was written last; lines alone say nothing of it. */
  lastWritten(path: string, last: LastWritten): void
  /** To be called with every path that is followed; `quietly` at the very start. */
  pathSeen(path: string, quietly: boolean): void
  isEmpty(): boolean
  isFull(): boolean
  /** `acknowledged` is called with the batch's own. */
  take(acknowledged: () => void): Batch
}

const FULL_BYTES = 64 * 1024

/** With `raw` lines are written as they are, and notices go to `tell`. */
export function hostOutput(host: SshHost, raw: boolean, tell: (text: string) => void, now: () => Millis): HostOutput {
  const name = hostName(host)
  const encoder = lineEncoder()
  const watchAttempts = attemptWatcher((message, { file, ...origin }) =>
    notice('attempt_started', message, file, origin),
  )
  const fieldsOf = (path: string): Readonly<Record<string, string | number>> => ({
    file: `${name}${path}`,
    node: host.host,
    ...originFromPath(path),
  })

  function notice(code: string, message: string, path = '', more: Partial<NoticeRecord> = {}): void {
    const time = formatTime(now())
    const file = `${name}${path}`
    const record = {
      kind: 'notice',
      ...(time === undefined ? {} : { time }),
      node: host.host,
      ...more,
      file,
      code,
      message,
      stage: 'follow',
    }
    if (raw) tell(`${file}: ${message}`)
    else encoder.bytes(Buffer.from(`${JSON.stringify(record)}\n`))
  }
  return {
    notice,
    lastWritten(path, last) {
      const record = lastWrittenRecord(last, { node: host.host, file: `${name}${path}` }, now())
      if (!raw) encoder.bytes(Buffer.from(`${JSON.stringify(record)}\n`))
    },
    frameOf: path => recordFrame(fieldsOf(path)),
    add: (block, frame) => encoder.block(block, frame, raw),
    addErrorFile(path, text) {
      const record = readErrorFile(text.toString('utf8'), fieldsOf(path))
      if (record !== undefined) encoder.bytes(Buffer.from(`${JSON.stringify(record)}\n`))
      return record !== undefined
    },
    pathSeen: watchAttempts,
    isEmpty: () => encoder.size() === 0,
    isFull: () => encoder.size() >= FULL_BYTES,
    take(acknowledged) {
      const bytes = encoder.take()
      return { bytes, reuse: () => encoder.reuse(bytes), acknowledged }
    },
  }
}
