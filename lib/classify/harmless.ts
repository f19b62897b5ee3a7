// Shapes of lines that were read and told nothing, so that the next of the kind need not be read: a warning that every
// rank repeats. Only of lines that hold no more than words of failures: no row is passed over.
import { BOUNDS } from '../bounds.ts'

const MAX_SHAPES = BOUNDS['classify.harmless'].most
/** Longest line that is looked up, in characters. */
const MAX_TEXT = 1000
const DIGITS = /\d+/g
/** Where a number decides what a line says: tries, codes, counts of none. */
const NUMBERS_DECIDE =
  /retr|tries|ttempt|ode\b|rrno|\berr\b|tatus|\b(?:rc|RC|ret|result)\b|(?<![\w.:-])0(?:\.0+)?(?![\w.:-])/

export interface HarmlessShapes {
  /** Returns the shape of a line, which is what it says without its numbers; undefined where they decide. */
  shapeOf(text: string): string | undefined
  has(shape: string): boolean
  add(shape: string): void
}

export function startHarmless(): HarmlessShapes {
  const shapes = new Set<string>()
  return {
    shapeOf: text => (text.length > MAX_TEXT || NUMBERS_DECIDE.test(text) ? undefined : text.replace(DIGITS, '#')),
    has: shape => shapes.has(shape),
    add(shape) {
      if (shapes.size >= MAX_SHAPES) shapes.clear()
      shapes.add(shape)
    },
  }
}
