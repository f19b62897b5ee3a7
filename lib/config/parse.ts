/** The `parse` section: what logmon-parse cannot see in the lines themselves. Options of the command line win over it. */
export interface ParseConfig {
  /** IANA zone of stamps without one, such as Asia/Kolkata. */
  readonly tz?: string
  /** Day (YYYY-MM-DD) of stamps that have no date. */
  readonly date?: string
  /** The only format to try. */
  readonly format?: string
  readonly rank?: number
  readonly node?: string
  readonly job?: string
  readonly attempt?: number
  /** Longest line that is kept whole, in characters. */
  readonly max_line_characters?: number
  /** How long an open entry waits for its next line: a duration with a unit. */
  readonly quiet?: string
}
