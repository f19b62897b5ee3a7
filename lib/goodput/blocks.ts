// Steps whose times are whole seconds, or minutes, say little one by one: several are taken together.
import type { AttemptHistory } from './history.ts'
import type { StepPoint } from './step-point.ts'

const RESOLUTIONS_MS = [60_000, 1000]
/** A block lasts so many times what its times are rounded to: what rounding does to it is small then. */
const LEAST_RESOLUTIONS = 60

/** Returns the attempts with steps taken together where times are coarse; a hang or a pause stands alone. */
export function inBlocks(attempts: readonly AttemptHistory[]): readonly AttemptHistory[] {
  const resolution = RESOLUTIONS_MS.find(ms => attempts.every(({ points }) => points.every(({ at }) => at % ms === 0)))
  if (resolution === undefined) return attempts
  return attempts.map(attempt => ({ ...attempt, points: blocksOf(attempt.points, resolution * LEAST_RESOLUTIONS) }))
}

/** The first two stay: what lies between them says how many steps a line speaks of. */
function blocksOf(points: readonly StepPoint[], leastMs: number): readonly StepPoint[] {
  const kept: StepPoint[] = points.slice(0, 2)
  for (let index = 2; index < points.length; index++) {
    const point = points[index] as StepPoint
    const next = points[index + 1]
    const isAlone = isSpecial(point) || next === undefined || isSpecial(next)
    if (isAlone || point.at - (kept.at(-1) as StepPoint).at >= leastMs) kept.push(point)
  }
  return kept
}

const isSpecial = ({ hung, pause }: StepPoint): boolean => hung || pause !== undefined
