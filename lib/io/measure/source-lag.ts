// How far a source is behind what there is to read: in bytes, and for how long.
import type { Measure } from '../../metrics/families.ts'
import type { Millis } from '../../record/time.ts'

/** A part of a source that is looked at by itself: the files of this host, or of another one. */
export interface LagOfPart {
  /** Says how many bytes there were at the last look that were not passed on. */
  unread(count: () => number): void
  /** It was looked at, or something of it was passed on. */
  note(): void
  /** It cannot be looked at: what comes meanwhile is not known. */
  lost(): void
}

export interface SourceLag {
  part(): LagOfPart
  measures(): readonly Measure[]
}

interface Part {
  count: () => number
  /** Since when there has been something that was not passed on; undefined where there is nothing. */
  behindSince: Millis | undefined
}

/** Counts nothing until it is asked for the first time: to look at thousands of files takes its time. */
export function sourceLag(now: () => Millis): SourceLag {
  const parts: Part[] = []
  let isAsked = false
  const note = (part: Part): void => {
    if (part.count() === 0) part.behindSince = undefined
    else part.behindSince ??= now()
  }
  return {
    part() {
      const part: Part = { count: () => 0, behindSince: undefined }
      parts.push(part)
      return {
        unread(count) {
          part.count = count
        },
        note: () => (isAsked ? note(part) : undefined),
        lost() {
          part.behindSince ??= now()
        },
      }
    },
    measures() {
      isAsked = true
      // Where nobody takes what is given, nothing else is noted either.
      for (const part of parts) if (part.count() > 0) part.behindSince ??= now()
      const bytes = parts.reduce((sum, { count }) => sum + count(), 0)
      const longest = Math.max(
        0,
        ...parts.map(({ behindSince }) => (behindSince === undefined ? 0 : now() - behindSince)),
      )
      return [
        { name: 'source_unread_bytes', value: bytes },
        { name: 'source_lag_seconds', value: longest / 1000 },
      ]
    },
  }
}
