// What `logmon silence` does: adds to the file of silences, lists it, ends one.
import { randomBytes } from 'node:crypto'
import {
  type Acknowledgement,
  isActive,
  LONGEST_SILENCE_MS,
  type ReadSilences,
  type Silence,
  silenceLine,
} from '../../alert/silence.ts'
import { checkMatcher, fitsWithoutAny, matcherText } from '../../channel/matcher.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { formatDuration, formatTime, type Millis, parseTime } from '../../record/time.ts'
import { cleanLine } from '../../redact/clean-text.ts'
import { appendSilenceLine, loadSilences } from './silence-file.ts'

export interface SilenceRequest {
  readonly path: string
  readonly words: readonly string[]
  readonly forMs: Millis | undefined
  readonly until: string | undefined
  readonly reason: string | undefined
  readonly author: string
  readonly isAll: boolean
  readonly json: boolean
  readonly now: Millis
}

/** Returns the text to print, or what is wrong. */
export function silenceCommand(request: SilenceRequest): string | readonly Problem[] {
  const [verb, ...rest] = request.words
  const verbs: Readonly<Record<string, (words: readonly string[]) => string | readonly Problem[]>> = {
    add: words => addSilence(request, words),
    list: () => listSilences(request),
    expire: words => expireSilence(request, words),
  }
  const act = Object.hasOwn(verbs, verb ?? '') ? verbs[verb ?? ''] : undefined
  if (act === undefined) return [{ place: verb ?? 'logmon silence', reason: 'say what to do: add, list or expire' }]
  return act(rest)
}

function addSilence(request: SilenceRequest, words: readonly string[]): string | readonly Problem[] {
  const { path, reason, author, now } = request
  const problems: Problem[] = []
  if (words.length === 0)
    problems.push({ place: 'logmon silence add', reason: 'say what is silenced, such as job=llama-70b or node=n7' })
  const matchers = words.flatMap(word => {
    const matcher = checkMatcher(word)
    if (!('reason' in matcher)) return [matcher]
    problems.push({ place: word, reason: matcher.reason })
    return []
  })
  const [first] = matchers
  if (first !== undefined && problems.length === 0 && fitsWithoutAny(matchers))
    problems.push({
      place: matchers.map(matcherText).join(' '),
      reason: `silences all that has no ${first.name}, too; say what it is about as well, such as job=llama-70b or ${first.name}=*`,
    })
  if (reason === undefined || reason.trim() === '')
    problems.push({ place: '--reason', reason: 'say why: whoever wonders later reads it' })
  const end = endOf(request)
  if (isProblems(end)) problems.push(...end)
  if (problems.length > 0) return problems
  const id = randomBytes(4).toString('hex')
  appendSilenceLine(path, {
    silence: {
      id,
      matchers: matchers.map(matcherText),
      author,
      reason,
      starts_at: formatTime(now),
      ends_at: formatTime(end as Millis),
    },
  })
  return `${id}: ${matchers.map(matcherText).join(' ')} is silent until ${formatTime(end as Millis)}\n`
}

function endOf({ forMs, until, now }: SilenceRequest): Millis | readonly Problem[] {
  if ((forMs === undefined) === (until === undefined))
    return [{ place: '--for', reason: 'say for how long (--for 2h) or until when (--until 2026-03-04T12:00:00Z)' }]
  const end = forMs === undefined ? parseTime(until ?? '') : now + forMs
  if (end === undefined) return [{ place: '--until', reason: `${JSON.stringify(until)} is no time; write RFC 3339` }]
  const place = forMs === undefined ? '--until' : '--for'
  if (end <= now) return [{ place, reason: 'would be over already' }]
  return end - now > LONGEST_SILENCE_MS
    ? [{ place, reason: `is at most ${formatDuration(LONGEST_SILENCE_MS)}: a silence that is forgotten must end` }]
    : end
}

function listSilences({ path, isAll, json, now }: SilenceRequest): string {
  const { silences, acknowledged } = load(path)
  const shown = silences.filter(silence => isAll || silence.endsAt > now)
  // What is firing for longer is acknowledged again, or is seen in the list of all.
  const seen = acknowledged.filter(({ at }) => isAll || at > now - RECENT_MS)
  if (json)
    return [...shown.map(silence => asRecord(silence, now)), ...seen.map(acknowledgementRecord)]
      .map(record => `${JSON.stringify(record)}\n`)
      .join('')
  const rows = [...shown.map(silence => silenceLine(silence, now)), ...seen.map(one => acknowledgementRow(one, now))]
  return rows.length === 0 ? 'nothing is silenced\n' : rows.map(row => `${row}\n`).join('')
}

/** For so long an acknowledgement is listed. */
const RECENT_MS: Millis = 86_400_000

const acknowledgementRecord = ({ matchers, author, at }: Acknowledgement): object => ({
  acknowledged: matchers.map(matcherText),
  author,
  at: formatTime(at),
})

const acknowledgementRow = ({ matchers, author, at }: Acknowledgement, now: Millis): string =>
  cleanLine(
    `acknowledged  ${formatDuration(Math.max(0, now - at))} ago  ${matchers.map(matcherText).join(' ')}  (${author})`,
    500,
  )

const asRecord = (silence: Silence, now: Millis): object => ({
  id: silence.id,
  active: isActive(silence, now),
  matchers: silence.matchers.map(matcherText),
  author: silence.author,
  reason: silence.reason,
  starts_at: formatTime(silence.startsAt),
  ends_at: formatTime(silence.endsAt),
})

function expireSilence({ path, now, author }: SilenceRequest, words: readonly string[]): string | readonly Problem[] {
  if (words.length === 0) return [{ place: 'logmon silence expire', reason: 'say which: its id, as list shows it' }]
  const known = load(path).silences
  const unknown = words.filter(id => !known.some(silence => silence.id === id && silence.endsAt > now))
  if (unknown.length > 0) return unknown.map(id => ({ place: id, reason: 'is no silence that is there now' }))
  for (const id of words) appendSilenceLine(path, { expire: id, at: formatTime(now), author })
  return words.map(id => `${id}: over\n`).join('')
}

function load(path: string): Pick<ReadSilences, 'silences' | 'acknowledged'> {
  try {
    return loadSilences(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { silences: [], acknowledged: [] }
    throw error
  }
}
