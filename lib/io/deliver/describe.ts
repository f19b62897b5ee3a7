import type { ChannelRequest } from '../../channel.ts'
import type { ChannelConfig } from '../../config/alert.ts'

/** Returns what a request would be, in lines for a person; where a secret would be, it says where that is kept. */
export function describeRequest(config: ChannelConfig, request: ChannelRequest): readonly string[] {
  const name = config.name ?? config.type
  switch (request.via) {
    case 'stdout':
      return []
    case 'mail':
      return block(`${name}: would mail`, [
        `From: ${request.from}`,
        `To: ${request.to.join(', ')}`,
        `Subject: ${request.subject}`,
        `Message-ID: ${request.messageId}`,
        ...Object.entries(request.headers).map(([header, value]) => `${header}: ${value}`),
        '',
        ...request.text.split('\n'),
      ])
    case 'http':
      return block(`${name}: would post to ${config.type === 'webhook' ? addressOf(config) : ''}`, [
        ...Object.entries(request.headers).map(([header, value]) => `${header}: ${value}`),
        '',
        request.body,
      ])
    case 'exec':
      return block(`${name}: would run ${JSON.stringify(request.command)} with this on its standard input`, [
        request.stdin.trimEnd(),
      ])
  }
}

const block = (title: string, lines: readonly string[]): readonly string[] => [title, ...lines.map(line => `  ${line}`)]

function addressOf(config: Extract<ChannelConfig, { type: 'webhook' }>): string {
  if (config.url !== undefined) return config.url
  if (config.url_file !== undefined) return `the address in ${config.url_file}`
  return config.url_env !== undefined ? `the address in $${config.url_env}` : 'the address asked for at the start'
}
