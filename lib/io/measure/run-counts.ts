// What a program at work tells whoever counts it. Nobody does unless metrics are asked for.

import type { Measure } from '../../metrics/families.ts'
import type { Millis } from '../../record/time.ts'

export interface RunCounts {
  /** So much was read; `lines` of it were whole. */
  read(bytes: number, lines: number): void
  /** All that was read before has gone on: written, or done. */
  passed(): void
  /** So many lines could not be worked on, or not be kept. */
  failed(lines: number): void
}

export interface Counted extends RunCounts {
  measures(): readonly Measure[]
}

export function runCounts(now: () => Millis): Counted {
  const started = now()
  const counted = { lines: 0, bytes: 0, failed: 0 }
  let lastRead: Millis | undefined
  let lastPassed: Millis | undefined
  const at = (name: 'last_read_timestamp_seconds' | 'last_success_timestamp_seconds', time: Millis | undefined) =>
    time === undefined ? [] : [{ name, value: time / 1000 }]
  return {
    read(bytes, lines) {
      counted.bytes += bytes
      counted.lines += lines
      lastRead = now()
    },
    passed() {
      lastPassed = now()
    },
    failed(lines) {
      counted.failed += lines
    },
    measures: () => [
      { name: 'started_timestamp_seconds', value: started / 1000 },
      { name: 'read_lines_total', value: counted.lines },
      { name: 'read_bytes_total', value: counted.bytes },
      { name: 'failed_lines_total', value: counted.failed },
      ...at('last_read_timestamp_seconds', lastRead),
      ...at('last_success_timestamp_seconds', lastPassed),
    ],
  }
}

const NEWLINE = 10

/** Returns how many lines end in some bytes. */
export function lineEnds(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++
  return count
}
