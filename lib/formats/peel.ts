// Takes what launchers put before a line off it, from the outside in.
import type { Carrier, Entry } from './format.ts'
import { newEntry } from './format.ts'
import { byStart, slotOf } from './starts.ts'

/** A prefix stack deeper than this is no prefix stack. */
const MAX_CARRIERS = 8

/** What the lines of one source have shown of one adaptive carrier. */
interface Label {
  /** The running share of lines that carry it, 0 to 1. */
  share: number
  /** Lines in a row, up to the last, that carry it. */
  streak: number
  /** True where lines are known to carry it: its first ones do, or some in a row did. */
  isTrusted: boolean
}

/** So many lines in a row carry a label where one does: a preamble without labels may be long. */
const STREAK = 3

/** What the lines of one source have shown of its carriers. */
export interface CarrierHabits {
  /** For each adaptive carrier, in the order of the formats; absent before the first line. */
  readonly labels: Label[]
  /** Carriers found so far that may also stand inside a line. */
  readonly spoken: Set<Carrier>
}

export interface Peeler {
  /**
   * Peels every carrier that the text starts with; returns what is left and notes what they say. An adaptive carrier is
   * taken where the source's lines carry it: its first ones, or some in a row, as long as most do; without `habits`,
   * which leaves nothing but this one line to go by, wherever it stands. What is not `counted` (a state of a bar, which
   * stands at no line's start) shows nothing of the source.
   */
  peel(text: string, entry: Entry, habits?: CarrierHabits, counted?: boolean): string
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
    for (let place = 0; place < adaptive.length; place++) noteLine(habits, place, ((labels >> place) & 1) === 1)
  }

  return {
    peel(text, entry, habits, counted = true) {
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
            if (habits !== undefined && !isCarried(habits, place)) continue
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
      if (rest !== '' && counted && habits !== undefined) noteLabels(habits, labels)
      return rest
    },
    sawNone: habits => noteLabels(habits, 0),
  }
}

/** Each line moves the share by an eighth of the way. */
const shareAfter = (share: number, towards: number): number => share + (towards - share) / 8

/** True where a line that starts with a label carries it. */
function isCarried({ labels }: CarrierHabits, place: number): boolean {
  const label = labels[place]
  if (label === undefined) return true
  return label.streak + 1 >= STREAK || (label.isTrusted && shareAfter(label.share, 1) >= 0.5)
}

function noteLine(habits: CarrierHabits, place: number, carries: boolean): void {
  const label = habits.labels[place]
  if (label === undefined) {
    habits.labels[place] = { share: shareAfter(0.5, carries ? 1 : 0), streak: carries ? 1 : 0, isTrusted: carries }
    return
  }
  label.share = shareAfter(label.share, carries ? 1 : 0)
  label.streak = carries ? label.streak + 1 : 0
  if (label.streak >= STREAK) {
    label.isTrusted = true
    label.share = Math.max(label.share, 0.75)
  } else if (label.share < 0.4) label.isTrusted = false
}
