import type { Channel } from '../channel.ts'
import type { StdoutConfig } from '../config/alert.ts'

/** The alert record itself, in the stream: nothing is sent anywhere. */
export const stdout: Channel<StdoutConfig> = {
  type: 'stdout',
  render: () => ({ via: 'stdout' }),
  samples: [
    {
      describe: 'the record in the stream is the message',
      config: { type: 'stdout' },
      alert: { kind: 'alert', key: 'job/', state: 'firing', summary: '[HANGING] training job' },
      request: { via: 'stdout' },
    },
  ],
}
