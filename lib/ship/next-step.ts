// What is done after an answer: pure decisions, with randomness and time as arguments.
import type { Millis } from '../record/time.ts'
import type { Verdict } from './answer.ts'
import { type LokiEntry, secondsOf } from './entry.ts'
import type { Reason } from './local-check.ts'

/** Lines of one stream that are sent together. */
export interface Part {
  readonly entries: readonly LokiEntry[]
  /** Answers so far that it was not the time for it. */
  readonly attempts: number
}

export interface Step {
  /** What is to be sent next of it, in this order. */
  readonly parts: readonly Part[]
  /** Lines that the server refused. */
  readonly refused: readonly LokiEntry[]
  readonly reason: Reason | undefined
  readonly waitMs: Millis
  /** True where the server takes nothing from anybody now. */
  readonly holdsAll: boolean
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
const SHORTEST_PAUSE_MS = 50
/** A gateway may name a time; a day would be a mistake of its. */
const LONGEST_ASKED_MS = 3_600_000

/** Returns the pause before the next try: anything up to a ceiling that doubles, so that many shippers do not meet. */
export function pauseMs(attempts: number, random: number, askedMs: Millis): Millis {
  const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts, 10))
  return Math.max(SHORTEST_PAUSE_MS, Math.round(random * ceiling), Math.min(askedMs, LONGEST_ASKED_MS))
}

/** Returns what is done with a part after an answer; `random` is drawn from 0 to 1. */
export function nextStep(part: Part, verdict: Verdict, random: number): Step {
  const { entries, attempts } = part
  switch (verdict.is) {
    case 'stored':
      return step([])
    case 'partly':
      return refuse(entries, 'partly_refused')
    case 'plain':
      return step([part])
    case 'split':
      return entries.length > 1 ? step(halves(entries)) : refuse(entries, 'too_large')
    case 'blocked':
      return {
        ...step([{ entries, attempts: attempts + 1 }]),
        waitMs: pauseMs(attempts + 2, random, 0),
        holdsAll: true,
      }
    case 'retry': {
      // A push beyond the burst would be refused for ever.
      const isTooMuch = verdict.limited && attempts > 0 && entries.length > 1
      const parts = isTooMuch ? halves(entries, attempts) : [{ entries, attempts: attempts + 1 }]
      return { ...step(parts), waitMs: pauseMs(attempts, random, verdict.afterMs), holdsAll: !verdict.limited }
    }
    case 'refused':
      return afterRefusal(entries, verdict)
  }
}

/** Lines are found by sending less and less of them: the server keeps a line that it has already once. */
function afterRefusal(entries: readonly LokiEntry[], verdict: Extract<Verdict, { is: 'refused' }>): Step {
  const { reason, all, before } = verdict
  if (all || entries.length === 1) return refuse(entries, reason)
  if (before !== undefined) {
    const refused = entries.filter(entry => secondsOf(entry) < before)
    if (refused.length > 0) {
      const rest = entries.filter(entry => secondsOf(entry) >= before)
      return { ...refuse(refused, reason), parts: rest.length === 0 ? [] : [{ entries: rest, attempts: 0 }] }
    }
  }
  return step(halves(entries))
}

const step = (parts: readonly Part[]): Step => ({
  parts,
  refused: [],
  reason: undefined,
  waitMs: 0,
  holdsAll: false,
})

const refuse = (refused: readonly LokiEntry[], reason: Reason): Step => ({ ...step([]), refused, reason })

function halves(entries: readonly LokiEntry[], attempts = 0): readonly Part[] {
  const middle = entries.length >> 1
  return [entries.slice(0, middle), entries.slice(middle)].map(half => ({ entries: half, attempts }))
}
