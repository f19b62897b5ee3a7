import type { Carrier } from '../format.ts'
import { readStamp } from '../stamp.ts'

/**
 * The container runtimes' file format: `<RFC 3339 nano> <stdout|stderr> <tags> <text>`; tag P marks a part of a longer
 * line, F its end.
 */
export const cri: Carrier = {
  part: 'carrier',
  name: 'cri',
  source: 'https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md',
  starts: '0-9',
  samples: [
    {
      line: '2024-05-01T10:00:00.123456789+02:00 stderr F hello',
      gives: { message: 'hello', stream: 'stderr', time: '2024-05-01T08:00:00.123456789Z', time_from: 'line' },
    },
    {
      line: '2024-05-01T10:00:00.123456789Z stdout F hello',
      gives: { message: 'hello', stream: 'stdout', format: 'cri' },
    },
  ],
  peel(text, entry) {
    if (text.charCodeAt(10) !== 84 /* T */) return undefined
    const match =
      /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) (stdout|stderr) ([PF])(?::\S*)? ?/.exec(text)
    if (match === null) return undefined
    entry.stamp = readStamp(match[1] as string) ?? entry.stamp
    entry.stream ??= match[2] as 'stdout' | 'stderr'
    entry.partial = match[3] === 'P'
    return text.slice(match[0].length)
  },
}
