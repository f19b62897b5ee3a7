import { type ChannelConfig, defineChannel } from '../channel/channel.ts'

/** The alert record itself, in the stream: nothing is sent anywhere. */
export const stdout = defineChannel<ChannelConfig, 'stdout'>({
  type: 'stdout',
  via: 'stdout',
  settings: { properties: {} },
  target: () => undefined,
  render: () => ({ via: 'stdout' }),
  samples: [
    {
      describe: 'the record in the stream is the message',
      config: { type: 'stdout' },
      alert: { kind: 'alert', key: 'job/', state: 'firing', summary: '[HANGING] training job' },
      target: undefined,
      request: { via: 'stdout' },
    },
  ],
})
