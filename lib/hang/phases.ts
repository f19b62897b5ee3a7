// What a job does that is no training step, as its lines tell: while it starts, compiles, saves a checkpoint or
// evaluates, no step comes, and each of these has a limit of its own.
import { formatDuration, type Millis } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'
import type { Cell } from './cell.ts'
import { FIRST_STEP, SILENCE, STEP_GAP, STEP_STALL } from './checks.ts'
import { endsPhase, limitOf, PHASES, type Phase, type PhaseLimits, phaseBegunBy, QUIET, WORDS_OF } from './phase.ts'
import type { HangSettings } from './settings.ts'
import { jobCell, startLimit, type Watch } from './watch.ts'

/** Phases that come again and again while it trains. */
const RECURRING: ReadonlySet<Phase> = new Set(['checkpoint', 'evaluation', 'validation'])
/** Lines of these show that a job means to train: before one of them, a log may be of anything. */
const SHOWS_TRAINING: ReadonlySet<Phase> = new Set(['start', 'compile', 'first_step'])

/**
 * Takes a line without a step: a phase begins or ends with it, or a bar moves or a value comes, which is a sign of life
 * in a phase. While steps are due it is none: a prefetcher goes on drawing its bar where training hangs.
 */
export function takePhaseLine(watch: Watch, { message, progress, metrics }: LogRecord): void {
  if (watch.hasEnded || !isWatched(watch)) return
  const begun = phaseBegunBy(message, !watch.hasStepped)
  if (begun !== undefined && mayBegin(watch, begun)) beginPhase(watch, begun)
  else if (watch.phase === undefined) return
  else if (endsPhase(watch.phase.name, message)) passPhase(watch)
  else if (progress !== undefined || metrics !== undefined) stayAlive(watch)
}

/** Where a limit of steps is switched off, phases have none to move. */
const isWatched = ({ hasStepped, jobCells, settings }: Watch): boolean =>
  hasStepped ? jobCells.has(STEP_GAP) : settings.watchesOpening

function mayBegin({ phase, hasStepped, settings }: Watch, name: Phase): boolean {
  // Each rank says so, and each file of a checkpoint.
  if (phase?.name === name || !settings.phases.has(name)) return false
  if (hasStepped) return true
  // What a start does, a restart does too.
  return phase === undefined ? SHOWS_TRAINING.has(name) : !(phase.name === 'restart' && name === 'start')
}

/** A new attempt of a job that has trained before: its first step is due. */
export function beginRestart(watch: Watch): void {
  if (watch.settings.watchesOpening && watch.hasTrained && watch.settings.phases.has('restart'))
    beginPhase(watch, 'restart')
}

function beginPhase(watch: Watch, name: Phase): void {
  const { longest, now, settings } = watch
  endPhase(watch)
  const limits = settings.phases.get(name) as PhaseLimits
  const before = longest.get(name)
  // An evaluation before the first step comes with all that is not warm: it may take as long as a start.
  const isCold = !watch.hasStepped && limits.fixedMs === undefined && RECURRING.has(name)
  const opening = isCold ? settings.phases.get('start') : undefined
  const limitMs = Math.max(limitOf(limits, before), opening === undefined ? 0 : limitOf(opening, longest.get('start')))
  watch.phase = { name, since: now, limitMs, because: reasonOf(limits, before) }
  stayAlive(watch)
}

function reasonOf({ fixedMs }: PhaseLimits, before: Millis | undefined): string {
  if (fixedMs !== undefined) return 'the job file allows no more'
  return before === undefined ? 'none came before' : `the longest before took ${formatDuration(before)}`
}

/** The limits of the phase, or of the steps, run from now. */
function stayAlive(watch: Watch): void {
  const { phase, settings, hasStepped } = watch
  const phaseMs = phase?.limitMs ?? 0
  const { stepStallMs, silenceMs } = settings
  if (!hasStepped) startLimit(watch, jobCell(watch, FIRST_STEP), phaseMs)
  else {
    startLimit(watch, jobCell(watch, STEP_GAP), Math.max(phaseMs, watch.stepLimitMs))
    if (stepStallMs !== undefined && watch.jobCells.has(STEP_STALL))
      startLimit(watch, jobCell(watch, STEP_STALL), Math.max(phaseMs, stepStallMs))
  }
  if (silenceMs !== undefined) startLimit(watch, jobCell(watch, SILENCE), silenceLimit(watch, silenceMs))
}

/** How long no line at all may come: longer in a phase that says nothing until it is over. */
export const silenceLimit = ({ phase }: Watch, silenceMs: Millis): Millis =>
  phase !== undefined && QUIET.has(phase.name) ? Math.max(silenceMs, phase.limitMs) : silenceMs

/** A line said that the phase is over: the next step, or before the first one the rest of the start, is due. */
function passPhase(watch: Watch): void {
  const { hasStepped, hasTrained, settings } = watch
  const opening = hasTrained ? 'restart' : 'start'
  endPhase(watch)
  if (hasStepped) stayAlive(watch)
  else if (settings.phases.has(opening)) beginPhase(watch, opening)
  else watch.timers.set(jobCell(watch, FIRST_STEP), undefined)
}

/** A step came, or a line said that the phase is over: how long it took counts for the next one. */
export function endPhase(watch: Watch): void {
  const { phase, now, settings } = watch
  if (phase === undefined) return
  watch.phase = undefined
  const { name } = phase
  const tookMs = now - phase.since
  if (watch.hasStepped) learn(watch, name, tookMs)
  else watch.opened = { ...watch.opened, [name]: Math.max(watch.opened[name] ?? 0, tookMs) }
  if (settings.silenceMs !== undefined && QUIET.has(name))
    startLimit(watch, jobCell(watch, SILENCE), settings.silenceMs)
}

/** The first step of an attempt came: what was before it took as long as such things take. */
export function endOpening(watch: Watch): void {
  for (const name of PHASES) learn(watch, name, watch.opened[name])
  watch.opened = {}
}

function learn({ longest }: Watch, name: Phase, tookMs: Millis | undefined): void {
  if (tookMs !== undefined) longest.set(name, Math.max(longest.get(name) ?? 0, tookMs))
}

/**
 * Returns why a cell hangs whose limit passed at an instant in a phase, in a sentence for a person at 3 a.m.; undefined
 * where the phase has nothing to do with it.
 */
export function phaseReason({ phase, hasStepped }: Watch, cell: Cell, at: Millis): string | undefined {
  if (phase === undefined || cell.rank !== '' || cell.rule !== (hasStepped ? STEP_GAP : FIRST_STEP)) return undefined
  const tookMs = at - phase.since
  const words = WORDS_OF[phase.name]
  // Its bar moved, and stands still now.
  if (tookMs > cell.limitMs)
    return `it is in ${words} for ${formatDuration(tookMs)}, and nothing moves for more than ${formatDuration(cell.limitMs)}; ${phase.because}`
  return `it is in ${words} for more than ${formatDuration(cell.limitMs)}; ${phase.because}`
}

/** Returns what `logmon explain` says of lines: which phase begins with one, and how long it may take. */
export function explainPhases({ phases }: HangSettings): (message: string) => readonly string[] {
  return message => {
    const name = phaseBegunBy(message, true)
    const limits = name === undefined ? undefined : phases.get(name)
    if (name === undefined || limits === undefined) return []
    const { fixedMs, firstMs, factor, floorMs } = limits
    const allowed =
      fixedMs === undefined
        ? `may take ${formatDuration(firstMs)} the first time, later ${factor} x the longest before, but at least ${formatDuration(floorMs)}`
        : `may take ${formatDuration(fixedMs)}`
    return [`the line tells of ${WORDS_OF[name]}, which ${allowed}`]
  }
}
