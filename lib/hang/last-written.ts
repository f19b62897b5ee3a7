// A monitor that is started beside a job which is silent already: the silence counts from when its files were written
// last.
import { type Millis, parseTime } from '../record/time.ts'
import type { NoticeRecord } from '../record/types.generated.ts'
import { SILENCE } from './checks.ts'
import { DEFAULT_FLOOR_MS } from './settings.ts'
import { jobCell, startLimit, type Watch } from './watch.ts'

/** What is silent for so long when it is first looked at is over, and not hanging: a log of yesterday. */
const OVER_MS = 24 * 3_600_000

/**
 * Takes when a file of the job was written last. Of several files the one written last counts, and a line counts more
 * than any of them. A file that ends as training does, or is silent for a day, is of a job that is over.
 */
export function takeLastWritten(watch: Watch, record: NoticeRecord, now: Millis): void {
  const { silenceMs, stepGap } = watch.settings
  const written = record.last_written === undefined ? undefined : parseTime(record.last_written)
  if (silenceMs === undefined || written === undefined) return
  watch.now = now
  const at = Math.min(written, now)
  const cell = jobCell(watch, SILENCE)
  if (cell.lastMatch !== undefined || cell.state !== 'WAITING' || at < (watch.lastWritten ?? at)) return
  watch.lastWritten = at
  const silentMs = now - at
  const isOver = silentMs > OVER_MS || (record.last_lines ?? '').split('\n').some(watch.isEnd)
  // Who was started this moment waits a little: the next line may be due.
  const floorMs = silentMs + (stepGap?.floorMs ?? DEFAULT_FLOOR_MS)
  startLimit(watch, cell, Math.max(silenceMs, floorMs), at)
  if (isOver) watch.timers.set(cell, undefined)
}
