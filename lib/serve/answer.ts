// Verdicts -> the answers of the services that this one stands in the place of: NVRx's, and the original's.
import type { VerdictRecord } from '../record/types.generated.ts'

/** What a client is to do; those of NVRx branch on this word alone. */
export type RecommendedAction = 'STOP' | 'RESTART' | 'CONTINUE' | 'UNKNOWN' | 'TIMEOUT'

export interface Recommendation {
  readonly action: RecommendedAction
  readonly source: string
  readonly reason: string
}

/** One cycle of a log, as NVRx's clients read it. */
export interface ResultItem {
  readonly raw_text: string
  readonly auto_resume: string
  readonly auto_resume_explanation: string
  readonly attribution_text: string
  readonly checkpoint_saved_flag: 0 | 1
  readonly action: RecommendedAction
  readonly primary_issues: readonly string[]
  readonly secondary_issues: readonly string[]
}

/** The `result` of an answer. */
export interface AnalysisResult {
  readonly module: string
  readonly result: readonly ResultItem[]
  readonly recommendation: { readonly action: RecommendedAction; readonly source: string }
  readonly state?: 'timeout'
  readonly error?: string
}

/** The original's `ErrorAttribution`. */
export interface ErrorAttribution {
  readonly application_errors_full: readonly string[]
  readonly application_errors_unique: readonly string[]
  readonly auto_resume: string
  readonly auto_resume_verbose: string
  readonly attribution: string
}

/** The name under which NVRx's clients know who judged a log. */
export const MODULE = 'log_analyzer'

export const NO_RECOMMENDATION: Recommendation = { action: 'UNKNOWN', source: '', reason: '' }

const ATTRIBUTION_HEAD = 'Attribution: '
const MOST_SECONDARY = 10

/**
 * Returns the action in NVRx's words, from the first of the original's: they are compared as a whole, for
 * `STOP - DONT RESTART IMMEDIATE` holds `RESTART IMMEDIATE`.
 */
export function recommendedAction({ auto_resume }: VerdictRecord): RecommendedAction {
  const [head = ''] = (auto_resume ?? '').split('\n')
  if (head.startsWith('STOP')) return 'STOP'
  if (head === 'RESTART IMMEDIATE' || head === 'TEMPORAL ISOLATION + RESTART') return 'RESTART'
  return head === 'ERRORS NOT FOUND' ? 'CONTINUE' : 'UNKNOWN'
}

/** Returns what is known of one cycle. */
export function itemOf(verdict: VerdictRecord): ResultItem {
  const auto_resume = verdict.auto_resume ?? ''
  const explanation = (verdict.why ?? []).join('; ')
  const attribution = verdict.attribution ?? ''
  const main = verdict.primary?.text
  return {
    raw_text: [auto_resume, explanation, attribution].filter(text => text !== '').join('\n'),
    auto_resume,
    auto_resume_explanation: explanation,
    attribution_text: attribution.startsWith(ATTRIBUTION_HEAD)
      ? attribution.slice(ATTRIBUTION_HEAD.length)
      : attribution,
    checkpoint_saved_flag: verdict.checkpoint?.saved === true ? 1 : 0,
    action: recommendedAction(verdict),
    primary_issues: main === undefined ? [] : [main],
    secondary_issues: (verdict.secondary ?? []).slice(0, MOST_SECONDARY).map(({ text }) => text ?? ''),
  }
}

/** Returns the recommendation of a log: the last cycle decides. */
export function recommendationOf(cycles: readonly VerdictRecord[]): Recommendation {
  const last = cycles.at(-1)
  if (last === undefined) return { ...NO_RECOMMENDATION, source: MODULE }
  return { action: recommendedAction(last), source: MODULE, reason: (last.why ?? []).join('; ') }
}

/** Returns the result of some cycles of a log. */
export function resultOf(cycles: readonly VerdictRecord[]): AnalysisResult {
  const { action, source } = recommendationOf(cycles)
  return { module: MODULE, result: cycles.map(itemOf), recommendation: { action, source } }
}

/** Returns the answer for a log that was not judged in time. */
export function timeoutAnswer(limitMs: number): { result: AnalysisResult; recommendation: Recommendation } {
  const error = `the log was not judged within ${limitMs / 1000} s`
  const recommendation = { action: 'TIMEOUT', source: MODULE, reason: error } as const
  return {
    result: {
      module: MODULE,
      state: 'timeout',
      result: [],
      error,
      recommendation: { action: 'TIMEOUT', source: MODULE },
    },
    recommendation,
  }
}

/** Returns the original's answer for a log: its last cycle. */
export function errorAttribution(cycles: readonly VerdictRecord[]): ErrorAttribution {
  const last = cycles.at(-1)
  return {
    application_errors_full: last?.application_errors_full ?? [],
    application_errors_unique: last?.application_errors_unique ?? [],
    auto_resume: last?.auto_resume ?? 'NO LOGS',
    auto_resume_verbose: last?.auto_resume_verbose ?? 'NO LOGS',
    attribution: last?.attribution ?? 'NO LOGS',
  }
}
