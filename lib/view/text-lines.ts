// Events as plain lines, one each, for what is no terminal.
import { formatTime } from '../record/time.ts'
import type { ViewEvent } from './events.ts'

const WORD = 8

/** Returns the line of an event: `2026-03-04 05:06:47  SLOW      llama-demo: step time 8.2 s is above …`. */
export function eventText({ time, job, who, word, text }: ViewEvent): string {
  const when = formatTime(time)?.slice(0, 19).replace('T', ' ') ?? '-'.padEnd(19)
  // An alert names its job itself.
  const by = [text.includes(job) ? '' : job, who].filter(part => part !== '').join(', ')
  return `${when}  ${word.padEnd(WORD)}  ${by === '' ? '' : `${by}: `}${text}\n`
}
