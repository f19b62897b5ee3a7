import type { Carrier, Entry } from '../format.ts'
import { parseJson } from '../parse-json.ts'
import { readStamp } from '../stamp.ts'

/**
 * Docker's json-file driver, and what Fluent Bit makes of it (`kubernetes`: which pod wrote it). A line longer than 16
 * KiB comes in parts, of which all but the last lack the newline.
 */
export const dockerJson: Carrier = {
  part: 'carrier',
  name: 'docker-json',
  source: 'https://github.com/moby/moby/blob/master/daemon/logger/jsonfilelog/jsonlog/jsonlog.go',
  starts: '{',
  decodes: true,
  samples: [
    {
      line: '{"log":"hello\\n","stream":"stdout","time":"2024-05-01T10:00:00.5Z"}',
      gives: { message: 'hello', stream: 'stdout', time: '2024-05-01T10:00:00.500Z' },
    },
    {
      line: '{"log":"hello\\n","stream":"stderr","time":"2024-05-01T10:00:00.5Z","kubernetes":{"pod_name":"llama-worker-0","namespace_name":"ml"}}',
      gives: { message: 'hello', fields: { kubernetes: { pod_name: 'llama-worker-0', namespace_name: 'ml' } } },
    },
  ],
  peel(text, entry) {
    if (!text.startsWith('{"log":"')) return undefined
    const value = parseObject(text, entry)
    const log = value?.['log']
    if (typeof log !== 'string' || typeof value?.['time'] !== 'string') return undefined
    entry.stamp = readStamp(value['time']) ?? entry.stamp
    if (value['stream'] === 'stdout' || value['stream'] === 'stderr') entry.stream ??= value['stream']
    const { kubernetes } = value
    if (typeof kubernetes === 'object' && kubernetes !== null) entry.fields = { ...entry.fields, kubernetes }
    entry.partial = !log.endsWith('\n')
    return log.replace(/\r?\n$/, '')
  },
}

function parseObject(text: string, entry: Entry): Record<string, unknown> | undefined {
  try {
    return parseJson(text, entry) as Record<string, unknown>
  } catch {
    return undefined // a line that only looks like one
  }
}
