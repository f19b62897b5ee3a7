// Half of the steps say nearly as much.
import type { StepPoint } from './step-point.ts'

/** Returns every second point; what tells a hang or a pause stays. */
export function thinned(points: readonly StepPoint[]): StepPoint[] {
  return points.filter((point, index) => {
    const isPlain = !point.hung && point.pause === undefined
    const next = points[index + 1]
    const isBeforePlain = next !== undefined && !next.hung && next.pause === undefined
    return index % 2 === 0 || !isPlain || !isBeforePlain
  })
}
