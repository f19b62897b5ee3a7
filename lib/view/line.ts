// What stands on a screen, before it is measured, cut and coloured.
import type { Tone } from '../terminal/style.ts'

/** A piece of a line: one line of text that is safe for a terminal, or a curve. */
export interface Span {
  readonly text: string
  readonly tone?: Tone
  /** It takes so many columns, filled with blanks or cut. */
  readonly width?: number
  readonly align?: 'left' | 'right'
  /** Values of a small curve, the oldest first, in place of the text; undefined where there is none. */
  readonly curve?: readonly (number | undefined)[]
}

export type Line = readonly Span[]
