import { patternHeader } from '../pattern-header.ts'

/** Ray's Python logs: `time<tab>LEVEL file.py:line -- text`. */
export const rayDriver = patternHeader({
  name: 'ray-driver',
  source: 'https://github.com/ray-project/ray/blob/master/python/ray/_private/ray_constants.py',
  starts: '0-9DIWEC',
  pattern:
    /^(?:(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3})[\t ]+)?(?<level>DEBUG|INFO|WARNING|ERROR|CRITICAL)[\t ]+(?<code>[\w./<>-]{1,200}:\d{1,7}) -- /,
  samples: [
    {
      line: '2024-01-01 07:27:46,779\tINFO usage_lib.py:449 -- Usage stats collection is enabled',
      gives: { time: '2024-01-01T07:27:46.779Z', level: 'INFO', code: 'usage_lib.py:449', format: 'ray-driver' },
    },
    {
      line: '(raylet) 2024-01-01 07:27:46,779 ERROR worker.py:409 -- boom',
      gives: { level: 'ERROR', code: 'worker.py:409', format: 'ray-driver' },
    },
    {
      line: 'WARNING services.py:1996 -- low shared memory',
      gives: { level: 'WARNING', code: 'services.py:1996', format: 'ray-driver' },
    },
  ],
})
