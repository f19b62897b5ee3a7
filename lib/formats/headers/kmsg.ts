import { parseLevel } from '../../record/level.ts'
import type { Header } from '../format.ts'
import { uptimeStamp } from '../stamp.ts'

/**
 * A record of /dev/kmsg: `priority,sequence,microseconds since boot,flags;text`; the priority's low three bits are the
 * severity.
 */
export const kmsg: Header = {
  part: 'header',
  name: 'kmsg',
  kernel: true,
  source: 'https://www.kernel.org/doc/Documentation/ABI/testing/dev-kmsg',
  starts: '0-9',
  samples: [
    {
      line: '6,3964,206764307,-;nvidia-nvswitch2: open (major=510)',
      gives: { level: 'INFO', format: 'kmsg', fields: { sequence: 3964, uptime_s: 206.764307 } },
    },
    { line: '27,12,99,-,caller=T1;boom', gives: { level: 'ERROR', fields: { sequence: 12, uptime_s: 0.000099 } } },
  ],
  read(text, entry) {
    const match = /^(\d{1,4}),(\d{1,18}),(\d{1,15}),[^;\s]{1,80};/.exec(text)
    if (match === null) return undefined
    const [head, priority, sequence, micros] = match
    entry.stamp = uptimeStamp(Math.floor(Number(micros) / 1e6), String(Number(micros) % 1e6).padStart(6, '0'))
    entry.level = parseLevel(String(Number(priority) & 7))
    entry.fields = { ...entry.fields, sequence: Number(sequence), uptime_s: Number(micros) / 1e6 }
    return text.slice(head.length)
  },
}
