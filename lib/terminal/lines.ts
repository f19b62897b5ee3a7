// Lines of pieces -> text of a terminal: measured, filled, cut and coloured.
import type { Look } from './look.ts'
import { shown, type Tone, toned } from './style.ts'
import { textFitter } from './wrap.ts'

/** A piece of a line, as the screen's lines are made of them. */
interface Piece {
  readonly text: string
  readonly tone?: Tone
  readonly width?: number
  readonly align?: 'left' | 'right'
  readonly curve?: readonly (number | undefined)[]
}

export interface LinePainter {
  /** Returns a line of at most the look's width. */
  paint(line: readonly Piece[]): string
  /** Returns a text as lines of at most so many columns. */
  wrap(text: string, width: number): readonly string[]
}

/** Resolves to what paints lines. The packages that measure and draw are loaded here: most programs need none. */
export async function linePainter(look: Look): Promise<LinePainter> {
  const { widthOf, cutTo, wrapTo } = await textFitter(look)
  const { default: sparkly } = await import('sparkly')
  const textOf = ({ text, curve, width }: Piece): string =>
    shown(
      curve === undefined ? text : sparkly(curve.slice(-(width ?? curve.length)).map(each => each ?? Number.NaN)),
      look,
    )

  return {
    paint(line) {
      let left = look.width
      let painted = ''
      for (const piece of line) {
        const room = Math.min(left, piece.width ?? left)
        if (room <= 0) break
        const text = cutTo(textOf(piece), room, 'end')
        const blanks = piece.width === undefined ? 0 : Math.max(0, room - widthOf(text))
        const filled = ' '.repeat(blanks)
        const tinted = toned(text, piece.tone ?? 'plain', look)
        painted += piece.align === 'right' ? filled + tinted : tinted + filled
        left -= widthOf(text) + blanks
      }
      return painted.trimEnd()
    },
    wrap: (text, width) => wrapTo(shown(text, look), Math.max(8, width)),
  }
}
