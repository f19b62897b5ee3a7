// What an alert channel is: one pure function from an alert to a request, with its own samples.
import type { ChannelConfig } from './config/alert.ts'
import type { AlertRecord } from './record/types.generated.ts'

export interface MailRequest {
  readonly via: 'mail'
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly messageId: string
  /** The first mail of the episode, so that mails of one episode stand together. */
  readonly inReplyTo?: string
  readonly headers: Readonly<Record<string, string>>
}

/** The address and what is secret are added by the sender. */
export interface HttpRequest {
  readonly via: 'http'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface ExecRequest {
  readonly via: 'exec'
  /** Program and arguments, as they are: no shell sees them. */
  readonly command: readonly string[]
  readonly stdin: string
}

/** The alert record in the stream is the message. */
export interface StdoutRequest {
  readonly via: 'stdout'
}

export type ChannelRequest = MailRequest | HttpRequest | ExecRequest | StdoutRequest

/** An alert and the exact request that it becomes. */
export interface ChannelSample<Config> {
  readonly describe: string
  readonly config: Config
  readonly alert: AlertRecord
  readonly request: ChannelRequest
}

export interface Channel<Config extends ChannelConfig = ChannelConfig> {
  /** The `type` of the job file; the file of the channel has the same name. */
  readonly type: Config['type']
  readonly render: (alert: AlertRecord, config: Config) => ChannelRequest
  readonly samples: readonly ChannelSample<Config>[]
}
