// What an alert channel is: one declaration of its settings and secrets and of what an alert becomes. Pure: who sends a
// request is found by its `via`, and reads the secrets.
import { fnv64 } from '../record/alert-identity.ts'
import type { Severity } from '../record/severity.ts'
import { type Millis, parseDuration } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { UTC, zoneOf } from '../record/zone.ts'
import type { AnswerReader } from './answer.ts'
import { type Hours, hoursOf, parseWindow, type Window } from './hours.ts'
import { type Matcher, parseMatcher } from './matcher.ts'
import type { Requests, Targets, Via } from './request.ts'
import {
  type ChannelIssue,
  type SchemaProperties,
  type SecretDeclaration,
  type SecretSource,
  type SecretValues,
  secretIssues,
  secretSource,
  textAt,
} from './secret.ts'

/** What the section of every channel may hold; durations are text with a unit. A channel adds settings of its own. */
export interface ChannelConfig {
  readonly type: string
  readonly name?: string
  readonly min_severity?: Severity
  readonly match?: string | readonly string[]
  readonly fallback?: string
  readonly standby?: true
  readonly escalate_after?: string
  readonly active_times?: string | readonly string[]
  readonly quiet_times?: string | readonly string[]
  readonly wake_for?: Severity
  /** IANA zone of the times. */
  readonly tz?: string
  readonly timeout?: string
  readonly retry_for?: string
}

/** An alert and the exact request that it becomes. */
export interface ChannelSample<Config, V extends Via> {
  readonly describe: string
  readonly config: Config
  readonly secrets?: SecretValues
  readonly alert: AlertRecord
  /** Absent: the time of the alert, and nothing sent before. */
  readonly given?: Partial<Omit<Given, 'secrets'>>
  readonly target: Targets[V]
  readonly request: Requests[V]
}

/** What a request is made with, besides alert and settings. */
export interface Given {
  readonly secrets: SecretValues
  /** The time of sending. */
  readonly now: Millis
  /** What the receiver calls the first message of the episode, where it said so. */
  readonly thread?: string
  /** The notice of the episode that was sent before, of a channel that keeps what is firing. */
  readonly previous?: AlertRecord
}

/** How a channel tells again and again what is still firing, for a receiver that forgets it otherwise. */
export interface Keeping<Config, V extends Via> {
  everyMs(config: Config): Millis
  /** Takes at least one alert. */
  render(firing: readonly AlertRecord[], config: Config, given: Given): Requests[V]
}

/** One channel as its file declares it. */
export interface ChannelDeclaration<Config extends ChannelConfig, V extends Via> {
  /** The `type` of the job file; the file of the channel has the same name. */
  readonly type: Config['type']
  readonly via: V
  /** JSON Schema of its own settings; may refer to `$defs` of the job file's schema. */
  readonly settings: { readonly required?: readonly string[]; readonly properties: SchemaProperties }
  readonly secrets?: Readonly<Record<string, SecretDeclaration<Config>>>
  /** Path of the setting that names a file of certificates to trust besides the public ones. */
  readonly certificates?: string
  /** What is wrong beyond the schema and the secrets. */
  readonly check?: (config: Config) => readonly ChannelIssue[]
  /**
   * Where requests go. Must be right also while the values are words for where the secrets are kept: --dry-run shows
   * them.
   */
  readonly target: (config: Config, secrets: SecretValues) => Targets[V]
  readonly render: (alert: AlertRecord, config: Config, given: Given) => Requests[V]
  /** Absent where the status of an answer says all. */
  readonly answer?: AnswerReader
  readonly keeping?: Keeping<Config, V>
  readonly samples: readonly ChannelSample<Config, V>[]
}

/** A channel with one section of the job file. */
export interface ConfiguredChannel<V extends Via = Via> {
  readonly name: string
  readonly via: V
  /** Where its section stands: `alert.channels[2]`. */
  readonly place: string
  /** Names what the section says, in few letters: of another one it is another. */
  readonly fingerprint: string
  readonly minSeverity: Severity
  /** All must hold for an alert that it tells. */
  readonly match: readonly Matcher[]
  /** Name of the channel that tells what this one could not. */
  readonly fallback: string | undefined
  /** True where it tells nothing else. */
  readonly isStandby: boolean
  /** It tells only what nobody has acknowledged for so long. */
  readonly escalateAfterMs: Millis | undefined
  /** When it tells; undefined for always. */
  readonly hours: Hours | undefined
  /** What is at least this bad it tells outside its hours, too. */
  readonly wakeFor: Severity | undefined
  readonly timeoutMs: Millis
  readonly retryForMs: Millis
  readonly secrets: readonly SecretSource[]
  /** A file of certificates, and the path of the setting that names it. */
  readonly certificates: { readonly path: string; readonly file: string } | undefined
  readonly answer: AnswerReader | undefined
  readonly keeping:
    | { readonly everyMs: Millis; render(firing: readonly AlertRecord[], given: Given): Requests[V] }
    | undefined
  target(secrets: SecretValues): Targets[V]
  render(alert: AlertRecord, given: Given): Requests[V]
}

/** A channel whose own type of settings is not known here: what the tables hold. */
export interface Channel<V extends Via = Via> {
  readonly type: string
  readonly via: V
  readonly settings: ChannelDeclaration<ChannelConfig, V>['settings']
  readonly samples: readonly ChannelSample<ChannelConfig, V>[]
  /** Returns what is wrong with a section that meets the schema. */
  check(config: ChannelConfig): readonly ChannelIssue[]
  /** Takes a section that the schema and `check` find right. */
  configure(config: ChannelConfig, place: string): ConfiguredChannel<V>
}

const DEFAULT_TIMEOUT_MS = 10_000
const DEFAULT_RETRY_FOR_MS = 3_600_000

/** Returns a channel that takes any section of its type: the schema has seen to it that the settings are its own. */
export function defineChannel<Config extends ChannelConfig, V extends Via>(
  declaration: ChannelDeclaration<Config, V>,
): Channel<V> {
  const { type, via, settings, samples, certificates, keeping } = declaration
  const secrets = Object.entries(declaration.secrets ?? {})
  return {
    type,
    via,
    settings,
    samples,
    check: config => [
      ...secrets.flatMap(([path, secret]) => secretIssues(path, secret, config)),
      ...(declaration.check?.(config as Config) ?? []),
    ],
    configure: (config, place) => {
      const file = certificates === undefined ? undefined : textAt(config, certificates)
      return {
        name: config.name ?? type,
        via,
        place,
        fingerprint: fnv64(JSON.stringify(config)),
        minSeverity: config.min_severity ?? 'info',
        match: [config.match ?? []].flat().map(text => parseMatcher(text) as Matcher),
        fallback: config.fallback,
        isStandby: config.standby === true,
        escalateAfterMs: parseDuration(config.escalate_after ?? ''),
        hours: configuredHours(config),
        wakeFor: config.wake_for,
        timeoutMs: parseDuration(config.timeout ?? '') ?? DEFAULT_TIMEOUT_MS,
        retryForMs: parseDuration(config.retry_for ?? '') ?? DEFAULT_RETRY_FOR_MS,
        secrets: secrets.map(([path, secret]) => secretSource(path, secret, config as Config)),
        certificates: certificates === undefined || file === undefined ? undefined : { path: certificates, file },
        target: values => declaration.target(config as Config, values),
        render: (alert, given) => declaration.render(alert, config as Config, given),
        answer: declaration.answer,
        keeping:
          keeping === undefined
            ? undefined
            : {
                everyMs: keeping.everyMs(config as Config),
                render: (firing, given) => keeping.render(firing, config as Config, given),
              },
      }
    },
  }
}

/** Returns the hours that a section names; undefined where it names none. */
export function configuredHours({ active_times, quiet_times, tz = 'UTC' }: ChannelConfig): Hours | undefined {
  if (active_times === undefined && quiet_times === undefined) return undefined
  const windowsOf = (texts: string | readonly string[] = []): readonly Window[] =>
    [texts].flat().map(text => parseWindow(text) as Window)
  return hoursOf(windowsOf(active_times), windowsOf(quiet_times), zoneOf(tz) ?? UTC)
}
