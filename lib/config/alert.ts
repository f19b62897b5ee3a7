// The `alert` section as it stands in the job file, and what the schema cannot say about it.
import type { Channel, ChannelConfig } from '../channel/channel.ts'
import { type LinkTemplates, linkIssue } from '../channel/link.ts'
import * as allChannels from '../channels/index.ts'
import type { Problem } from '../problem.ts'
import type { Document } from './read-document.ts'

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
  readonly remind?: string
  readonly max_per_hour?: number
  readonly drain?: string
  readonly channels?: readonly ChannelConfig[]
  readonly links?: LinkTemplates
}

const CHANNEL_OF: ReadonlyMap<string, Channel> = new Map(
  Object.values(allChannels).map(channel => [channel.type, channel]),
)

/** Returns the channel of a section; the schema allows no type that is none. */
export const channelOf = ({ type }: ChannelConfig): Channel => CHANNEL_OF.get(type) as Channel

/** Returns what is wrong with a section that meets its schema: links, names used twice, and what its channels find. */
export function checkAlert(document: Document): readonly Problem[] {
  const { alert = {} } = document.value as { alert?: AlertConfig }
  return [...checkLinks(document, alert.links ?? {}), ...checkChannels(document, alert.channels ?? [])]
}

function checkLinks(document: Document, links: LinkTemplates): readonly Problem[] {
  return Object.entries(links).flatMap(([title, template]) => {
    const issue = linkIssue(template)
    return issue === undefined ? [] : [document.problem(['alert', 'links', title], issue)]
  })
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
      ...channelOf(config)
        .check(config)
        .map(issue => document.problem([...path, ...issue.path], issue.reason)),
    ]
  })
}
