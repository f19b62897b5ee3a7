// The syntax tree of a pattern, and the sets of characters that it is made of.

/** Code points as ascending, separate, inclusive ranges. */
export type CharSet = readonly (readonly [number, number])[]

export const MAX_CODE_POINT = 0x10ffff
export const EVERYTHING: CharSet = [[0, MAX_CODE_POINT]]
export const NOTHING: CharSet = []

export type Edge = 'start' | 'end' | 'line_start' | 'line_end' | 'word' | 'not_word'

/** Flags are gone from the tree: case folding is in the sets, the meaning of `.` and `^` in the nodes. */
export type Node =
  | {
      readonly is: 'set'
      readonly set: CharSet
      /** A Unicode property that is kept as text, such as `\p{Greek}`; `set` is then EVERYTHING. */
      readonly property?: string
    }
  | { readonly is: 'sequence'; readonly parts: readonly Node[] }
  | { readonly is: 'choice'; readonly branches: readonly Node[] }
  | { readonly is: 'group'; readonly index: number; readonly name: string | undefined; readonly body: Node }
  | { readonly is: 'repeat'; readonly body: Node; readonly min: number; readonly max: number; readonly lazy: boolean }
  | { readonly is: 'edge'; readonly edge: Edge }
  | { readonly is: 'look'; readonly ahead: boolean; readonly negative: boolean; readonly body: Node }
  | { readonly is: 'back'; readonly index: number }

export const EMPTY: Node = { is: 'sequence', parts: [] }

/** Returns the ranges in order, merged where they touch. */
export function normalize(ranges: readonly (readonly [number, number])[]): CharSet {
  const merged: [number, number][] = []
  for (const [low, high] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high)
    else merged.push([low, high])
  }
  return merged
}

export function complement(set: CharSet): CharSet {
  const rest: [number, number][] = []
  let next = 0
  for (const [low, high] of set) {
    if (low > next) rest.push([next, low - 1])
    next = high + 1
  }
  if (next <= MAX_CODE_POINT) rest.push([next, MAX_CODE_POINT])
  return rest
}

export const union = (a: CharSet, b: CharSet): CharSet => normalize([...a, ...b])

export const areDisjoint = (a: CharSet, b: CharSet): boolean =>
  a.every(([low, high]) => b.every(([otherLow, otherHigh]) => high < otherLow || otherHigh < low))

/**
 * Adds the other case of every letter: all of ASCII, and one-to-one pairs beyond it in ranges of at most 1,000
 * characters.
 */
export function foldCase(set: CharSet): CharSet {
  const ranges: (readonly [number, number])[] = [...set]
  for (const [low, high] of set) {
    const overlap = (from: number, to: number, shift: number): void => {
      if (low <= to && high >= from) ranges.push([Math.max(low, from) + shift, Math.min(high, to) + shift])
    }
    overlap(65, 90, 32)
    overlap(97, 122, -32)
    if (high < 128 || high - low > 1000) continue
    for (let code = Math.max(low, 128); code <= high; code++) {
      const character = String.fromCodePoint(code)
      for (const other of [character.toLowerCase(), character.toUpperCase()]) {
        const otherCode = other.codePointAt(0) as number
        if (String.fromCodePoint(otherCode) === other) ranges.push([otherCode, otherCode])
      }
    }
  }
  return normalize(ranges)
}
