/** The `hang` section: when silence is a hang. Every duration is text with a unit; `off` switches a check off. */
export interface HangConfig {
  /**
   * HANGING when no rule at all has matched for longer than this: one timer for all rules, running from the first
   * match.
   */
  readonly match_within?: string
  /** HANGING when the next training step is late: later than `factor` times the expected gap, and than `floor`. */
  readonly step_gap?: 'off' | { readonly factor?: number; readonly floor?: string }
  /** HANGING when lines keep coming but the step has not risen for longer than this. */
  readonly step_stall?: string
  /** HANGING when no training step has come for longer than this after the first line. */
  readonly first_step_within?: string
  /** HANGING when no line at all has come for longer than this. */
  readonly silence?: string
  /** Patterns of lines after which silence is no hang, besides the known ones. */
  readonly end_patterns?: readonly string[]
}
