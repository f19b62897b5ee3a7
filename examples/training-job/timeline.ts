// What happens to the simulated job, and when. Times are in milliseconds at full length; a speed shortens them all
// alike.
import { LAUNCHER, type Said, voices } from './voices.ts'

export interface Phase {
  readonly name: 'healthy' | 'slow' | 'hanging' | 'recovered' | 'failed'
  readonly says: string
  readonly lastsMs: number
  /** Time between two steps; absent where none comes. */
  readonly stepMs?: number
}

export const PHASES: readonly Phase[] = [
  { name: 'healthy', says: 'trains: one step every 0.5 s', lastsMs: 9000, stepMs: 500 },
  { name: 'slow', says: 'gets slow: one step every 1.3 s (a GPU is throttled)', lastsMs: 8000, stepMs: 1300 },
  { name: 'hanging', says: 'hangs: rank 3 does not reach the all-reduce, no step comes', lastsMs: 10_000 },
  { name: 'recovered', says: 'goes on: one step every 0.5 s', lastsMs: 7000, stepMs: 500 },
  { name: 'failed', says: 'fails: rank 3 runs out of GPU memory', lastsMs: 2500 },
]

export type Happening = { readonly atMs: number } & (
  | { readonly is: 'phase'; readonly phase: Phase }
  | { readonly is: 'line'; readonly said: Said }
)

/**
 * Returns everything that happens, in order. The text of a line is made when it is due, because it holds the time of
 * day.
 */
export function timeline(speed: number): readonly Happening[] {
  const happenings: Happening[] = []
  let startMs = 0
  let step = 0
  for (const phase of PHASES) {
    const at = (offsetMs: number): number => (startMs + offsetMs) / speed
    happenings.push({ atMs: at(0), is: 'phase', phase })
    if (startMs === 0) for (const said of voices.start()) happenings.push({ atMs: at(0), is: 'line', said })
    if (phase.stepMs !== undefined) {
      for (let offsetMs = phase.stepMs; offsetMs <= phase.lastsMs; offsetMs += phase.stepMs) {
        step++
        for (const said of voices.step(step, phase.stepMs / speed))
          happenings.push({ atMs: at(offsetMs), is: 'line', said })
      }
    }
    // Chatter goes on while the job hangs: lines alone are no sign of life.
    for (let offsetMs = 400; offsetMs < phase.lastsMs && phase.name !== 'failed'; offsetMs += 900) {
      for (const said of voices.chatter(offsetMs)) happenings.push({ atMs: at(offsetMs), is: 'line', said })
    }
    if (phase.name === 'failed')
      for (const said of voices.failure(step))
        happenings.push({ atMs: at(said.rank === LAUNCHER ? 1200 : 300), is: 'line', said })
    startMs += phase.lastsMs
  }
  return happenings.sort((one, other) => one.atMs - other.atMs)
}
