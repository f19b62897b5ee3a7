// Which formats can start with which character: what keeps most of them from being asked about a line.
import type { Format } from './format.ts'

/** Index of every character that is not ASCII. */
export const OTHER = 128

/** For each first character, the formats that can start with it. */
export type ByStart<F> = readonly (readonly F[])[]

/** Returns the index of a text's first character; that of an empty text is OTHER. */
export function slotOf(text: string): number {
  return text === '' ? OTHER : Math.min(text.charCodeAt(0), OTHER)
}

export function byStart<F extends Pick<Format, 'starts'>>(formats: readonly F[]): ByStart<F> {
  const table: F[][] = Array.from({ length: OTHER + 1 }, () => [])
  for (const format of formats) for (const slot of slotsOf(format.starts)) (table[slot] as F[]).push(format)
  return table
}

/** Expands `0-9[`; every character beyond ASCII is one slot. */
export function slotsOf(starts: string): ReadonlySet<number> {
  const slots = new Set<number>()
  for (let at = 0; at < starts.length; at++) {
    const from = Math.min(OTHER, starts.charCodeAt(at))
    const to = starts[at + 1] === '-' && at + 2 < starts.length ? Math.min(OTHER, starts.charCodeAt(at + 2)) : from
    for (let slot = from; slot <= to; slot++) slots.add(slot)
    if (to !== from || (starts[at + 1] === '-' && at + 2 < starts.length)) at += 2
  }
  return slots
}

/** Returns a text without the blanks and tabs that it starts with. */
export function trimBlanks(text: string): string {
  let at = 0
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++
  return at === 0 ? text : text.slice(at)
}
