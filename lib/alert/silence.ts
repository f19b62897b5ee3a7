// What people say to running programs. Silences: what is not told for a time, who said so, why. Acknowledgements: who
// sees to what is firing. Kept as lines, of which the last about a silence counts.
import { type Matcher, matcherText, matchesAll, parseMatcher } from '../channel/matcher.ts'
import { formatDuration, type Millis, parseTime } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { cleanLine } from '../redact/clean-text.ts'

export interface Silence {
  readonly id: string
  readonly matchers: readonly Matcher[]
  readonly author: string
  readonly reason: string
  readonly startsAt: Millis
  /** Earlier than it was made to be, where somebody ended it. */
  readonly endsAt: Millis
}

/** Longest silence: one that is needed for longer is made again, by somebody who still wants it. */
export const LONGEST_SILENCE_MS: Millis = 30 * 86_400_000

/** What `silence` lines of the file hold; times are RFC 3339. */
interface SilenceLine {
  readonly id: string
  readonly matchers: readonly string[]
  readonly author: string
  readonly reason: string
  readonly starts_at: string
  readonly ends_at: string
}

/** Somebody sees to what was firing at that time and meets all of these. */
export interface Acknowledgement {
  readonly matchers: readonly Matcher[]
  readonly author: string
  readonly at: Millis
}

export interface ReadSilences {
  readonly silences: readonly Silence[]
  /** The newest first, at most `MOST_ACKNOWLEDGED`. */
  readonly acknowledged: readonly Acknowledgement[]
  /** Lines that are neither a silence, the end of one, nor an acknowledgement. */
  readonly badLines: number
}

/** Older ones are of episodes that are over, or will be acknowledged again. */
const MOST_ACKNOWLEDGED = 1000

/** Reads the file. A line that is wrong silences nothing: an alert too many is better than one too few. */
export function readSilences(text: string): ReadSilences {
  const byId = new Map<string, Silence>()
  const acknowledged: Acknowledgement[] = []
  let badLines = 0
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const read = readLine(line)
    if (read === undefined) badLines++
    else if ('expire' in read) {
      const silence = byId.get(read.expire)
      if (silence !== undefined) byId.set(silence.id, { ...silence, endsAt: Math.min(silence.endsAt, read.at) })
    } else if ('id' in read) byId.set(read.id, read)
    else acknowledged.push(read)
  }
  return {
    silences: [...byId.values()],
    acknowledged: acknowledged.slice(-MOST_ACKNOWLEDGED).reverse(),
    badLines,
  }
}

type ReadLine = Silence | Acknowledgement | { readonly expire: string; readonly at: Millis }

function readLine(line: string): ReadLine | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined // half a line, or somebody else's
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { silence, acknowledge, expire, at } = value as {
    silence?: Partial<SilenceLine> | null
    acknowledge?: Partial<AcknowledgeLine> | null
    expire?: unknown
    at?: unknown
  }
  const instant = typeof at === 'string' ? parseTime(at) : undefined
  if (typeof expire === 'string') return instant === undefined ? undefined : { expire, at: instant }
  if (acknowledge !== undefined && acknowledge !== null) return readAcknowledgement(acknowledge)
  return silence === undefined || silence === null ? undefined : readSilence(silence)
}

function readSilence({ id, matchers, author, reason, starts_at: starts, ends_at: ends }: Partial<SilenceLine>) {
  const [startsAt, endsAt] = [starts, ends].map(time => (typeof time === 'string' ? parseTime(time) : undefined))
  if (typeof id !== 'string' || startsAt === undefined || endsAt === undefined || !Array.isArray(matchers))
    return undefined
  const read = readMatchers(matchers)
  if (read === undefined) return undefined
  if (endsAt - startsAt > LONGEST_SILENCE_MS) return undefined
  return {
    id,
    matchers: read,
    author: String(author ?? ''),
    reason: String(reason ?? ''),
    startsAt,
    endsAt,
  }
}

/** What `acknowledge` lines of the file hold. */
interface AcknowledgeLine {
  readonly matchers: readonly string[]
  readonly author: string
  readonly at: string
}

function readAcknowledgement({ matchers, author, at }: Partial<AcknowledgeLine>): Acknowledgement | undefined {
  const instant = typeof at === 'string' ? parseTime(at) : undefined
  const read = Array.isArray(matchers) ? readMatchers(matchers) : undefined
  return instant === undefined || read === undefined
    ? undefined
    : { matchers: read, author: String(author ?? ''), at: instant }
}

/** Returns matchers that are all right, at least one; undefined for none. */
function readMatchers(texts: readonly unknown[]): readonly Matcher[] | undefined {
  const read = texts.map(text => parseMatcher(String(text)))
  return read.length === 0 || read.some(matcher => 'reason' in matcher) ? undefined : (read as readonly Matcher[])
}

/**
 * Returns who sees to an alert. What began later than that, or got worse, is not meant by it: it has a `since` of its
 * own.
 */
export function acknowledgementOf(all: readonly Acknowledgement[], alert: AlertRecord): Acknowledgement | undefined {
  const since = parseTime(alert.since ?? alert.starts_at ?? alert.time ?? '')
  return all.find(({ matchers, at }) => (since === undefined || at >= since) && matchesAll(matchers, alert))
}

export const isActive = ({ startsAt, endsAt }: Silence, now: Millis): boolean => startsAt <= now && now < endsAt

/** Returns the silence of an alert now, the one that lasts longest where there are several. */
export function silenceOf(silences: readonly Silence[], alert: AlertRecord, now: Millis): Silence | undefined {
  let longest: Silence | undefined
  for (const silence of silences)
    if (isActive(silence, now) && matchesAll(silence.matchers, alert) && silence.endsAt > (longest?.endsAt ?? 0))
      longest = silence
  return longest
}

/** Returns a silence on a line for a person. */
export function silenceLine({ id, matchers, author, reason, endsAt }: Silence, now: Millis): string {
  const left = endsAt > now ? `${formatDuration(endsAt - now)} left` : 'over'
  return cleanLine(`${id}  ${left}  ${matchers.map(matcherText).join(' ')}  (${author}: ${reason})`, 500)
}
