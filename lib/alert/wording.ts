// What the words of all alerts have in common.
import { cleanLine, cut } from '../redact/clean-text.ts'

/** Longest summary, in characters: it becomes the subject of a mail. */
export const MAX_SUMMARY = 200

/** The `reason` of a digest of what `max_per_hour` held back. */
export const STORM_DIGEST = 'AlertDigest'
/** The code of the notice that one was. */
export const HELD_BACK = 'alert_held_back'

type Labels = Readonly<Record<string, string | number | undefined>>

/** Returns labels without those that have no value, each at most 200 characters on one line. */
export function labelsOf(labels: Labels): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(labels))
    if (value !== undefined && value !== '') kept[name] = cleanLine(String(value), 200)
  return kept
}

export const present = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
export const shortName = (name: string | undefined): string | undefined =>
  name === undefined ? undefined : cleanLine(name, 200)
export const nameOf = (job: string | undefined): string => (job === undefined ? 'training job' : cleanLine(job, 80))
export const summaryOf = (mark: string, subject: string, text: string): string =>
  cut(`[${mark}] ${subject}${text === '' ? '' : `: ${text}`}`, MAX_SUMMARY)
