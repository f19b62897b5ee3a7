import type { Millis } from '../../record/time.ts'

/** Returns an instant as Python's logging writes it, in local time: `2026-01-02 03:04:05,678`. */
export function localStamp(millis: Millis): string {
  const date = new Date(millis)
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0')
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())},${pad(date.getMilliseconds(), 3)}`
}
