// One writer's NVRx message files: appended to, changed for a new one by size, the oldest deleted.
import { closeSync, constants, fstatSync, readdirSync, statSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { filesOfSeries } from '../../sources/nvrx-files.ts'
import { openRegular } from '../safe-file.ts'

export interface MessageFiles {
  /**
   * Appends whole lines. Throws where that fails; what was not written then is lost to the file, and later lines are
   * tried again.
   */
  append(lines: readonly Buffer[]): void
  close(): void
}

export interface MessageFileSettings {
  readonly directory: string
  /** `rank_<local rank>_<prefix>.msg.` */
  readonly series: string
  /** A file larger than this is not written to any more. */
  readonly maxBytes: number
  /** Finished files that are kept; 0 keeps all. */
  readonly maxFiles: number
}

/**
 * The file by which a collector tells that it deletes what it has read; then nothing is deleted here that it has not.
 */
export const COLLECTOR_MARK = '.logmon-collect'
/**
 * A collector touches its mark while it lives. Without one for so long the disk is kept from filling up, as NVRx does.
 */
const MARK_STALE_MS = 600_000
const NEWLINE = Buffer.from('\n')

export function messageFiles(
  { directory, series, maxBytes, maxFiles }: MessageFileSettings,
  now: () => number,
): MessageFiles {
  let descriptor: number | undefined
  let size = 0
  let startedMs = 0
  /** True after a write that failed, maybe in the middle of a line. */
  let torn = false

  function open(name: string): void {
    // Never through a link, never into a pipe or device; not blocking, for the training process waits for us.
    descriptor = openRegular(join(directory, name), constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, 0o644)
    size = fstatSync(descriptor).size
  }
  function nextName(): string {
    startedMs = Math.max(now(), startedMs + 1) // two files of one millisecond would be one
    return `${series}${startedMs}`
  }
  function openNext(): void {
    close()
    open(nextName())
  }
  function close(): void {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }
  function write(bytes: Buffer): void {
    const whole = torn ? Buffer.concat([NEWLINE, bytes]) : bytes
    torn = true
    writeWhole(descriptor as number, whole)
    torn = false
    size += whole.length
  }

  return {
    append(lines) {
      // A restart goes on in the file that it left.
      if (descriptor === undefined) open(filesOfSeries(readdirSync(directory), series).at(-1) ?? nextName())
      else if (fstatSync(descriptor).nlink === 0) openNext() // deleted by somebody: nobody would see the lines
      const pending: Buffer[] = []
      let pendingBytes = 0
      const flush = (): void => {
        if (pendingBytes > 0) write(Buffer.concat(pending.splice(0)))
        pendingBytes = 0
      }
      for (const line of lines) {
        if (size + pendingBytes > maxBytes) {
          flush()
          if (maxFiles > 0) prune({ directory, series, maxFiles }, now())
          openNext()
        }
        pending.push(line)
        pendingBytes += line.length
      }
      flush()
    },
    close,
  }
}

function writeWhole(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written)
}

/** Deletes the oldest finished files, but not what a collector has not read yet. */
function prune({ directory, series, maxFiles }: Omit<MessageFileSettings, 'maxBytes'>, nowMs: number): void {
  const mark = statSync(join(directory, COLLECTOR_MARK), { throwIfNoEntry: false })
  if (mark !== undefined && nowMs - mark.mtimeMs < MARK_STALE_MS) return
  // As NVRx does it, before the new file is there: N finished ones stay, and the one that is written.
  for (const name of filesOfSeries(readdirSync(directory), series).slice(0, -maxFiles))
    unlinkSync(join(directory, name))
}
