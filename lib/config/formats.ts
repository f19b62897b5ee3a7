// The text formats that job file schemas name with `format`, beyond those of JSON Schema.
import { parseDuration } from '../record/time.ts'

/** Says what is wrong with a text of the format; undefined for nothing. */
type Explain = (text: string) => string | undefined

export const FORMATS: Readonly<Record<string, Explain>> = {
  'logmon-duration': explainDuration,
}

function explainDuration(text: string): string | undefined {
  if (/^\s*-/.test(text)) return `"${text}" is negative: a duration is 0 or more`
  return parseDuration(text) === undefined ? `"${text}" is no duration; write a number with a unit, such as 200ms, 60s, 5m or 1h` : undefined
}
