import type { ConfiguredChannel } from '../channel/channel.ts'
import { type HeartbeatConfig, heartbeat } from '../channel/heartbeat.ts'
import type { LinkTemplates } from '../channel/link.ts'
import { type Matcher, parseMatcher } from '../channel/matcher.ts'
import { type AlertConfig, type AlertReason, type AlertScope, channelOf, DEFAULT_REASONS } from '../config/alert.ts'
import type { JobConfig } from '../config/job.ts'
import type { NamedFile } from '../options.ts'
import type { Severity } from '../record/severity.ts'
import { type Millis, parseDuration } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import type { Inhibition } from './inhibit.ts'
import { firingOf, type OutboxContent, readOutbox } from './outbox.ts'

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
  /** A service that is called as long as all is well; undefined for none. */
  readonly heartbeat: HeartbeatSettings | undefined
  /** How long nothing may come before that is told; undefined: it is not watched. */
  readonly noInputMs: Millis | undefined
  /** Pages that show more, as templates. */
  readonly links: LinkTemplates
  /** Path of the file of silences and acknowledgements; undefined for none. */
  readonly silences: string | undefined
  /** True where it makes a difference that somebody acknowledges an alert: it says how, then. */
  readonly asksForAcknowledgement: boolean
  readonly inhibit: readonly Inhibition[]
  /** The outbox; undefined for none. */
  readonly outbox: NamedFile | undefined
  /** What was firing when the last run ended, told or held back: it goes on, and is not told again. */
  readonly openBefore: readonly AlertRecord[]
  /** What the last run held back for a digest, and when alerts came in its last hour. */
  readonly stormBefore: Pick<OutboxContent, 'came'> & { readonly alerts: readonly AlertRecord[] }
  /** Environment variables that hold secrets of any part of the job file: no program that is started sees them. */
  readonly secretVariables: readonly string[]
  /** Severities that rules ask for, by name. */
  readonly severityOfRule: ReadonlyMap<string, Severity>
  /** The zone of the log's times, or else of the people who are told; undefined where neither is known. */
  readonly tz: string | undefined
  /** True where what watches the job starts it again, too. */
  readonly isResumed: boolean
  /** Says what would be sent in place of sending it. */
  readonly dryRun: boolean
  /** Sends what a replay tells, too; of a digest, sends it in place of printing it. */
  readonly sendsReplay: boolean
  /** How far back a digest looks; undefined: a day. */
  readonly digestMs: Millis | undefined
}

export interface HeartbeatSettings {
  readonly channel: ConfiguredChannel
  readonly everyMs: Millis
  /** True where the service has a form that says that something is wrong. */
  readonly tellsFailure: boolean
}

export const DEFAULT_MAX_PER_HOUR = 60

/** Returns what a checked job file says about alerts, with every default filled in. */
export function alertSettings(jobConfig: JobConfig = {}, dryRun = false, outbox?: NamedFile): AlertSettings {
  const before = readOutbox(outbox?.text ?? '')
  const { alert: config = {}, job, rules = [], classify } = jobConfig
  const channels = (config.channels ?? [{ type: 'stdout' }]).map((channel, index) =>
    channelOf(channel).configure(
      { ...(config.tz === undefined ? {} : { tz: config.tz }), ...channel },
      `alert.channels[${index}]`,
    ),
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
    heartbeat: heartbeatSettings(config.heartbeat),
    // 0 s would never let time go on.
    noInputMs: config.no_input === undefined ? undefined : Math.max(1000, millis(config.no_input, '')),
    links: config.links ?? {},
    silences: config.silences,
    asksForAcknowledgement:
      config.silences !== undefined &&
      (config.remind !== undefined || channels.some(({ escalateAfterMs }) => escalateAfterMs !== undefined)),
    inhibit: (config.inhibit ?? []).map(({ source, target, equal }) => ({
      source: matchersOf(source),
      target: matchersOf(target),
      equal: [equal ?? []].flat(),
    })),
    outbox,
    openBefore: firingOf(before),
    stormBefore: { came: before.came, alerts: before.stormed.values() },
    secretVariables: [
      ...channels.flatMap(({ secrets }) => secrets),
      { env: config.heartbeat?.url_env },
      { env: classify?.llm?.key_env },
    ].flatMap(({ env }) => env ?? []),
    severityOfRule: new Map(rules.flatMap(rule => (rule.severity === undefined ? [] : [[rule.name, rule.severity]]))),
    tz: jobConfig.parse?.tz ?? config.tz,
    isResumed: false,
    dryRun,
    sendsReplay: false,
    digestMs: undefined,
  }
}

function heartbeatSettings(config: AlertConfig['heartbeat']): HeartbeatSettings | undefined {
  if (config === undefined) return undefined
  const { every = '1m', format = 'plain' } = config
  return {
    channel: heartbeat.configure({ ...config, type: 'heartbeat' } as HeartbeatConfig, 'alert.heartbeat'),
    everyMs: Math.max(1000, parseDuration(every) ?? 0),
    tellsFailure: format !== 'plain',
  }
}

/** Texts that the check has found right. */
const matchersOf = (texts: string | readonly string[]): readonly Matcher[] =>
  [texts].flat().map(text => parseMatcher(text) as Matcher)
