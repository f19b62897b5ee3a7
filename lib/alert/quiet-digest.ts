// What a channel has missed in its quiet hours: one alert that names all of it.
import { isAtLeast, type Severity } from '../record/severity.ts'
import { formatTime, type Millis, parseTime } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { cleanLine, cut } from '../redact/clean-text.ts'
import { foldAlerts } from './fold.ts'
import type { Over } from './hold.ts'
import { MAX_BODY } from './parts.ts'
import { labelsOf, MAX_SUMMARY, present, summaryOf } from './wording.ts'

/** Returns the alert that names what began while a channel was quiet. `unnamed`: how many more there were. */
export function quietDigestAlert(channel: string, over: readonly Over[], unnamed: number, now: Millis): AlertRecord {
  const count = over.length + unnamed
  const jobs = new Set(over.map(({ alert }) => alert.job))
  const [job] = jobs.size === 1 ? jobs : []
  const alerts = `${count} alert${count === 1 ? '' : 's'}`
  const lines = linesOfOver(over, unnamed, ', not over')
  return present({
    kind: 'alert',
    time: formatTime(now),
    job,
    key: `digest/quiet/${cleanLine(channel, 200)}`,
    state: 'firing',
    severity: worstOf(over),
    summary: summaryOf('DIGEST', `${job === undefined ? '' : `${cleanLine(job, 80)}, `}${alerts} in quiet hours`, ''),
    body: cut(`${lines.map(line => `  ${line}`).join('\n')}\n`, MAX_BODY),
    labels: labelsOf({ job, scope: 'digest', reason: 'QuietDigest' }),
    sequence: 1,
    once: true,
    starts_at: formatTime(now),
  } as AlertRecord)
}

/** Most that have a line each; more are folded by what they say. */
const MOST_LINES = 100

/** Returns lines that name all of it; `lasting` follows what is not over, `unnamed` is how many more there were. */
export function linesOfOver(over: readonly Over[], unnamed: number, lasting: string): readonly string[] {
  if (over.length <= MOST_LINES && unnamed === 0) return over.map(one => lineOf(one, lasting))
  const folds = foldAlerts()
  for (const one of over) folds.add(one.alert, lineOf(one, lasting))
  const more = unnamed + folds.unnamed()
  return [...folds.lines(), ...(more === 0 ? [] : [`and ${more} more`])]
}

/** What was told, since when, and when it was over. */
function lineOf({ alert, ended }: Over, lasting: string): string {
  const began = clockOf(alert.starts_at ?? alert.time)
  const isOnce = alert.once === true
  const end = ended === undefined ? (isOnce ? '' : lasting) : `, over at ${clockOf(ended.ends_at ?? ended.time)}`
  return `${began} ${cleanLine(alert.summary, MAX_SUMMARY)}${end}`
}

/** `01-05 10:00 UTC`. */
function clockOf(time: string | undefined): string {
  const millis = time === undefined ? undefined : parseTime(time)
  const text = millis === undefined ? undefined : formatTime(millis)
  return text === undefined ? '?' : `${text.slice(5, 16).replace('T', ' ')} UTC`
}

function worstOf(over: readonly Over[]): Severity {
  const has = (least: Severity): boolean => over.some(({ alert }) => isAtLeast(alert.severity ?? 'warning', least))
  return has('critical') ? 'critical' : has('warning') ? 'warning' : 'info'
}
