// Records -> what happened, in words: the lines of `--output text`, and the events of the screen.
import { wordsOfWho } from '../classify/explain.ts'
import { rankKey } from '../record/origin.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type {
  AlertRecord,
  AnyRecord,
  DeliveryRecord,
  NoticeRecord,
  StatusRecord,
  VerdictRecord,
} from '../record/types.generated.ts'
import { cleanLine } from '../redact/clean-text.ts'
import { CATEGORIES, type Category } from '../signatures/categories.ts'
import type { Tone } from '../terminal/style.ts'
import { span, toneOfState } from './words.ts'

export interface ViewEvent {
  readonly time: Millis
  /** Name of the job; '' where none is given. */
  readonly job: string
  /** The rank that it is about; '' for the whole job. */
  readonly who: string
  /** One or two words: a state, `alert`, `sent`, … */
  readonly word: string
  readonly tone: Tone
  /** One line that is safe for a terminal, without secrets. */
  readonly text: string
  /** Why a state was entered, as an alert repeats it. */
  readonly reason?: string
}

const MAX_TEXT = 400
const MAX_NAME = 100

/** Notices of how a stream is made, which say nothing of a job. */
const QUIET = new Set(['stream_begins', 'stream_ends', 'sources_found', 'blank_lines'])
const BAD = new Set(['upstream_ended', 'source_lost', 'source_unreadable', 'source_damaged', 'ship_ended'])

/** Returns the job that a record is of: its name, else its run; '' where it says neither. */
export const jobOf = ({ job, run }: AnyRecord): string => cleanLine(job ?? run ?? '', MAX_NAME)

/** Events that a later one is not to say again. */
const REMEMBERED = 4

/**
 * Returns what tells records one after the other: as `eventOf`, but nobody is told twice. What a rank's state says is
 * not said of its job again, and an alert does not repeat the reason that a state has just given.
 */
export function eventTeller(): (record: AnyRecord, now: Millis) => ViewEvent | undefined {
  const reported: ViewEvent[] = []
  return (record, now) => {
    const event = eventOf(record, now)
    if (event === undefined) return undefined
    const isOfRank = ({ job, who, word, text }: ViewEvent): boolean =>
      who !== '' && job === event.job && word === event.word && text === event.text
    if (record.kind === 'status' && record.scope === 'job' && reported.some(isOfRank)) return undefined
    const known =
      record.kind !== 'alert'
        ? undefined
        : reported.findLast(({ job, reason }) => job === event.job && event.text.includes(reason ?? '\n'))
    const brief = known === undefined ? event : { ...event, text: withoutReason(event.text, known.reason as string) }
    reported.push(event)
    if (reported.length > REMEMBERED) reported.shift()
    return brief
  }
}

/** `[SLOW] llama: step time 8.2 s is above 6.56 s` -> `[SLOW] llama`. */
const withoutReason = (text: string, reason: string): string => text.replace(reason, '').replace(/[:\s]+$/, '')

/** Returns what a record says that a person should see; undefined for nothing. `now` counts where it has no time. */
export function eventOf(record: AnyRecord, now: Millis): ViewEvent | undefined {
  const words = tell(record)
  if (words === undefined) return undefined
  return {
    time: (record.time === undefined ? undefined : parseTime(record.time)) ?? now,
    job: jobOf(record),
    who: record.kind === 'status' && record.scope === 'job' ? '' : whoOf(record),
    ...words,
    text: cleanLine(words.text, MAX_TEXT),
  }
}

type Told = Pick<ViewEvent, 'word' | 'tone' | 'text' | 'reason'>

function tell(record: AnyRecord): Told | undefined {
  switch (record.kind) {
    case 'status':
      return tellStatus(record)
    case 'alert':
      return tellAlert(record)
    case 'delivery':
      return tellDelivery(record)
    case 'verdict':
      return record.state === 'interim' || saysNothing(record) ? undefined : tellVerdict(record)
    case 'notice':
      return tellNotice(record)
    default:
      return undefined
  }
}

/** Returns the rank of a record in words; '' where it names none. */
export function whoOf(record: AnyRecord): string {
  const { rank, task, local_rank: localRank } = record
  return rank === undefined && task === undefined && localRank === undefined ? '' : cleanLine(rankKey(record), MAX_NAME)
}

/** The job is told whole; of a rank what is bad, and that it is over. */
function tellStatus({ scope, from, to, reason = '', last_match: match, since, time }: StatusRecord): Told | undefined {
  if (scope === 'rule') return undefined
  const wasBad = from !== undefined && from !== 'WAITING' && from !== 'HEALTHY'
  if (scope === 'rank' && !wasBad && (to === 'HEALTHY' || to === 'WAITING')) return undefined
  const [began, ended] = [since, time].map(each => (each === undefined ? undefined : parseTime(each)))
  const lasted = began === undefined || ended === undefined || !wasBad ? '' : ` for ${span(ended - began)}`
  const last = to === 'FAULTED' && match !== undefined ? lastLineOf(match) : ''
  // A rule that matched a line gives that line as its reason.
  const line = last === '' || reason.includes(last) ? '' : `: ${last}`
  const text = `${reason}${line}${wasBad ? ` (was ${from}${lasted})` : ''}`
  return { word: to, tone: toneOfState(to), text, ...(reason === '' ? {} : { reason: cleanLine(reason, MAX_TEXT) }) }
}

/** The last line of a traceback says what went wrong. */
export const lastLineOf = (text: string): string => text.trimEnd().split('\n').at(-1)?.trim() ?? ''

function tellAlert({ state, severity, summary, reminder }: AlertRecord): Told {
  const tone = state === 'resolved' ? 'good' : severity === 'critical' ? 'bad' : 'warning'
  return { word: 'alert', tone, text: `${summary}${reminder === undefined ? '' : ` (reminder ${reminder})`}` }
}

function tellDelivery({ outcome, channel, error, attempts }: DeliveryRecord): Told {
  if (outcome === 'sent') return { word: 'sent', tone: 'quiet', text: `the alert, by ${channel}` }
  if (outcome !== 'failed')
    return { word: 'not sent', tone: 'quiet', text: `${outcome}, by ${channel}: ${error ?? ''}` }
  const tries = attempts === undefined || attempts < 2 ? '' : ` after ${attempts} tries`
  return { word: 'not sent', tone: 'bad', text: `by ${channel}${tries}: ${error ?? 'no reason is known'}` }
}

/** A log without a failure is judged, too, at its end. */
const saysNothing = ({ basis }: VerdictRecord): boolean => basis === 'no_failure' || basis === 'no_logs'

/** Returns what a verdict says in one line. */
export function tellVerdict({ action, category, primary, culprit }: VerdictRecord): Told {
  const title = CATEGORIES[(category ?? 'unknown') as Category]?.title ?? `${category}`
  const who = culprit === undefined ? '' : ` (${wordsOfWho(culprit, 3)})`
  const line = primary?.text === undefined ? '' : `: ${primary.text}`
  const tone = action === 'done' ? 'good' : action === 'wait' ? 'plain' : action === 'stop' ? 'bad' : 'warning'
  return { word: 'verdict', tone, text: `${action === 'unknown' ? 'look' : action}: ${title}${who}${line}` }
}

function tellNotice({ code, message, node, file }: NoticeRecord): Told | undefined {
  if (QUIET.has(code)) return undefined
  if (code === 'attempt_started') return { word: 'attempt', tone: 'strong', text: message }
  const name = file?.slice(file.lastIndexOf('/') + 1) ?? ''
  const where = name === '' || message.includes(name) ? '' : `${node === undefined ? '' : `${node} `}${name}: `
  return { word: 'notice', tone: BAD.has(code) ? 'bad' : 'quiet', text: `${where}${message}` }
}
