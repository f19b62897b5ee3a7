import t from 'tap'
import { CURVE, drawCurve, PICTURE, type Pixels } from '../../lib/channel/picture.ts'
import { type StepCurve, stepCurves } from '../../lib/channel/step-curve.ts'

const curveOf = (values: readonly (number | null | undefined)[]): StepCurve =>
  stepCurves(
    values.map((value, index) => ({ step: index + 1, metrics: value === undefined ? {} : { loss: value } })),
  )[0] as StepCurve

const colourAt = ({ width, data }: Pixels, x: number, y: number): readonly number[] => [
  ...data.slice(3 * (y * width + x), 3 * (y * width + x) + 3),
]

/** Rows of a column that have the colour of the curve, as shares of the height from the bottom. */
function rowsAt(pixels: Pixels, x: number): readonly number[] {
  const rows = Array.from({ length: pixels.height }, (_, y) => y)
  return rows.filter(y => colourAt(pixels, x, y).join() === CURVE.join()).map(y => 1 - y / pixels.height)
}

const MARGIN = 14
const xOf = (index: number, count: number): number =>
  Math.round(MARGIN + (index * (PICTURE.width - 2 * MARGIN)) / (count - 1))

t.test('each step stands where its value is, and a line goes from one to the next', async t => {
  const pixels = drawCurve(curveOf([1, 2, 3, 2]))
  t.same([pixels.width, pixels.height, pixels.data.length], [1040, 240, 1040 * 240 * 3])
  const middles = [0, 1, 2, 3].map(index => {
    const rows = rowsAt(pixels, xOf(index, 4))
    return Math.round((10 * ((rows[0] as number) + (rows.at(-1) as number))) / 2) / 10
  })
  t.same(middles, [0.1, 0.5, 0.9, 0.5])
  for (let x = MARGIN; x <= PICTURE.width - MARGIN; x++) if (rowsAt(pixels, x).length === 0) t.fail(`nothing at ${x}`)
  t.ok(rowsAt(pixels, xOf(3, 4)).length > rowsAt(pixels, xOf(1, 4)).length, 'the last one is the largest dot')
})

t.test('what was not finite is a red line, what was not told has no dot', async t => {
  const pixels = drawCurve(curveOf([1, null, 3, undefined, 2]))
  t.same(colourAt(pixels, xOf(1, 5), 120), [207, 34, 46])
  for (const x of [xOf(0, 5) + 20, xOf(2, 5) - 20]) t.same(rowsAt(pixels, x), [], 'no line leads there')
  t.ok(rowsAt(pixels, xOf(3, 5)).length < rowsAt(pixels, xOf(2, 5)).length, 'no dot where it was not told')
})

t.test('numbers that are odd draw something, or nothing, and never fail', async t => {
  for (const values of [
    [1, 1, null],
    [-1e308, 1e308, 5],
    [Number.MIN_VALUE, 0, Number.MAX_VALUE],
    Array.from({ length: 5000 }, (_, index) => index % 7),
  ])
    t.equal(drawCurve(curveOf(values)).data.length, 1040 * 240 * 3)
  t.equal(curveOf(Array.from({ length: 5000 }, (_, index) => index)).values.length, 200, 'the newest of many')
})
