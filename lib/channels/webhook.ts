import type { Channel } from '../channel.ts'
import type { WebhookConfig } from '../config/alert.ts'
import { noticeId } from '../record/alert-identity.ts'

/** A JSON object: the alert record, with `version` and an `id` that is the same for every try. */
export const webhook: Channel<WebhookConfig> = {
  type: 'webhook',
  render(alert, config) {
    const id = noticeId(alert)
    return {
      via: 'http',
      headers: { ...config.headers, 'content-type': 'application/json', 'idempotency-key': id },
      body: JSON.stringify({ version: 1, id, ...alert }),
    }
  },
  samples: [
    {
      describe: 'the record as JSON, under one key for all tries',
      config: { type: 'webhook', url: 'https://example.com/hook', headers: { 'x-team': 'llm' } },
      alert: {
        kind: 'alert',
        key: 'job/llama',
        state: 'firing',
        summary: '[HANGING] llama: "quoted"\r\nX-Evil: 1',
        episode: 1,
        sequence: 1,
      },
      request: {
        via: 'http',
        headers: { 'x-team': 'llm', 'content-type': 'application/json', 'idempotency-key': 'f5488861568e9985-1' },
        body: '{"version":1,"id":"f5488861568e9985-1","kind":"alert","key":"job/llama","state":"firing","summary":"[HANGING] llama: \\"quoted\\"\\r\\nX-Evil: 1","episode":1,"sequence":1}',
      },
    },
  ],
}
