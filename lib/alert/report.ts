// What there was to tell in a time: the records of some hours or days, in a few lines for a person.
import { incidentId } from '../record/alert-identity.ts'
import { type RecencyMap, recencyMap } from '../record/recency-map.ts'
import { isAtLeast, type Severity } from '../record/severity.ts'
import { formatDuration, formatTime, type Millis, parseTime } from '../record/time.ts'
import type { AlertRecord, AnyRecord, DeliveryRecord } from '../record/types.generated.ts'
import { cleanLine, cut } from '../redact/clean-text.ts'
import type { Over } from './hold.ts'
import { MAX_BODY } from './parts.ts'
import { linesOfOver } from './quiet-digest.ts'
import { withoutMembers } from './short-alert.ts'
import { type Silence, silenceLine } from './silence.ts'
import { labelsOf, present, summaryOf } from './wording.ts'

/** Most episodes that are told apart; beyond it the oldest are only counted. */
const MOST = 10_000
/** Most channels whose failures are named. */
const MOST_CHANNELS = 100

/** Most reasons for which alerts were not told that are named. */
const MOST_REASONS = 100

/** What became of alerts that were not told on purpose, in words. */
const KEPT_QUIET: Partial<Readonly<Record<DeliveryRecord['outcome'], string>>> = {
  silenced: 'silenced',
  inhibited: 'muted',
  acknowledged: 'not told again',
}

/** Alerts that were not told for one reason: by what they are, when each was not told last. */
interface KeptQuiet {
  readonly words: string
  readonly alerts: RecencyMap<string, Millis>
}

interface Told {
  alert: AlertRecord
  ended: AlertRecord | undefined
}

export interface Report {
  take(record: AnyRecord): void
  /** Takes what nobody is told for now; `words` say why. */
  takeHeld(alert: AlertRecord, words: string): void
  /** The newest time of a record; 0 for none. */
  newest(): Millis
  /** Returns the report of the `forMs` before `now`, as an alert that can be told; it names silences that hold. */
  compose(now: Millis, forMs: Millis, silences?: readonly Silence[]): AlertRecord
}

/** Bounded by `MOST`, whatever is taken. */
export function alertReport(): Report {
  const episodes: RecencyMap<string, Told> = recencyMap()
  const failed: RecencyMap<string, { readonly channel: string; readonly times: Millis[] }> = recencyMap()
  const quiet: RecencyMap<string, KeptQuiet> = recencyMap()
  let newest = 0
  return {
    newest: () => newest,
    takeHeld(alert, words) {
      noteAlert(episodes, alert)
      noteReason(quiet, cleanLine(words, MAX_WORDS), alert, Number.POSITIVE_INFINITY)
    },
    take(record) {
      const at = parseTime(record.time ?? '') ?? 0
      newest = Math.max(newest, at)
      if (record.kind === 'alert') noteAlert(episodes, record)
      if (record.kind === 'delivery') noteQuiet(quiet, record, at)
      if (record.kind !== 'delivery' || record.outcome !== 'failed') return
      const channel = failed.get(record.channel) ?? { channel: record.channel, times: [] }
      if (channel.times.length < MOST) channel.times.push(at)
      failed.set(record.channel, channel)
      if (failed.size() > MOST_CHANNELS) failed.takeOldest()
    },
    compose(now, forMs, silences = []) {
      const countIn = (times: readonly Millis[]): number => times.filter(at => at > now - forMs && at <= now).length
      return composed(
        episodes.values().filter(one => lastOf(one) > now - forMs && firstOf(one) <= now),
        [
          listed(
            'Not told on purpose',
            quiet.values().flatMap(({ words, alerts }) => {
              const count =
                alerts.values().filter(at => at === Number.POSITIVE_INFINITY).length + countIn(alerts.values())
              return count === 0 ? [] : [`${count} alert${count === 1 ? '' : 's'} ${words}`]
            }),
          ),
          listed(
            'Silences that hold',
            silences.map(silence => silenceLine(silence, now)),
          ),
          listed(
            'Channels',
            failed.values().flatMap(({ channel, times }) => {
              const count = countIn(times)
              return count === 0 ? [] : [`${cleanLine(channel, 80)}: ${count} not delivered`]
            }),
          ),
        ],
        { now, forMs },
      )
    },
  }
}

function noteQuiet(
  quiet: RecencyMap<string, KeptQuiet>,
  { outcome, error = '', alert, episode }: DeliveryRecord,
  at: Millis,
): void {
  const what = KEPT_QUIET[outcome]
  if (what === undefined) return
  noteReason(quiet, `${what}: ${cleanLine(error, MAX_WORDS)}`, { key: alert, episode }, at)
}

/** `at`: when it was not told; infinite where it is not told now. */
function noteReason(
  quiet: RecencyMap<string, KeptQuiet>,
  words: string,
  { key, episode }: { readonly key: string; readonly episode?: number | undefined },
  at: Millis,
): void {
  const { alerts } = quiet.get(words) ?? { alerts: recencyMap<string, Millis>() }
  // Each channel says it of each notice: an episode counts once.
  alerts.set(JSON.stringify([key, episode]), at)
  if (alerts.size() > MOST) alerts.takeOldest()
  quiet.set(words, { words, alerts })
  if (quiet.size() > MOST_REASONS) quiet.takeOldest()
}
const MAX_WORDS = 300

function noteAlert(episodes: RecencyMap<string, Told>, alert: AlertRecord): void {
  // A digest names what stands here itself.
  if (alert.labels?.['scope'] === 'digest') return
  const incident = incidentId(alert)
  const known = episodes.get(incident)
  // Reminders and worse news of it: the last word counts, and when it began.
  if (alert.state === 'resolved') episodes.set(incident, { alert: known?.alert ?? alert, ended: alert })
  else episodes.set(incident, { alert: withoutMembers(alert), ended: undefined })
  if (episodes.size() > MOST) episodes.takeOldest()
}

const firstOf = ({ alert }: Told): Millis => parseTime(alert.starts_at ?? alert.time ?? '') ?? 0
/** What lasts counts in all the time after it; what was told once, when it was told. */
const lastOf = ({ alert, ended }: Told): Millis =>
  ended === undefined && alert.once !== true
    ? Number.POSITIVE_INFINITY
    : (parseTime((ended ?? alert).ends_at ?? (ended ?? alert).time ?? '') ?? 0)

function composed(
  reported: readonly Told[],
  others: readonly string[],
  { now, forMs }: { readonly now: Millis; readonly forMs: Millis },
): AlertRecord {
  const lasting = reported.filter(({ alert, ended }) => ended === undefined && alert.once !== true)
  const over = reported.filter(one => !lasting.includes(one))
  const jobs = new Set(reported.map(({ alert }) => alert.job))
  const [job] = jobs.size === 1 ? jobs : []
  const count = `${reported.length} alert${reported.length === 1 ? '' : 's'} in ${formatDuration(forMs)}`
  const parts = [section('Not over', lasting), section('Over, or told once', over), ...others]
  const text = parts.filter(part => part !== '').join('\n')
  const since = (formatTime(now - forMs) ?? '').slice(0, 16).replace('T', ' ')
  return present({
    kind: 'alert',
    time: formatTime(now),
    job,
    key: 'digest/report',
    state: 'firing',
    severity: severityOf(lasting),
    summary: summaryOf('DIGEST', `${job === undefined ? '' : `${cleanLine(job, 80)}, `}${count}`, ''),
    body: cut(text === '' ? `Nothing was told since ${since} UTC.\n` : text, MAX_BODY),
    labels: labelsOf({ job, scope: 'digest', reason: 'Report' }),
    sequence: 1,
    once: true,
    starts_at: formatTime(now),
  }) as AlertRecord
}

const section = (title: string, reported: readonly Over[]): string => listed(title, linesOfOver(reported, 0, ''))

const listed = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${title}\n${lines.map(line => `  ${line}\n`).join('')}`

/** Only what is not over is a reason to be loud. */
const severityOf = (lasting: readonly Told[]): Severity =>
  lasting.some(({ alert }) => isAtLeast(alert.severity ?? 'warning', 'critical'))
    ? 'critical'
    : lasting.length > 0
      ? 'warning'
      : 'info'
