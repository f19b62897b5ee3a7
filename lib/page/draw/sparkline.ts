// A curve without axes, as large as a word: how the newest values went.
import { drawn } from './element.ts'

const WIDTH = 96
const HEIGHT = 24
/** Room for the thickness of the line. */
const EDGE = 2

/** Returns the points of a curve through values, as an SVG path has them; '' for fewer than two. */
export function curveThrough(values: readonly number[], width = WIDTH, height = HEIGHT): string {
  if (values.length < 2) return ''
  const least = Math.min(...values)
  const most = Math.max(...values)
  // Values that hardly differ are a flat line in the middle, not a mountain range.
  const middle = (least + most) / 2
  const spread = Math.max(most - least, Math.abs(middle) * 0.1, Number.MIN_VALUE)
  const x = (index: number): string => (EDGE + (index * (width - 2 * EDGE)) / (values.length - 1)).toFixed(1)
  const y = (value: number): string => (height / 2 - ((value - middle) / spread) * (height - 2 * EDGE)).toFixed(1)
  return values.map((value, index) => `${index === 0 ? 'M' : 'L'}${x(index)} ${y(value)}`).join('')
}

/** Returns a curve; `label` says it in words. */
export function sparkline(values: readonly number[], label: string): SVGSVGElement {
  return drawn(
    'svg',
    {
      class: 'sparkline',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      width: WIDTH,
      height: HEIGHT,
      role: 'img',
      'aria-label': label,
    },
    drawn('path', { d: curveThrough(values), fill: 'none', 'vector-effect': 'non-scaling-stroke' }),
  )
}
