// Aho–Corasick over bytes: finds every anchor of every row in one pass, at a few nanoseconds a byte.

/** A compiled automaton. A state is its row's offset in `next`, so that one step is `state = next[state + classOf[byte]]`. */
export interface Automaton {
  readonly next: Int32Array
  /** Class of each byte value; bytes that no literal holds share class 0. */
  readonly classOf: Uint8Array
  readonly classes: number
  /** States from here on end at least one literal. */
  readonly accepting: number
  /** Per accepting state (`(state - accepting) / classes`): indexes of the literals that end there. */
  readonly outputs: readonly (readonly number[])[]
}

/** Builds the automaton of ASCII literals. Throws for an empty or non-ASCII literal, which only a wrong table holds. */
export function buildAutomaton(literals: readonly string[]): Automaton {
  const { classOf, classes } = byteClasses(literals)
  const children: Map<number, number>[] = [new Map()]
  const ends: number[][] = [[]]
  literals.forEach((literal, index) => {
    let state = 0
    for (let at = 0; at < literal.length; at++) {
      const symbol = classOf[literal.charCodeAt(at)] as number
      let child = (children[state] as Map<number, number>).get(symbol)
      if (child === undefined) {
        child = children.length
        children.push(new Map())
        ends.push([])
        ;(children[state] as Map<number, number>).set(symbol, child)
      }
      state = child
    }
    ;(ends[state] as number[]).push(index)
  })
  return link(children, ends, classOf, classes)
}

function byteClasses(literals: readonly string[]): { readonly classOf: Uint8Array; readonly classes: number } {
  const classOf = new Uint8Array(256)
  let classes = 1
  for (const literal of literals) {
    if (literal === '') throw new Error('an anchor is empty')
    for (let at = 0; at < literal.length; at++) {
      const code = literal.charCodeAt(at)
      if (code > 127) throw new Error(`anchor "${literal}" is not ASCII`)
      if (classOf[code] === 0) classOf[code] = classes++
    }
  }
  return { classOf, classes }
}

/** Turns the trie into a complete table: breadth first, so that a state's suffix is complete before it is needed. */
function link(children: readonly Map<number, number>[], ends: number[][], classOf: Uint8Array, classes: number): Automaton {
  const count = children.length
  const table = new Int32Array(count * classes)
  const suffix = new Int32Array(count)
  const order: number[] = [0]
  for (let at = 0; at < order.length; at++) {
    const state = order[at] as number
    const fallback = suffix[state] as number
    for (let symbol = 0; symbol < classes; symbol++) table[state * classes + symbol] = state === 0 ? 0 : (table[fallback * classes + symbol] as number)
    for (const [symbol, child] of children[state] as Map<number, number>) {
      suffix[child] = state === 0 ? 0 : (table[fallback * classes + symbol] as number)
      table[state * classes + symbol] = child
      order.push(child)
    }
    if (state !== 0) ends[state] = [...(ends[state] as number[]), ...(ends[fallback] as number[])]
  }
  return renumber(table, order, ends, classOf, classes)
}

/**
 * Moves accepting states to the end, so that one comparison tells them, and replaces state numbers by row offsets. States keep
 * the order of their depth: the shallow ones, in which nearly every byte ends, share the same pages and cache lines.
 */
function renumber(table: Int32Array, order: readonly number[], ends: readonly (readonly number[])[], classOf: Uint8Array, classes: number): Automaton {
  const count = ends.length
  const place = new Int32Array(count)
  let plain = 0
  for (const state of order) if ((ends[state] as readonly number[]).length === 0) place[state] = plain++
  let last = plain
  const outputs: (readonly number[])[] = []
  for (const state of order) {
    const literals = ends[state] as readonly number[]
    if (literals.length === 0) continue
    place[state] = last++
    outputs.push(literals)
  }
  const next = new Int32Array(table.length)
  for (let state = 0; state < count; state++) {
    const from = (place[state] as number) * classes
    for (let symbol = 0; symbol < classes; symbol++) next[from + symbol] = (place[table[state * classes + symbol] as number] as number) * classes
  }
  return { next, classOf, classes, accepting: plain * classes, outputs }
}
