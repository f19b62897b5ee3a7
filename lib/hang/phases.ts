// What a job does that is no training step, as its lines tell: while it saves a checkpoint or evaluates, no step comes.
import { formatDuration } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'
import { STEP_GAP, STEP_STALL } from './checks.ts'
import { endsCheckpoint, type Phase, phaseBegunBy } from './phase.ts'
import { jobCell, startLimit, type Watch } from './watch.ts'

/** What a phase may take the first time, and how many times its longest one later, but no less than the floor. */
const FIRST_MS = 20 * 60_000
const FACTOR = 2
const FLOOR_MS = 10 * 60_000

/**
 * Takes a line without a step: a phase begins or ends with it, or a bar moves, which is a sign of life in a phase.
 * While steps are due it is none: a prefetcher goes on drawing its bar where training hangs.
 */
export function takePhaseLine(watch: Watch, { message, progress }: LogRecord): void {
  if (watch.hasEnded || !watch.jobCells.has(STEP_GAP)) return
  const begun = phaseBegunBy(message)
  if (begun !== undefined) beginPhase(watch, begun)
  else if (watch.phase?.name === 'a checkpoint' && endsCheckpoint(message)) {
    endPhase(watch)
    startLimit(watch, jobCell(watch, STEP_GAP), watch.stepLimitMs)
  } else if (progress !== undefined && watch.phase !== undefined) stayAlive(watch)
}

function beginPhase(watch: Watch, name: Phase): void {
  const { phase, longest, now } = watch
  // Each rank says so, and each file of a checkpoint.
  if (phase?.name === name) return
  endPhase(watch)
  const before = longest.get(name)
  const limitMs = before === undefined ? FIRST_MS : Math.max(FACTOR * before, FLOOR_MS)
  watch.phase = { name, since: now, limitMs }
  const gap = jobCell(watch, STEP_GAP)
  gap.reason = () =>
    `it is in ${name} since ${formatDuration(limitMs)}; ${before === undefined ? 'none came before' : `the longest before took ${formatDuration(before)}`}`
  stayAlive(watch)
}

/** The limits of the phase, or of the steps, run from now. */
function stayAlive(watch: Watch): void {
  const { phase, settings } = watch
  startLimit(watch, jobCell(watch, STEP_GAP), Math.max(phase?.limitMs ?? 0, watch.stepLimitMs))
  const { stepStallMs } = settings
  if (stepStallMs !== undefined && watch.jobCells.has(STEP_STALL))
    startLimit(watch, jobCell(watch, STEP_STALL), Math.max(phase?.limitMs ?? 0, stepStallMs))
}

/** A step came, or a checkpoint was saved: how long it took counts for the next one. */
export function endPhase(watch: Watch): void {
  const { phase, longest, now } = watch
  if (phase === undefined) return
  watch.phase = undefined
  longest.set(phase.name, Math.max(longest.get(phase.name) ?? 0, now - phase.since))
}
