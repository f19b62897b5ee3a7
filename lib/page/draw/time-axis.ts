// Places on an axis of time that are worth a label.
import { formatTime, type Millis } from '../../record/time.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const STEPS: readonly Millis[] = [
  ...[1, 2, 5, 10, 30].map(count => count * SECOND),
  ...[1, 2, 5, 10, 30].map(count => count * MINUTE),
  ...[1, 2, 3, 6, 12].map(count => count * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map(count => count * DAY),
]

export interface Tick {
  readonly at: Millis
  /** UTC: `05:06`, `05:06:10`, `4 Mar`. */
  readonly label: string
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Returns at most about so many ticks between two times. */
export function timeTicks(from: Millis, to: Millis, most: number): readonly Tick[] {
  if (!(to > from)) return []
  const step = STEPS.find(each => (to - from) / each <= most) ?? (STEPS.at(-1) as Millis)
  const ticks: Tick[] = []
  for (let at = Math.ceil(from / step) * step; at <= to && ticks.length <= 2 * most; at += step)
    ticks.push({ at, label: labelOf(at, step) })
  return ticks
}

function labelOf(at: Millis, step: Millis): string {
  const text = formatTime(at) ?? ''
  // A day that begins says which it is.
  if (at % DAY === 0) return `${Number(text.slice(8, 10))} ${MONTHS[Number(text.slice(5, 7)) - 1]}`
  return text.slice(11, step < MINUTE ? 19 : 16)
}

/** Returns `4 Mar 05:06:10 UTC`. */
export function instant(at: Millis): string {
  const text = formatTime(at) ?? ''
  return `${Number(text.slice(8, 10))} ${MONTHS[Number(text.slice(5, 7)) - 1]} ${text.slice(11, 19)} UTC`
}
