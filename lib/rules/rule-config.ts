/** One operator with its argument, such as `{ below: 100 }`. */
export type Condition = Readonly<Record<string, unknown>>

/** What a log record must be for a rule to look at it: every given field equals, or is one of, the given values. */
export interface WhereConfig {
  readonly level?: string | readonly string[]
  readonly logger?: string | readonly string[]
  readonly format?: string | readonly string[]
  readonly stream?: string | readonly string[]
  readonly node?: string | readonly string[]
  readonly rank?: number | readonly number[]
}

/** One rule of the `rules` section, in the words of the job file. Durations are text with a unit. */
export interface RuleConfig {
  readonly name: string
  /** A regular expression over the message; its group `value`, else its first, gives the value. */
  readonly pattern?: string
  /** A metric of the record, or `step` or `epoch`. */
  readonly metric?: string
  readonly where?: WhereConfig
  /** Exactly one of these four says what a match means. */
  readonly healthy_when?: Condition
  readonly slow_when?: Condition
  readonly fault_when?: Condition
  /** life: a match is a sign of life and nothing more. fault: a match is a fault. */
  readonly on_match?: 'life' | 'fault'
  /** Bad values in a row that make the rule SLOW. */
  readonly consecutive?: number
  /** job: the lines of all ranks feed one state. rank: each rank has its own. */
  readonly scope?: 'job' | 'rank'
  /** A line after which the rule is over and counts as HEALTHY. */
  readonly stop_pattern?: string
  /** HANGING where the first match takes longer than this. */
  readonly start_within?: string
  /** HANGING where the next match takes longer than this. */
  readonly repeat_within?: string
  /**
   * Matches the line also with the launcher's label before it, which the parser takes off: the log-monitoring dialect's
   * patterns are written for raw lines. No key of the native dialect.
   */
  readonly with_labels?: boolean
  readonly severity?: 'info' | 'warning' | 'critical'
}
