import { parseLevel } from '../../record/level.ts'
import type { Carrier } from '../format.ts'
import { readStamp } from '../stamp.ts'

/**
 * A Google Cloud log export: `LEVEL <RFC 3339 nano>Z [resource.labels.containerName: jax-tpu] <text>`. The level is the
 * stream's (all of stderr is ERROR): what the text itself says wins over it. The original's indentation is lost.
 */
export const googleCloud: Carrier = {
  part: 'carrier',
  name: 'google-cloud',
  source: 'https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry',
  starts: 'DINWECA',
  samples: [
    {
      line: "INFO 2026-07-31T09:39:36.559270235Z [resource.labels.containerName: jax-tpu] Model runner state keys: ['model']",
      gives: {
        time: '2026-07-31T09:39:36.559270235Z',
        level: 'INFO',
        format: 'google-cloud',
        message: "Model runner state keys: ['model']",
        fields: { container_name: 'jax-tpu' },
      },
    },
    {
      line: 'ERROR 2026-07-31T09:39:36.5Z [resource.labels.podName: train-0] [resource.labels.containerName: jax] [rank3]: boom',
      gives: { rank: 3, level: 'ERROR', message: 'boom', fields: { pod_name: 'train-0', container_name: 'jax' } },
    },
    {
      line: 'DEFAULT 2026-07-31T09:39:36Z [resource.labels.nodeName: gke-n1] hello',
      gives: { time: '2026-07-31T09:39:36.000Z', message: 'hello', node: 'gke-n1' },
    },
  ],
  peel(text, entry) {
    const match =
      /^(DEFAULT|DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL|ALERT|EMERGENCY) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z) (?=\[resource\.)/.exec(
        text,
      )
    if (match === null) return undefined
    const stamp = readStamp(match[2] as string)
    if (stamp === undefined) return undefined
    entry.stamp = stamp
    entry.level = parseLevel(match[1] as string)
    let rest = text.slice(match[0].length)
    const fields: Record<string, unknown> = { ...entry.fields }
    let count = 0
    for (let label = LABEL.exec(rest); label !== null && count < MAX_LABELS; label = LABEL.exec(rest)) {
      const name = (label[1] as string).replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
      if (name === 'node_name') entry.node ??= label[2]
      else fields[name] = label[2]
      count++
      rest = rest.slice(label[0].length)
    }
    if (Object.keys(fields).length > 0) entry.fields = fields
    return rest
  },
}

/** An export has a handful; what follows is text. */
const MAX_LABELS = 64

const LABEL = /^\[resource\.(?:labels\.)?(\w{1,40}): ([^\]]{0,200})\] ?/
