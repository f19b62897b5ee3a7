// Takes what launchers put before a line off it, from the outside in.
import type { Carrier, Entry } from './format.ts'
import { newEntry } from './format.ts'
import { byStart, slotOf } from './starts.ts'

/** A prefix stack deeper than this is no prefix stack. */
const MAX_CARRIERS = 8

/** What the lines of one source have shown of its carriers. */
export interface CarrierHabits {
  /**
   * For each adaptive carrier, in the order of the formats, the running share of lines that carry it, 0 to 1; absent is
   * a half.
   */
  readonly shares: number[]
  /** Carriers found so far that may also stand inside a line. */
  readonly spoken: Set<Carrier>
}

export interface Peeler {
  /**
   * Peels every carrier that the text starts with; returns what is left and notes what they say. An adaptive carrier is
   * taken where most of the source's last lines, this one among them, carry it; without `habits`, which leaves nothing
   * but this one line to go by, wherever it stands.
   */
  peel(text: string, entry: Entry, habits?: CarrierHabits): string
  /** Counts a line without any adaptive carrier. */
  sawNone(habits: CarrierHabits): void
}

export function peeler(carriers: readonly Carrier[]): Peeler {
  const carriersBy = byStart(carriers)
  const adaptive = carriers.filter(carrier => carrier.adaptive === true)
  /** Where an adaptive carrier is tried out: nobody looks at what it says there. */
  const trial = newEntry('')

  /** `labels`: which adaptive carriers stood in the line, one bit each. */
  function noteLabels(habits: CarrierHabits, labels: number): void {
    for (let place = 0; place < adaptive.length; place++)
      habits.shares[place] = shareAfter(habits, place, (labels >> place) & 1)
  }

  return {
    peel(text, entry, habits) {
      let rest = text
      // Adaptive carriers that stand there, one bit each.
      let labels = 0
      for (let depth = 0; depth < MAX_CARRIERS; depth++) {
        const before = rest
        for (const carrier of carriersBy[slotOf(rest)] as readonly Carrier[]) {
          if (carrier.adaptive === true) {
            const place = adaptive.indexOf(carrier)
            if ((labels & (1 << place)) !== 0 || carrier.peel(rest, trial) === undefined) continue
            labels |= 1 << place
            entry.prefixed = true
            if (habits !== undefined && shareAfter(habits, place, 1) < 0.5) continue
          }
          const next = carrier.peel(rest, entry)
          if (next === undefined) continue
          entry.prefixed = true
          if (carrier.inside !== undefined) habits?.spoken.add(carrier)
          if (carrier.decodes === true) entry.decoded = true
          if (entry.stamp !== undefined) entry.format ??= carrier.name
          rest = next
          break
        }
        if (rest === before) break
      }
      if (rest !== '' && habits !== undefined) noteLabels(habits, labels)
      return rest
    },
    sawNone: habits => noteLabels(habits, 0),
  }
}

/**
 * The share after one more line: each moves it by an eighth of the way. A label is peeled where most of the last lines,
 * this one among them, carry one.
 */
function shareAfter({ shares }: CarrierHabits, place: number, towards: number): number {
  const share = shares[place] ?? 0.5
  return share + (towards - share) / 8
}
