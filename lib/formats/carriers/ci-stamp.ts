import type { Carrier } from '../format.ts'
import { epochStamp, readStamp } from '../stamp.ts'

/**
 * The time that a CI system or `docker logs -t`, `kubectl logs --timestamps` puts before every line: GitHub's has 7
 * digits after the second, a container runtime's 9, GitLab's 6 and a stream tag (`00O `), Buildkite's is an escape
 * sequence of which `bk;t=<ms>` is left.
 */
const STAMP =
  /^(?:[^\t]{1,100}\t[^\t]{1,100}\t\ufeff?|\ufeff)?(?:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(?:\d{9}|\d{7}|\d{6}(?=Z [0-9a-f]{2}[OE][ +])))(?:Z|\+00:00)(?: [0-9a-f]{2}([OE])[ +]| |$)|_?bk;t=(\d{13}))/

export const ciStamp: Carrier = {
  part: 'carrier',
  name: 'ci-stamp',
  source: 'https://docs.github.com/en/actions/how-tos/monitor-workflows/use-workflow-run-logs',
  starts: '0-9_bA-Za-zÿ',
  samples: [
    {
      line: '2024-05-01T10:00:00.1234567Z hello',
      gives: { time: '2024-05-01T10:00:00.1234567Z', message: 'hello', format: 'ci-stamp' },
    },
    {
      line: '2024-05-01T10:00:00.123456789Z   indented',
      gives: { time: '2024-05-01T10:00:00.123456789Z', message: '  indented' },
    },
    {
      line: 'train\tRun tests\t2024-05-01T10:00:00.1234567Z hello',
      gives: { time: '2024-05-01T10:00:00.1234567Z', message: 'hello' },
    },
    { line: '\u001b_bk;t=1714557600123\u0007hello', gives: { time: '2024-05-01T10:00:00.123Z', message: 'hello' } },
    {
      line: '2024-05-01T10:00:00.123456Z 01E hello',
      gives: { time: '2024-05-01T10:00:00.123456Z', stream: 'stderr', message: 'hello' },
    },
  ],
  peel(text, entry) {
    const first = text.charCodeAt(0)
    // Only a line of `gh run view --log` starts with letters, and it has tabs.
    if (
      first <= 57
        ? text.charCodeAt(10) !== 84 /* T */
        : first < 128 && !text.startsWith('bk;') && !text.startsWith('_bk;') && !text.includes('\t')
    )
      return undefined
    const match = STAMP.exec(text)
    if (match === null) return undefined
    const [head, time, stream, millis] = match
    const stamp = time === undefined ? epochStamp(millis as string) : readStamp(`${time}Z`)
    if (stamp === undefined) return undefined
    entry.stamp = stamp
    if (stream !== undefined) entry.stream ??= stream === 'E' ? 'stderr' : 'stdout'
    return text.slice(head.length)
  },
}
