// One stream of the training process -> lines with NVRx headers -> message files. Never throws: logging must not end a
// training run.
import { BOUNDS } from '../../bounds.ts'
import { blockSplitter } from '../../sources/block-splitter.ts'
import { NVRX_HEADER } from '../../sources/nvrx-files.ts'
import { localStamp } from './local-stamp.ts'
import type { MessageFiles } from './message-files.ts'

export interface LineLog {
  take(chunk: Buffer): void
  /** Writes the unfinished last line. */
  end(): void
}

/** Longest line that is kept whole. */
const MAX_LINE_BYTES = BOUNDS['tee.line'].most
const NEWLINE = Buffer.from('\n')

/** Who writes the lines, as their headers say it. */
export interface LineOrigin {
  /** What follows the time in a header. */
  readonly origin: string
  /** What stands for the source file: its line number is the number of the line. */
  readonly stream: string
}

/** `failed` is called with every error and the number of lines that it cost. */
export function lineLog(
  files: MessageFiles,
  { origin, stream }: LineOrigin,
  now: () => number,
  failed: (error: Error, lines: number) => void,
): LineLog {
  const splitter = blockSplitter(0, MAX_LINE_BYTES)
  let number = 0

  function write(bytes: Buffer): void {
    const stamp = localStamp(now())
    const lines: Buffer[] = []
    // Latin 1, so that every byte of the line comes out as it went in.
    for (const text of bytes.toString('latin1').replace(/\n$/, '').split('\n')) {
      number++
      // A program that writes NVRx's form itself is left as it is.
      const header = NVRX_HEADER.test(text.slice(0, 500)) ? '' : `${stamp} ${origin}${stream}:${number} `
      lines.push(Buffer.from(`${header}${text}\n`, 'latin1'))
    }
    try {
      files.append(lines)
    } catch (error) {
      failed(error as Error, lines.length)
    }
  }
  return {
    take(chunk) {
      for (const { bytes, cut } of splitter.push(chunk)) write(cut ? Buffer.concat([bytes, NEWLINE]) : bytes)
    },
    end() {
      const last = splitter.end()
      if (last !== undefined) write(last.bytes)
    },
  }
}
