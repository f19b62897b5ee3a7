import type { Channel, ChannelRequest } from '../../channel.ts'
import * as channels from '../../channels/index.ts'
import type { ChannelConfig } from '../../config/alert.ts'
import type { AlertRecord } from '../../record/types.generated.ts'

const ALL_CHANNELS = Object.values(channels) as unknown as readonly Channel[]

/** Returns how a channel of the job file makes requests. */
export function renderOf(config: ChannelConfig): (alert: AlertRecord) => ChannelRequest {
  const channel = ALL_CHANNELS.find(({ type }) => type === config.type) as Channel
  return alert => channel.render(alert, config)
}
