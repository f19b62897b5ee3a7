// A curve of steps as pixels: what stands around it (names, scale, steps) is text of the message, so no font is needed.
import { placeOf, type StepCurve } from './step-curve.ts'

/** Pixels of red, green and blue, row by row from the top. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** In pixels; screens show half of it, so that lines are sharp on fine ones, too. */
export const PICTURE = { width: 1040, height: 240 } as const

type Colour = readonly [red: number, green: number, blue: number]
interface Point {
  readonly x: number
  readonly y: number
}

const PAPER: Colour = [255, 255, 255]
const GRID: Colour = [225, 229, 234]
const NOT_FINITE: Colour = [207, 34, 46]
export const CURVE: Colour = [11, 87, 208]
const MARGIN = 14
const LINE_RADIUS = 2
const DOT_RADIUS = 5
const LAST_DOT_RADIUS = 8

/**
 * Returns the picture of a curve: a dot for each step that told the metric, a line from one to the next, and a red line
 * where it was not finite.
 */
export function drawCurve(curve: StepCurve, { width, height } = PICTURE): Pixels {
  const data = new Uint8Array(width * height * 3)
  for (let at = 0; at < data.length; at++) data[at] = PAPER[at % 3] as number
  const canvas: Pixels = { width, height, data }
  const right = width - MARGIN
  for (const share of [0, 0.5, 1]) {
    const y = yOf(share, height)
    stroke(canvas, { x: MARGIN, y }, { x: right, y }, { radius: 0.5, colour: GRID })
  }
  const { values } = curve
  const xOf = (index: number): number => MARGIN + (index * (right - MARGIN)) / Math.max(1, values.length - 1)
  const last = values.length - 1
  let before: Point | undefined
  for (const [index, value] of values.entries()) {
    const x = xOf(index)
    if (value === null) {
      stroke(canvas, { x, y: MARGIN }, { x, y: height - MARGIN }, { radius: LINE_RADIUS, colour: NOT_FINITE })
      before = undefined
    } else if (value !== undefined) {
      const point = { x, y: yOf(placeOf(value, curve), height) }
      if (before !== undefined) stroke(canvas, before, point, { radius: LINE_RADIUS, colour: CURVE })
      stroke(canvas, point, point, { radius: index === last ? LAST_DOT_RADIUS : DOT_RADIUS, colour: CURVE })
      before = point
    }
  }
  return canvas
}

const yOf = (share: number, height: number): number => height - MARGIN - share * (height - 2 * MARGIN)

/** Draws a line with round ends; its edge is blended over one pixel. */
function stroke(
  { width, height, data }: Pixels,
  from: Point,
  to: Point,
  { radius, colour }: { readonly radius: number; readonly colour: Colour },
): void {
  const reach = radius + 1
  const [left, right] = [Math.min(from.x, to.x) - reach, Math.max(from.x, to.x) + reach]
  const [top, bottom] = [Math.min(from.y, to.y) - reach, Math.max(from.y, to.y) + reach]
  for (let y = Math.max(0, Math.floor(top)); y <= Math.min(height - 1, bottom); y++)
    for (let x = Math.max(0, Math.floor(left)); x <= Math.min(width - 1, right); x++) {
      const share = Math.min(1, radius + 0.5 - distance({ x, y }, from, to))
      if (share <= 0) continue
      const at = 3 * (y * width + x)
      for (const [channel, value] of colour.entries())
        data[at + channel] = Math.round((data[at + channel] as number) * (1 - share) + value * share)
    }
}

/** Returns how far a point is from the line between two others. */
function distance({ x, y }: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - from.x) * dx + (y - from.y) * dy) / length))
  return Math.hypot(x - from.x - along * dx, y - from.y - along * dy)
}
