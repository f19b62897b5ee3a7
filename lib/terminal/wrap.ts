// Texts within a width: measured as a terminal shows them, cut or wrapped.
import type { Look } from './look.ts'
import { ellipsisOf, shown, type Tone, toned } from './style.ts'

export interface TextFitter {
  widthOf(text: string): number
  /** Returns one line of at most `width` columns; what does not fit goes at its `end` or its `start`. */
  cutTo(text: string, width: number, at: 'start' | 'end'): string
  /** Returns lines of at most `width` columns, broken at words where that is possible. */
  wrapTo(text: string, width: number): readonly string[]
}

/** Resolves to what fits text. The packages that measure and wrap are loaded here: most programs need none. */
export async function textFitter(look: Look): Promise<TextFitter> {
  const { default: widthOf } = await import('string-width')
  const { default: wrapAnsi } = await import('wrap-ansi')
  return {
    widthOf,
    cutTo(text, width, at) {
      if (widthOf(text) <= width) return text
      const mark = ellipsisOf(look)
      // No character is wider than two columns, and few take none: what can never fit is not measured.
      const characters = [...text]
      const room = Math.max(0, width - mark.length)
      let kept = at === 'end' ? characters.slice(0, room) : room === 0 ? [] : characters.slice(-room)
      while (kept.length > 0 && widthOf(kept.join('')) > room) kept = at === 'end' ? kept.slice(0, -1) : kept.slice(1)
      return at === 'end' ? `${kept.join('')}${mark}` : `${mark}${kept.join('')}`
    },
    wrapTo: (text, width) =>
      wrapAnsi(text, width, { hard: true, trim: false })
        .split('\n')
        .map(line => line.trim()),
  }
}

/** Lays out text behind what stands before it. */
export interface Wrapper {
  /** Returns the lines of a text: the first begins with `first`, the others with as many blanks. */
  wrapped(first: string, text: string, tone?: Tone): readonly string[]
  /** Returns the one line of a text behind `first`, cut off where it does not fit. */
  cut(first: string, text: string, tone?: Tone): string
}

/** Least columns for text, however much stands before it. */
const LEAST = 8

export async function wrapperFor(look: Look): Promise<Wrapper> {
  const { cutTo, wrapTo } = await textFitter(look)
  const room = (first: string): number => Math.max(LEAST, look.width - first.length)
  return {
    wrapped: (first, text, tone = 'plain') =>
      wrapTo(shown(text, look), room(first)).map((line, index) =>
        `${index === 0 ? first : ' '.repeat(first.length)}${toned(line, tone, look)}`.trimEnd(),
      ),
    cut: (first, text, tone = 'plain') =>
      `${first}${toned(cutTo(shown(text, look), room(first), 'end'), tone, look)}`.trimEnd(),
  }
}
