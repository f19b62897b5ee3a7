// The `alert` section as it stands in the job file, and what the schema cannot say about it.
import { type Channel, type ChannelConfig, configuredHours } from '../channel/channel.ts'
import { type HeartbeatConfig, heartbeat } from '../channel/heartbeat.ts'
import { type LinkTemplates, linkIssue } from '../channel/link.ts'
import * as allChannels from '../channels/index.ts'
import type { Problem } from '../problem.ts'
import type { Document, Path } from './read-document.ts'

/** What alerts are about where the job file does not say. */
export const DEFAULT_REASONS = ['slow', 'hanging', 'faulted', 'verdict', 'ended'] as const
/** The stream that is watched ends with every pipe: only who knows that it should not wants to be told. */
export type AlertReason = (typeof DEFAULT_REASONS)[number] | 'upstream_ended'
export type AlertScope = 'job' | 'rank' | 'rule'

/** The `alert` section. Durations are text with a unit. */
export interface AlertConfig {
  readonly on?: readonly AlertReason[]
  readonly scope?: AlertScope
  readonly for?: string
  readonly gather?: string
  readonly resolve_after?: string
  readonly flap_window?: string
  readonly remind?: string
  readonly max_per_hour?: number
  readonly drain?: string
  readonly channels?: readonly ChannelConfig[]
  readonly links?: LinkTemplates
  /** Path of the file of silences and acknowledgements. */
  readonly silences?: string
  readonly inhibit?: readonly InhibitConfig[]
  readonly heartbeat?: Omit<HeartbeatConfig, 'type'> & { readonly url_env?: string }
  readonly no_input?: string
  /** IANA zone of the times of all channels that have none of their own. */
  readonly tz?: string
}

/** Matchers are text, one or several. */
export interface InhibitConfig {
  readonly source: string | readonly string[]
  readonly target: string | readonly string[]
  readonly equal?: string | readonly string[]
}

const CHANNEL_OF: ReadonlyMap<string, Channel> = new Map(
  Object.values(allChannels).map(channel => [channel.type, channel]),
)

/** Returns the channel of a section; the schema allows no type that is none. */
export const channelOf = ({ type }: ChannelConfig): Channel => CHANNEL_OF.get(type) as Channel

/** Returns what is wrong with a section that meets its schema: links, names used twice, and what its channels find. */
export function checkAlert(document: Document): readonly Problem[] {
  const { alert = {} } = document.value as { alert?: AlertConfig }
  return [
    ...checkLinks(document, alert.links ?? {}),
    ...checkChannels(document, alert.channels ?? []),
    ...checkHeartbeat(document, alert.heartbeat),
  ]
}

function checkLinks(document: Document, links: LinkTemplates): readonly Problem[] {
  return Object.entries(links).flatMap(([title, template]) => {
    const issue = linkIssue(template)
    return issue === undefined ? [] : [document.problem(['alert', 'links', title], issue)]
  })
}

function checkHeartbeat(document: Document, config: AlertConfig['heartbeat']): readonly Problem[] {
  if (config === undefined) return []
  return heartbeat
    .check({ ...config, type: 'heartbeat' })
    .map(issue => document.problem(['alert', 'heartbeat', ...issue.path], issue.reason))
}

function checkChannels(document: Document, configs: readonly ChannelConfig[]): readonly Problem[] {
  const names = new Set<string>()
  return configs.flatMap((config, index) => {
    const path = ['alert', 'channels', index]
    const name = config.name ?? config.type
    const isTaken = names.has(name)
    names.add(name)
    return [
      ...(isTaken ? [document.problem(path, `a second channel is called ${name}; give it a name of its own`)] : []),
      ...fallbackProblems(document, config, { configs, path }),
      ...timeProblems(document, config, path),
      ...channelOf(config)
        .check(config)
        .map(issue => document.problem([...path, ...issue.path], issue.reason)),
    ]
  })
}

/** A fallback is another channel of the file, and not one that falls back itself: nothing goes round in a circle. */
function fallbackProblems(
  document: Document,
  { fallback, name, type }: ChannelConfig,
  { configs, path }: { readonly configs: readonly ChannelConfig[]; readonly path: Path },
): readonly Problem[] {
  if (fallback === undefined) return []
  const others = configs.filter(other => (other.name ?? other.type) !== (name ?? type))
  const found = others.find(other => (other.name ?? other.type) === fallback)
  const problem = (reason: string): readonly Problem[] => [document.problem([...path, 'fallback'], reason)]
  if (found?.fallback !== undefined) return problem(`${fallback} has a fallback itself: one step is all there is`)
  if (found !== undefined) return []
  const names = others.map(other => other.name ?? other.type)
  return problem(`${fallback} is no other channel${names.length === 0 ? '' : `; there: ${names.join(', ')}`}`)
}

/** Times at which nothing is ever told are a mistake; so is to wait for who only steps in for others. */
function timeProblems(document: Document, config: ChannelConfig, path: Path): readonly Problem[] {
  const hours = configuredHours(config)
  const never = hours !== undefined && hours.opens(A_MONDAY_MS) === undefined
  const isBoth = config.standby === true && config.escalate_after !== undefined
  return [
    ...(never ? [document.problem(path, 'is never active: its active_times are all within its quiet_times')] : []),
    ...(isBoth
      ? [document.problem([...path, 'escalate_after'], 'and standby: one of them, who stands by waits for nobody')]
      : []),
  ]
}
const A_MONDAY_MS = 1_767_571_200_000
