// Lines of a log by their numbers, read a second time: only what is shown to a person needs them.

import type { NearLine } from '../../why/judged.ts'
import { type OpenFile, openLog, STANDARD_INPUT } from '../classify/open-log.ts'

const CHUNK_BYTES = 1024 * 1024
/** Most bytes of a line that are kept. */
const MAX_LINE_BYTES = 4096
const LF = 10

/** Lines `from` to `to`, both included, counted from 1. */
export interface LineRange {
  readonly from: number
  readonly to: number
}

/**
 * Resolves to the lines of ranges, which must be in order and may not overlap; none of standard input, which is gone.
 * Of a line that was redrawn the last text counts. Rejects where the log cannot be read. Memory: a chunk and what is
 * asked for.
 */
export async function linesNear(
  path: string,
  ranges: readonly LineRange[],
  open?: OpenFile,
): Promise<readonly NearLine[]> {
  const lines: NearLine[] = []
  const last = ranges.at(-1)?.to ?? 0
  if (path === STANDARD_INPUT || last === 0) return lines
  let range = 0
  /** Of numbers that only rise. */
  const isAsked = (number: number): boolean => {
    while ((ranges[range]?.to ?? number) < number) range++
    return (ranges[range]?.from ?? number + 1) <= number
  }
  const log = await openLog(path, open)
  const buffer = Buffer.alloc(CHUNK_BYTES)
  let number = 1
  let held = ''
  const add = (bytes: Buffer): void => {
    if (held.length < MAX_LINE_BYTES && isAsked(number))
      held += bytes.toString('utf8', 0, Math.min(bytes.length, MAX_LINE_BYTES))
  }
  const end = (): void => {
    if (isAsked(number)) lines.push({ number, text: lastDrawn(held) })
    held = ''
    number++
  }
  try {
    while (number <= last) {
      const length = await log.read(buffer, 0, CHUNK_BYTES)
      if (length === 0) break
      const bytes = buffer.subarray(0, length)
      let at = 0
      for (let next = bytes.indexOf(LF); next !== -1 && number <= last; next = bytes.indexOf(LF, at)) {
        add(bytes.subarray(at, next))
        end()
        at = next + 1
      }
      add(bytes.subarray(at))
    }
    if (held !== '') end()
    return lines
  } finally {
    await log.close()
  }
}

const lastDrawn = (line: string): string => line.split('\r').findLast(part => part.trim() !== '') ?? ''
