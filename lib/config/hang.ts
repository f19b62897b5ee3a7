export type PhaseName = 'start' | 'compile' | 'first_step' | 'checkpoint' | 'evaluation' | 'validation' | 'restart'

export type PhaseConfig = string | { readonly first?: string; readonly factor?: number; readonly floor?: string }

/** The `hang` section: when silence is a hang. Every duration is text with a unit; `off` switches a check off. */
export interface HangConfig {
  /**
   * HANGING when no rule at all has matched for longer than this: one timer for all rules, running from the first
   * match.
   */
  readonly match_within?: string
  /** HANGING when the next training step is late: later than `factor` times the expected gap, and than `floor`. */
  readonly step_gap?: 'off' | { readonly factor?: number; readonly floor?: string }
  /**
   * How long what is no step may take, by its name: a duration, `off`, or how long the first time, how many times the
   * longest before later on, and how long at least.
   */
  readonly phases?: Readonly<Partial<Record<PhaseName, PhaseConfig>>>
  /** HANGING when lines keep coming but the step has not risen for longer than this. */
  readonly step_stall?: string
  /** HANGING when no training step has come for longer than this after the first line. */
  readonly first_step_within?: string
  /** HANGING when no line at all has come for longer than this. */
  readonly silence?: string
  /** Patterns of lines after which silence is no hang, besides the known ones. */
  readonly end_patterns?: readonly string[]
}
