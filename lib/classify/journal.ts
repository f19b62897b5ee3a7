// What spoke of failures and of progress, for another run that goes on behind it: it takes the same records again, in
// silence. Bounded: of many, the first and the last are kept.
import { BOUNDS } from '../bounds.ts'
import type { Millis } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'

/** A record as the classifier was given it; `isOwn` is said of words that logmon itself made. */
export interface Noted {
  readonly record: LogRecord
  readonly isOwn: boolean
  readonly at: Millis
}

interface Journal {
  add(noted: Noted): void
  /** In the order in which they came. */
  all(): readonly Noted[]
}

/** Of records with a step, few say it all; of others, the first say who is where, and the last what went wrong. */
const MOST = BOUNDS['state.failures'].most
const SHARES = { steps: { first: 20, last: 80 }, others: { first: 100, last: MOST - 200 } } as const
/** Longest text that is kept whole: of a longer one, both ends. */
const MAX_TEXT = 16_384

export function startJournal(): Journal {
  const steps = firstAndLast<Numbered>(SHARES.steps)
  const others = firstAndLast<Numbered>(SHARES.others)
  let count = 0
  return {
    add: noted => (noted.record.step === undefined ? others : steps).add({ number: count++, noted: shortened(noted) }),
    all: () =>
      [...steps.all(), ...others.all()].sort((one, other) => one.number - other.number).map(({ noted }) => noted),
  }
}

interface Numbered {
  readonly number: number
  readonly noted: Noted
}

function firstAndLast<T>(most: { readonly first: number; readonly last: number }) {
  const first: T[] = []
  const last: T[] = []
  let next = 0
  return {
    add(item: T): void {
      if (first.length < most.first) first.push(item)
      else {
        last[next] = item
        next = (next + 1) % most.last
      }
    },
    all: (): readonly T[] => [...first, ...last.slice(next), ...last.slice(0, next)],
  }
}

function shortened(noted: Noted): Noted {
  const { message } = noted.record
  if (message.length <= MAX_TEXT) return noted
  const text = `${message.slice(0, MAX_TEXT / 2)}\n${message.slice(-MAX_TEXT / 2)}`
  return { ...noted, record: { ...noted.record, message: text } }
}
