import type { Format } from '../formats/format.ts'

/**
 * The `parse` section: what logmon-parse cannot see in the lines themselves. Options of the command line win over it.
 */
export interface ParseConfig {
  /** IANA zone of stamps without one, such as Asia/Kolkata. */
  readonly tz?: string
  /** Day (YYYY-MM-DD) of stamps that have no date. */
  readonly date?: string
  /** The only format to try. */
  readonly format?: string
  /** Path of a file of formats of the user's own, relative to the job file. */
  readonly formats?: string
  /** What that file, or the one of --formats, holds: put here by whoever reads it. */
  readonly ownFormats?: readonly Format[]
  readonly rank?: number
  readonly node?: string
  readonly job?: string
  /** Which part of a path names the job: `runs/{job}/*.log`, or a pattern with a group `(?P<job>...)`. */
  readonly job_from?: string
  readonly attempt?: number
  /** Longest line that is kept whole, in characters. */
  readonly max_line_characters?: number
  /** How long an open entry waits for its next line: a duration with a unit. */
  readonly quiet?: string
}
