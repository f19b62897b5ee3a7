// The job file (-c job.yaml): one file that every stage of a job reads its own part of.
import type { RuleConfig } from '../rules/rule-config.ts'
import type { AlertConfig } from './alert.ts'
import type { ClassifyConfig } from './classify.ts'
import type { HangConfig } from './hang.ts'
import type { ParseConfig } from './parse.ts'
import type { RedactConfig } from './redact.ts'
import type { ShipConfig } from './ship.ts'
import type { FollowConfig, SourceConfig } from './source.ts'

/** Files, as logmon-follow takes them, and options of ssh. */
export interface DialectSource {
  readonly paths: readonly string[]
  readonly sshOptions: readonly string[]
}

/** The job file, checked: every section meets the schema, every duration and pattern in it can be read. */
export interface JobConfig {
  /** Name of the job; put on every record that has none. */
  readonly job?: string
  /** Built-in checks that are left out: see checks.ts. */
  readonly without?: readonly string[]
  /** Logs that are followed where none are named. */
  readonly sources?: readonly SourceConfig[]
  readonly follow?: FollowConfig
  readonly parse?: ParseConfig
  readonly redact?: RedactConfig
  readonly rules?: readonly RuleConfig[]
  readonly hang?: HangConfig
  readonly alert?: AlertConfig
  readonly classify?: ClassifyConfig
  readonly ship?: ShipConfig
  /** What is read where the command line names nothing; only other dialects say it. */
  readonly dialectSource?: DialectSource
}
