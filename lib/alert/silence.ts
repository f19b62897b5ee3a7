// Silences: what is not told for a time, who said so and why. Kept as lines, of which the last about a silence counts.
import { type Matcher, matchesAll, parseMatcher } from '../channel/matcher.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'

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

export interface ReadSilences {
  readonly silences: readonly Silence[]
  /** Lines that are neither a silence nor the end of one. */
  readonly badLines: number
}

/** Reads the file. A line that is wrong silences nothing: an alert too many is better than one too few. */
export function readSilences(text: string): ReadSilences {
  const byId = new Map<string, Silence>()
  let badLines = 0
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const read = readLine(line)
    if (read === undefined) badLines++
    else if ('expire' in read) {
      const silence = byId.get(read.expire)
      if (silence !== undefined) byId.set(silence.id, { ...silence, endsAt: Math.min(silence.endsAt, read.at) })
    } else byId.set(read.id, read)
  }
  return { silences: [...byId.values()], badLines }
}

function readLine(line: string): Silence | { readonly expire: string; readonly at: Millis } | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined // half a line, or somebody else's
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { silence, expire, at } = value as { silence?: Partial<SilenceLine>; expire?: unknown; at?: unknown }
  const instant = typeof at === 'string' ? parseTime(at) : undefined
  if (typeof expire === 'string') return instant === undefined ? undefined : { expire, at: instant }
  return silence === undefined || silence === null ? undefined : readSilence(silence)
}

function readSilence({ id, matchers, author, reason, starts_at: starts, ends_at: ends }: Partial<SilenceLine>) {
  const [startsAt, endsAt] = [starts, ends].map(time => (typeof time === 'string' ? parseTime(time) : undefined))
  if (typeof id !== 'string' || startsAt === undefined || endsAt === undefined || !Array.isArray(matchers))
    return undefined
  const read = matchers.map(matcher => parseMatcher(String(matcher)))
  if (read.length === 0 || read.some(matcher => 'reason' in matcher)) return undefined
  if (endsAt - startsAt > LONGEST_SILENCE_MS) return undefined
  return {
    id,
    matchers: read as readonly Matcher[],
    author: String(author ?? ''),
    reason: String(reason ?? ''),
    startsAt,
    endsAt,
  }
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
