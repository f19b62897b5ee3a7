import type { Payload } from '../format.ts'
import { readStamp } from '../stamp.ts'

/**
 * What MLPerf's run scripts print around a run, with a clock of twelve hours: `STARTING TIMING RUN AT 2024-05-10
 * 04:48:39 AM`; and what the system is, one object of settings, kept as text.
 */
export const mlperfRun: Payload = {
  part: 'payload',
  name: 'mlperf-run',
  source: 'https://github.com/mlcommons/training_results_v4.0',
  starts: 'SER:',
  samples: [
    {
      line: 'STARTING TIMING RUN AT 2024-05-10 04:48:39 AM',
      gives: { format: 'mlperf-run', time: '2024-05-10T04:48:39.000Z' },
    },
    { line: ':::SYSJSON {"submitter":"NVIDIA","number_of_nodes":"16"}', gives: { format: 'mlperf-run' } },
    { line: 'ENDING TIMING RUN AT 2024-05-10 12:58:02 PM', gives: { time: '2024-05-10T12:58:02.000Z' } },
    {
      line: 'RESULT,stable_diffusion,563,ubuntu,2024-05-10 12:01:02 AM',
      gives: {
        time: '2024-05-10T00:01:02.000Z',
        fields: { benchmark: 'stable_diffusion', duration_s: 563, user: 'ubuntu' },
      },
    },
  ],
  read(text, entry) {
    if (text.startsWith(':::SYSJSON {')) return true
    const match =
      /^(?:(?:STARTING|ENDING) TIMING RUN AT |RESULT,([\w-]{1,60}),(?:[^,]{0,60},)?(\d{1,9}),([^,]{0,60}),)(\d{4}-\d\d-\d\d) (\d\d)(:\d\d:\d\d) ([AP])M\s*$/.exec(
        text,
      )
    if (match === null) return false
    const [, benchmark, duration, user, date, hour, rest, half] = match
    const hours = (Number(hour) % 12) + (half === 'P' ? 12 : 0)
    entry.stamp = readStamp(`${date} ${String(hours).padStart(2, '0')}${rest}`) ?? entry.stamp
    if (benchmark !== undefined) entry.fields = { ...entry.fields, benchmark, duration_s: Number(duration), user }
    return true
  },
}
