import type { ConfiguredChannel } from '../channel/channel.ts'
import type { LinkTemplates } from '../channel/link.ts'
import { type AlertReason, type AlertScope, channelOf, DEFAULT_REASONS } from '../config/alert.ts'
import type { JobConfig } from '../config/job.ts'
import type { NamedFile } from '../options.ts'
import type { Severity } from '../record/severity.ts'
import { type Millis, parseDuration } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'

import { readOutbox } from './outbox.ts'

/** What the alert machine and the deliverer work by. */
export interface AlertSettings {
  /** Name of the job, for records that have none. */
  readonly job: string | undefined
  readonly reasons: ReadonlySet<AlertReason>
  readonly scope: AlertScope
  readonly forMs: Millis
  readonly gatherMs: Millis
  readonly resolveAfterMs: Millis
  /** How soon after a recovery a key that is bad again has relapsed; 0: recoveries never wait for that. */
  readonly flapWindowMs: Millis
  /** undefined: no reminders. */
  readonly remindMs: Millis | undefined
  readonly maxPerHour: number
  readonly drainMs: Millis
  readonly channels: readonly ConfiguredChannel[]
  /** Pages that show more, as templates. */
  readonly links: LinkTemplates
  /** Path of the file of silences; undefined for none. */
  readonly silences: string | undefined
  /** The outbox; undefined for none. */
  readonly outbox: NamedFile | undefined
  /** What was firing when the last run ended: it goes on, and is not told again. */
  readonly openBefore: readonly AlertRecord[]
  /** Environment variables that hold secrets of any part of the job file: no program that is started sees them. */
  readonly secretVariables: readonly string[]
  /** Severities that rules ask for, by name. */
  readonly severityOfRule: ReadonlyMap<string, Severity>
  /** Says what would be sent in place of sending it. */
  readonly dryRun: boolean
  /** Sends what a replay tells, too. */
  readonly sendsReplay: boolean
}

export const DEFAULT_MAX_PER_HOUR = 60

/** Returns what a checked job file says about alerts, with every default filled in. */
export function alertSettings(jobConfig: JobConfig = {}, dryRun = false, outbox?: NamedFile): AlertSettings {
  const { alert: config = {}, job, rules = [], classify } = jobConfig
  const channels = (config.channels ?? [{ type: 'stdout' }]).map((channel, index) =>
    channelOf(channel).configure(channel, `alert.channels[${index}]`),
  )
  const millis = (text: string | undefined, otherwise: string): Millis => parseDuration(text ?? otherwise) ?? 0
  return {
    job,
    reasons: new Set<AlertReason>(config.on ?? DEFAULT_REASONS),
    scope: config.scope ?? 'job',
    forMs: millis(config.for, '0s'),
    gatherMs: millis(config.gather, '1s'),
    resolveAfterMs: millis(config.resolve_after, '0s'),
    flapWindowMs: millis(config.flap_window, '10m'),
    // A reminder every 0 s would never let time go on.
    remindMs: config.remind === undefined ? undefined : Math.max(1000, millis(config.remind, '1h')),
    maxPerHour: config.max_per_hour ?? DEFAULT_MAX_PER_HOUR,
    drainMs: millis(config.drain, '30s'),
    channels,
    links: config.links ?? {},
    silences: config.silences,
    outbox,
    openBefore: outbox === undefined ? [] : readOutbox(outbox.text).open.values(),
    secretVariables: [...channels.flatMap(({ secrets }) => secrets), { env: classify?.llm?.key_env }].flatMap(
      ({ env }) => env ?? [],
    ),
    severityOfRule: new Map(rules.flatMap(rule => (rule.severity === undefined ? [] : [[rule.name, rule.severity]]))),
    dryRun,
    sendsReplay: false,
  }
}
