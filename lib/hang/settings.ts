import { isWithout } from '../config/checks.ts'
import { OWN_LIMITS } from '../config/dialects/own-limits.ts'
import type { HangConfig } from '../config/hang.ts'
import { type Millis, parseDuration } from '../record/time.ts'
import type { Setting } from '../stage.ts'
import { PHASES, type Phase, type PhaseLimits } from './phase.ts'

/** What the hang stage keeps of a rule. */
export interface RuleSpec {
  readonly isPerRank: boolean
  readonly startWithinMs: Millis | undefined
  readonly repeatWithinMs: Millis | undefined
}

/** Limits in milliseconds; undefined switches a check off. */
export interface HangSettings {
  readonly rules: ReadonlyMap<string, RuleSpec>
  readonly matchWithinMs: Millis | undefined
  readonly stepGap: { readonly factor: number; readonly floorMs: Millis; readonly unknownMs: Millis } | undefined
  /** Limits of the phases that are looked at. */
  readonly phases: ReadonlyMap<Phase, PhaseLimits>
  /** True where phases before the first step have limits: the job file gives no other for the first step. */
  readonly watchesOpening: boolean
  readonly stepStallMs: Millis | undefined
  readonly firstStepWithinMs: Millis | undefined
  readonly silenceMs: Millis | undefined
  readonly endPatterns: readonly string[]
  readonly maxRanks: number
  readonly usesExitCode: boolean
  /** True where the input should last as long as the job: that it ended before is told. */
  readonly isWatching: boolean
}

/** What the command line says; undefined where it says nothing. */
export interface HangOptions {
  readonly 'step-factor': number | undefined
  readonly 'step-floor': Millis | undefined
  readonly 'step-stall': Millis | undefined
  readonly 'first-step': Millis | undefined
  readonly silence: Millis | undefined
  readonly 'max-ranks': number
  readonly 'exit-code': boolean
  readonly without: readonly string[]
}

/** FlagScale's hang_detection_timeout, and long enough for a checkpoint or an evaluation of most jobs. */
const DEFAULT_LIMIT_MS = 30 * 60_000
const DEFAULT_FACTOR = 2
/** Stamps have a resolution of a second, and pauses for a checkpoint are normal. */
export const DEFAULT_FLOOR_MS = 60_000

const MINUTE = 60_000
/** Of what comes once in an attempt, with all that is not warm yet: loading, building, compiling. */
const OPENING_LIMITS: PhaseLimits = { fixedMs: undefined, firstMs: 60 * MINUTE, factor: 2, floorMs: 30 * MINUTE }
/** Of what comes again and again while it trains: long enough for a checkpoint or an evaluation of most jobs. */
const RECURRING_LIMITS: PhaseLimits = { fixedMs: undefined, firstMs: 20 * MINUTE, factor: 2, floorMs: 10 * MINUTE }
const USUAL_LIMITS: Readonly<Record<Phase, PhaseLimits>> = {
  start: OPENING_LIMITS,
  compile: OPENING_LIMITS,
  first_step: OPENING_LIMITS,
  restart: OPENING_LIMITS,
  checkpoint: RECURRING_LIMITS,
  evaluation: RECURRING_LIMITS,
  validation: RECURRING_LIMITS,
}

function phaseLimits(asked: HangConfig['phases'] = {}): ReadonlyMap<Phase, PhaseLimits> {
  const limits = new Map<Phase, PhaseLimits>()
  for (const name of PHASES) {
    const { [name]: own = {} } = asked
    const usual = USUAL_LIMITS[name]
    if (own === 'off') continue
    if (typeof own === 'string') limits.set(name, { ...usual, fixedMs: parseDuration(own) })
    else
      limits.set(name, {
        ...usual,
        firstMs: duration(own.first) ?? usual.firstMs,
        factor: own.factor ?? usual.factor,
        floorMs: duration(own.floor) ?? usual.floorMs,
      })
  }
  return limits
}

/** Command line first, then the job file, then the defaults that make the stage useful with neither. */
export function hangSettings(
  options: HangOptions,
  { config, isWatching = false }: Pick<Setting, 'config' | 'isWatching'>,
): HangSettings {
  const hang: HangConfig = {
    ...(isWithout('hang', config, options.without) ? OWN_LIMITS : {}),
    ...config?.hang,
  }
  const gap = hang.step_gap === 'off' ? undefined : (hang.step_gap ?? {})
  return {
    rules: new Map(
      (config?.rules ?? []).map(rule => [
        rule.name,
        {
          isPerRank: rule.scope === 'rank',
          startWithinMs: duration(rule.start_within),
          repeatWithinMs: duration(rule.repeat_within),
        },
      ]),
    ),
    matchWithinMs: duration(hang.match_within),
    stepGap:
      gap === undefined && options['step-factor'] === undefined && options['step-floor'] === undefined
        ? undefined
        : {
            factor: options['step-factor'] ?? gap?.factor ?? DEFAULT_FACTOR,
            floorMs: options['step-floor'] ?? duration(gap?.floor) ?? DEFAULT_FLOOR_MS,
            unknownMs: DEFAULT_LIMIT_MS,
          },
    phases: phaseLimits(hang.phases),
    watchesOpening: hang.first_step_within === undefined && options['first-step'] === undefined,
    stepStallMs: options['step-stall'] ?? limit(hang.step_stall, DEFAULT_LIMIT_MS),
    firstStepWithinMs: options['first-step'] ?? limit(hang.first_step_within, undefined),
    silenceMs: options.silence ?? limit(hang.silence, DEFAULT_LIMIT_MS),
    endPatterns: hang.end_patterns ?? [],
    maxRanks: Math.max(1, options['max-ranks']),
    usesExitCode: options['exit-code'],
    isWatching,
  }
}

function limit(text: string | undefined, otherwise: Millis | undefined): Millis | undefined {
  return text === undefined ? otherwise : text === 'off' ? undefined : duration(text)
}

const duration = (text: string | undefined): Millis | undefined =>
  text === undefined ? undefined : parseDuration(text)
