// What options and the section `ship` of the job file make of logmon-ship.
import type { ShipConfig } from '../config/ship.ts'
import type { Problem } from '../problem.ts'
import { type Millis, parseDuration } from '../record/time.ts'
import { type Destination, destinationOf } from './destination.ts'
import { type LabelSettings, labelSettings } from './label-settings.ts'
import { DEFAULT_SPOOL_MIB, MEBIBYTE, type ShipOptions } from './options.ts'

export interface LineSettings {
  readonly line: 'message' | 'record'
  /** True where fields go along as structured metadata. */
  readonly metadata: boolean
  readonly old: 'rewrite' | 'drop' | 'send'
  readonly maxAgeMs: Millis
  /** 0 for no limit. */
  readonly maxLineBytes: number
}

export interface SpoolSettings {
  readonly directory: string
  readonly maxBytes: number
  readonly whenFull: 'block' | 'drop-oldest'
  readonly fsync: 'always' | 'second' | 'never'
}

export interface ShipSettings {
  readonly destination: Destination
  /** True where what would be sent is shown, and nothing is sent or kept. */
  readonly dryRun: boolean
  readonly labels: LabelSettings
  readonly lines: LineSettings
  readonly spool: SpoolSettings | undefined
  readonly deadLetters: string
  /** True where what was sent is counted on the server in the end. */
  readonly verify: boolean
  readonly drainMs: Millis
  /** How long lines wait for others of their stream. */
  readonly waitMs: Millis
}

/** Loki's own limit, from 3.4 on. */
const LOKI_MAX_LINE = 262_144

/** Returns the settings, or everything that is wrong with them. Options win over the job file. */
export function shipSettings(options: ShipOptions, config: ShipConfig = {}): ShipSettings | readonly Problem[] {
  const problems: Problem[] = []
  const destination = destinationOf(options, config, problems)
  const labels = labelSettings(options, config, problems)
  const dryRun = options['dry-run']
  const directory = options.spool ?? config.spool
  const spoolSize = options['spool-size'] ?? config.spool_size
  const whenFull = options['when-full'] ?? config.when_full
  if (directory === undefined && (spoolSize ?? whenFull ?? options.fsync ?? config.fsync) !== undefined)
    problems.push({ place: '--spool', reason: 'is missing: without a spool there is nothing to keep full or in step' })
  const isVerified = options.verify || config.verify === true
  if (isVerified && destination.to !== 'loki')
    problems.push({ place: '--verify', reason: 'asks a Loki what it has: others cannot be asked' })
  if (spoolSize === 0) problems.push({ place: '--spool-size', reason: 'must be at least 1 (MiB)' })
  if (problems.length > 0) return problems
  return {
    destination,
    dryRun,
    labels,
    lines: {
      line: choiceOf(options.line, config.line, 'message'),
      metadata: !options['no-metadata'] && config.metadata !== false,
      old: choiceOf(options.old, config.old, 'send'),
      maxAgeMs: durationOf(options['max-age'], config.max_age, '7d'),
      maxLineBytes: options['max-line'] ?? config.max_line ?? (destination.to === 'loki' ? LOKI_MAX_LINE : 0),
    },
    spool:
      directory === undefined || dryRun
        ? undefined
        : {
            directory,
            maxBytes: (spoolSize ?? DEFAULT_SPOOL_MIB) * MEBIBYTE,
            whenFull: choiceOf(options['when-full'], config.when_full, 'block'),
            fsync: choiceOf(options.fsync, config.fsync, 'second'),
          },
    deadLetters:
      options['dead-letters'] ??
      config.dead_letters ??
      (directory === undefined ? 'logmon-refused.ndjson' : `${directory.replace(/\/+$/, '')}/refused.ndjson`),
    verify: isVerified && !dryRun,
    drainMs: durationOf(options.drain, config.drain, '5s'),
    waitMs: durationOf(options.wait, config.wait, '500ms'),
  }
}

/** The parser of command lines and the schema of the job file let through nothing but what is declared. */
const choiceOf = <T extends string>(option: string | undefined, configured: T | undefined, otherwise: T): T =>
  (option as T | undefined) ?? configured ?? otherwise

const durationOf = (option: Millis | undefined, configured: string | undefined, otherwise: string): Millis =>
  option ?? parseDuration(configured ?? otherwise) ?? 0
