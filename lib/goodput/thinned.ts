// Fewer steps say nearly as much: those beside each other that are alike become one.
import type { StepPoint, Stepped } from './step-point.ts'
import { type UsualStep, usualStepOf } from './usual-step.ts'

/** So much longer may be what is alike than what is not; a hang or a pause is joined with others last of all. */
const OTHERS_SHARE = 16
const SPECIAL_SHARE = 256
/** Joining goes on to stretches of so many steps: no log has them. */
const LONGEST_STRETCH = 2 ** 60

/**
 * Returns the points of each attempt, at most `most` together or three of each: stretches of steps are joined, the
 * shortest first, so that all stay about as long. What is slow, a pause, a hang or none of these is joined with its own
 * kind, and counts as before then. The first two stay: they say how many steps a line speaks of.
 */
export function thinned(attempts: readonly Stepped[], most: number): StepPoint[][] {
  const usual = usualStepOf(attempts)
  let points = attempts.map(attempt => [...attempt.points])
  const steps = points.reduce((sum, each) => sum + (each.at(-1)?.step ?? 0) - (each[0]?.step ?? 0), 0)
  // Shorter stretches would be too many.
  const shortest = 2 ** Math.max(1, Math.floor(Math.log2(steps / most)))
  for (let longest = shortest; longest <= LONGEST_STRETCH; longest *= 2) {
    if (points.reduce((sum, each) => sum + each.length, 0) <= most) break
    points = points.map(each => joined(each, usual, longest))
  }
  return points
}

/** Returns the points with stretches joined up to `longest` steps. */
function joined(points: readonly StepPoint[], usual: UsualStep | undefined, longest: number): StepPoint[] {
  const kept = points.slice(0, 2)
  for (let index = 2; index < points.length; index++) {
    const point = points[index] as StepPoint
    const last = kept.at(-1) as StepPoint
    const before = kept.at(-2) as StepPoint
    if (kept.length > 2 && point.step - before.step <= allowed([before, last, point], usual, longest))
      kept[kept.length - 1] = one(before, last, point)
    else kept.push(point)
  }
  return kept
}

/** Returns how many steps two stretches may have as one. */
function allowed(
  [before, last, point]: readonly [StepPoint, StepPoint, StepPoint],
  usual: UsualStep | undefined,
  longest: number,
): number {
  const isAlike =
    last.hung === point.hung && last.pause === point.pause && isSlow(before, last, usual) === isSlow(last, point, usual)
  return isAlike ? longest : longest / (isSpecial(last) || isSpecial(point) ? SPECIAL_SHARE : OTHERS_SHARE)
}

const isSlow = (before: StepPoint, point: StepPoint, usual: UsualStep | undefined): boolean =>
  usual !== undefined && point.at - before.at > (point.step - before.step) * usual.slowFromMs

const isSpecial = ({ hung, pause }: StepPoint): boolean => hung || pause !== undefined

/** Two stretches as one, up to `point`. */
function one(before: StepPoint, last: StepPoint, point: StepPoint): StepPoint {
  const { step, at, stepTimeMs = last.stepTimeMs, loss = last.loss, pause = last.pause } = point
  const share = (last.step - before.step) / (step - before.step)
  const mean = (one: number, other: number): number => one * share + other * (1 - share)
  return {
    ...{ step, at, hung: last.hung || point.hung },
    ...(pause === undefined ? {} : { pause }),
    ...(stepTimeMs === undefined ? {} : { stepTimeMs: mean(last.stepTimeMs ?? stepTimeMs, stepTimeMs) }),
    ...(loss === undefined ? {} : { loss: mean(last.loss ?? loss, loss) }),
  }
}
