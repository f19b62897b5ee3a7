// What is kept back for a time: it is silenced, another alert mutes it, the channel's hours are over, or it waits to be
// escalated. Of each episode the last notice is kept. What still lasts when there is no reason any more is told then;
// what is over by then is not, and where nobody would hear of it otherwise it stands in a digest.
import { BOUNDS } from '../bounds.ts'
import { incidentId } from '../record/alert-identity.ts'
import { type RecencyMap, recencyMap } from '../record/recency-map.ts'
import { isAtLeast } from '../record/severity.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'

/** Why an alert is not told now. */
export interface HoldReason {
  /**
   * `acknowledged`: it is not told at all. `quiet`: recoveries wait, too; what is over by the end goes into a digest.
   */
  readonly is: 'silenced' | 'inhibited' | 'acknowledged' | 'quiet' | 'waiting'
  /** The same for a person, on one line. */
  readonly words: string
  /** When that may change; undefined where it may at any time. */
  readonly until?: Millis
}

/** What is known of the episode of an alert. */
export interface Holding {
  /** When the first notice of it came that is kept. */
  readonly firstMs: Millis
  /** True where a notice of it was told before. */
  readonly isTold: boolean
}

/** Says why an alert is not told now; undefined where it is. */
export type WhyHeld = (alert: AlertRecord, now: Millis, holding: Holding) => HoldReason | undefined

/** What began and ended untold. */
export interface Over {
  /** The last notice of it. */
  readonly alert: AlertRecord
  /** Its recovery; undefined where it still lasts, and is named in the digest for there are many. */
  readonly ended: AlertRecord | undefined
}

/** What became of the beginning of an episode. */
export type Beginning = 'told' | 'dropped'

export type HoldTurn =
  | { readonly is: 'tell'; readonly alert: AlertRecord }
  | { readonly is: 'keep'; readonly alert: AlertRecord; readonly reason: HoldReason }
  /** It is kept no more: a later notice of its episode says all of it. */
  | { readonly is: 'replaced'; readonly alert: AlertRecord }
  /** It is never told; `reason` is undefined where its beginning was not told either. */
  | { readonly is: 'drop'; readonly alert: AlertRecord; readonly reason: HoldReason | undefined }
  /** `unnamed`: how many more there were than are kept to be named. */
  | { readonly is: 'digest'; readonly over: readonly Over[]; readonly unnamed: number }

export interface Hold {
  take(alert: AlertRecord, now: Millis): readonly HoldTurn[]
  deadline(now: Millis): Millis | undefined
  /** Tells what there is no reason for any more. */
  onDeadline(now: Millis): readonly HoldTurn[]
  /** How many alerts it keeps. */
  size(): number
  /** Nothing can be waited for any more: tells and names all that it keeps. */
  release(now: Millis): readonly HoldTurn[]
}

/** How often it is looked again, where it is not known when a reason ends. */
const LOOK_EVERY_MS: Millis = 1000
/** Most that are told one by one when quiet hours end; the others are named in the digest. */
const MOST_AT_ONCE = 10
const MOST_KEPT = BOUNDS['alert.held'].most

interface Kept {
  readonly alert: AlertRecord
  readonly firstMs: Millis
  reason: HoldReason
}

/** One hold at work: all of its state. */
interface Keeping {
  readonly why: WhyHeld
  /** By episode, the last notice that is kept. */
  readonly kept: RecencyMap<string, Kept>
  /** By episode, what became of its beginning. */
  readonly known: RecencyMap<string, Beginning>
  over: Over[]
  unnamed: number
  /** When the digest of what is over is due. */
  digestAt: Millis | undefined
}

/** `began`: by episode, what became of its beginning in an earlier run. */
export function holdBack(why: WhyHeld, began: ReadonlyMap<string, Beginning> = new Map()): Hold {
  const keeping: Keeping = { why, kept: recencyMap(), known: recencyMap(), over: [], unnamed: 0, digestAt: undefined }
  const { kept } = keeping
  for (const [incident, what] of began) note(keeping.known, incident, what)
  return {
    take: (alert, now) =>
      alert.state === 'resolved' ? takeRecovery(keeping, alert, now) : takeFiring(keeping, alert, now),
    deadline(now) {
      let earliest = keeping.digestAt
      for (const { reason } of kept.values()) {
        const at = reason.until ?? now + LOOK_EVERY_MS
        if (earliest === undefined || at < earliest) earliest = at
      }
      return earliest
    },
    onDeadline(now) {
      const ready: Kept[] = []
      const turns: HoldTurn[] = []
      for (const one of kept.values()) {
        const reason = whyOf(keeping, one.alert, now)
        if (reason === undefined) ready.push(one)
        else if (reason.is === 'acknowledged') turns.push(...acknowledge(keeping, one.alert, reason))
        else one.reason = reason
      }
      turns.push(...tellKept(keeping, ready))
      if (keeping.digestAt !== undefined && keeping.digestAt <= now) turns.push(...digest(keeping))
      return turns
    },
    size: () => kept.size() + keeping.over.length,
    release: () => [...tellKept(keeping, kept.values()), ...digest(keeping)],
  }
}

function whyOf({ why, kept, known }: Keeping, alert: AlertRecord, now: Millis): HoldReason | undefined {
  const incident = incidentId(alert)
  const firstMs = kept.get(incident)?.firstMs ?? parseTime(alert.time ?? '') ?? now
  return why(alert, now, { firstMs, isTold: known.get(incident) === 'told' })
}

function takeFiring(keeping: Keeping, alert: AlertRecord, now: Millis): readonly HoldTurn[] {
  const { kept } = keeping
  const incident = incidentId(alert)
  const before = kept.get(incident)
  const reason = whyOf(keeping, alert, now)
  const replaced: readonly HoldTurn[] = before === undefined ? [] : [{ is: 'replaced', alert: before.alert }]
  if (reason === undefined) return [...replaced, pass(keeping, alert)]
  if (reason.is === 'acknowledged') return [...replaced, ...acknowledge(keeping, alert, reason)]
  const firstMs = before?.firstMs ?? parseTime(alert.time ?? '') ?? now
  return [...replaced, { is: 'keep', alert, reason }, ...keep(keeping, { alert, firstMs, reason })]
}

function takeRecovery(keeping: Keeping, alert: AlertRecord, now: Millis): readonly HoldTurn[] {
  const { kept, known } = keeping
  const incident = incidentId(alert)
  const before = kept.get(incident)
  const began = known.get(incident)
  const reason = whyOf(keeping, alert, now)
  const replaced: readonly HoldTurn[] = before === undefined ? [] : [{ is: 'replaced', alert: before.alert }]
  if (before !== undefined && began !== 'told') {
    kept.delete(incident)
    const why = reason ?? before.reason
    const isNamed = before.reason.is === 'quiet' && noteOver(keeping, before.alert, alert, reason?.until ?? now)
    return isNamed ? [{ is: 'keep', alert, reason: why }] : [...replaced, { is: 'drop', alert, reason: why }]
  }
  if (began === 'dropped') {
    known.delete(incident)
    return [{ is: 'drop', alert, reason }]
  }
  // Who was told that it began is told that it is over, and a pager is closed; who was not is told nothing.
  if (reason?.is === 'quiet')
    return [...replaced, { is: 'keep', alert, reason }, ...keep(keeping, { alert, firstMs: now, reason })]
  if (began === undefined && reason !== undefined) return [{ is: 'drop', alert, reason }]
  return [...replaced, pass(keeping, alert)]
}

function pass({ kept, known }: Keeping, alert: AlertRecord): HoldTurn {
  const incident = incidentId(alert)
  kept.delete(incident)
  if (alert.state === 'resolved') known.delete(incident)
  else if (alert.once !== true) note(known, incident, 'told')
  return { is: 'tell', alert }
}

function acknowledge({ kept, known }: Keeping, alert: AlertRecord, reason: HoldReason): readonly HoldTurn[] {
  const incident = incidentId(alert)
  kept.delete(incident)
  if (known.get(incident) === undefined && alert.reminder === undefined) note(known, incident, 'dropped')
  return [{ is: 'drop', alert, reason }]
}

function note(known: Keeping['known'], incident: string, what: Beginning): void {
  known.set(incident, what)
  if (known.size() > MOST_KEPT) known.takeOldest()
}

/** Where there is no room for one more, the oldest is told: one too many is better than one too few. */
function keep(keeping: Keeping, one: Kept): readonly HoldTurn[] {
  keeping.kept.set(incidentId(one.alert), one)
  const oldest = keeping.kept.size() > MOST_KEPT ? keeping.kept.oldest() : undefined
  return oldest === undefined ? [] : [pass(keeping, oldest.alert)]
}

/** Keeps it for the digest; false where there is only room to count it. */
function noteOver(keeping: Keeping, alert: AlertRecord, ended: AlertRecord | undefined, at: Millis): boolean {
  keeping.digestAt = Math.min(keeping.digestAt ?? at, at)
  if (keeping.over.length >= MOST_KEPT) {
    keeping.unnamed++
    return false
  }
  keeping.over.push({ alert, ended })
  return true
}

/** Tells what was kept, the worst first; of what quiet hours kept back only so much that a person reads it. */
function tellKept(keeping: Keeping, ready: readonly Kept[]): readonly HoldTurn[] {
  const worstFirst = [...ready].sort((a, b) => rankOf(b.alert) - rankOf(a.alert))
  let left = MOST_AT_ONCE
  return worstFirst.flatMap(({ alert, reason }): readonly HoldTurn[] => {
    const turn = pass(keeping, alert)
    const isShort = reason.is !== 'quiet' || alert.state === 'resolved' || left-- > 0
    return isShort || !noteOver(keeping, alert, undefined, 0) ? [turn] : []
  })
}

const rankOf = ({ severity = 'warning' }: AlertRecord): number =>
  (isAtLeast(severity, 'warning') ? 1 : 0) + (isAtLeast(severity, 'critical') ? 1 : 0)

function digest(keeping: Keeping): readonly HoldTurn[] {
  const { over, unnamed } = keeping
  keeping.digestAt = undefined
  keeping.over = []
  keeping.unnamed = 0
  return over.length === 0 ? [] : [{ is: 'digest', over, unnamed }]
}
