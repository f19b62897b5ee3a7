import { patternHeader } from '../pattern-header.ts'

/**
 * InternEvo's heads: `<ISO> INFO [file.py, line 601, in function] - pid=78690 : ` and, before that, `<time>\tINFO
 * file.py:323 in function -- `.
 */
export const internevoLogging = patternHeader({
  name: 'internevo-logging',
  source: 'https://github.com/InternLM/InternEvo/blob/develop/internlm/utils/logger.py',
  starts: '0-9DIWEC',
  pattern:
    /^(?:(?<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,]\d{3}(?:[+-]\d\d:\d\d)?)\s+)?(?<level>DEBUG|INFO|WARNING|ERROR|CRITICAL) (?:\[(?<file>[^\],]{1,160}), line (?<line>\d+), in (?<function>[^\]]{1,120})\] - pid=(?<pid>\d+) : |(?<code>[\w./-]{1,160}\.py:\d+) in \S{1,120} -- )/,
  samples: [
    {
      line: '2023-11-10T15:05:58.540+08:00 INFO [parallel_context.py, line 555, in set_device] - pid=78690 : process rank 0 is bound to host',
      gives: {
        time: '2023-11-10T07:05:58.540Z',
        level: 'INFO',
        format: 'internevo-logging',
        fields: { file: 'parallel_context.py', line: 555, function: 'set_device', pid: 78690 },
      },
    },
    {
      line: '2023-07-07 12:28:57,802\tINFO launch.py:228 in launch -- Distributed environment is initialized',
      gives: { level: 'INFO', code: 'launch.py:228', format: 'internevo-logging' },
    },
  ],
})
