// Asks the headers that can start with a line's first character, those first that the source used most.
import type { Entry, Header } from './format.ts'

/** A header among those of one first character. */
interface Candidate {
  readonly header: Header
  /** Those of its first character that are more specific: they must be asked before it. */
  readonly rivals: readonly Candidate[]
  /** Number of the last line for which it was asked. */
  askedAt: number
}

/**
 * The order of asking that a source has taught, for each first two characters (all digits are one); only speed depends
 * on it.
 */
export type LearnedOrder = Map<number, Candidate[]>

/**
 * Reads the header of a text whose first character is of the slot; returns what follows it, or undefined where there is
 * none.
 */
export type ReadHeader = (text: string, slot: number, entry: Entry, learned: LearnedOrder) => string | undefined

/**
 * Returns the reader for headers by first character, each list with the more specific first. A source's order may put a
 * general header first; then its rivals are asked before it all the same, so that every order finds the same header.
 * Each is asked once a line.
 */
export function headerReader(
  headersBy: readonly (readonly Header[])[],
  rivalsOf: (header: Header) => readonly Header[],
): ReadHeader {
  const candidatesBy = headersBy.map(candidatesOf)
  let line = 0

  function candidatesOf(headers: readonly Header[]): readonly Candidate[] {
    const candidates: Candidate[] = []
    for (const header of headers) {
      const rivals = rivalsOf(header)
      candidates.push({ header, rivals: candidates.filter(candidate => rivals.includes(candidate.header)), askedAt: 0 })
    }
    return candidates
  }

  function ask(candidate: Candidate, text: string, entry: Entry): string | undefined {
    if (candidate.askedAt === line) return undefined
    candidate.askedAt = line
    for (const rival of candidate.rivals) {
      const rest = ask(rival, text, entry)
      if (rest !== undefined) return rest
    }
    const rest = candidate.header.read(text, entry)
    if (rest !== undefined) entry.format = candidate.header.name
    return rest
  }

  return (text, slot, entry, learned) => {
    const candidates = candidatesBy[slot] as readonly Candidate[]
    if (candidates.length === 0) return undefined
    const second = text.charCodeAt(1)
    const key = slot * 256 + (second >= 48 && second <= 57 ? 48 : Math.min(second || 0, 255))
    let order = learned.get(key)
    if (order === undefined) {
      order = [...candidates]
      learned.set(key, order)
    }
    line++
    for (let place = 0; place < order.length; place++) {
      const candidate = order[place] as Candidate
      const rest = ask(candidate, text, entry)
      if (rest === undefined) continue
      // One place forward each time: what is used most comes to stand first, and one line of another kind changes
      // little.
      if (place > 0) {
        order[place] = order[place - 1] as Candidate
        order[place - 1] = candidate
      }
      return rest
    }
    return undefined
  }
}
