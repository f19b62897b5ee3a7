import { patternHeader } from '../pattern-header.ts'

/**
 * loguru's default: `time | LEVEL    | module:function:line - text`; newer versions and serialised times carry a zone.
 */
export const loguru = patternHeader({
  name: 'loguru',
  source: 'https://github.com/Delgan/loguru/blob/master/loguru/_defaults.py',
  starts: '0-9',
  pattern:
    /^(?<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d\d:?\d\d))?) \| (?<level>[A-Z]{4,12}) *\| (?<code>(?<logger>[\w.<>-]{1,120}):[\w<>.]{1,120}:\d{1,7}) (?:-|\|) /,
  samples: [
    {
      line: '2024-05-01 10:00:00.123 | INFO     | __main__:main:45 - Starting',
      gives: {
        time: '2024-05-01T10:00:00.123Z',
        level: 'INFO',
        logger: '__main__',
        code: '__main__:main:45',
        format: 'loguru',
      },
    },
    {
      line: '2024-05-01 10:00:00.123456+02:00 | SUCCESS  | nanotron.trainer:<module>:12 - done',
      gives: { time: '2024-05-01T08:00:00.123456Z', level: 'INFO', logger: 'nanotron.trainer', format: 'loguru' },
    },
    { line: '2024-05-01 10:00:00.123 | TRACE    | a.b:f:1 - x', gives: { level: 'DEBUG', format: 'loguru' } },
  ],
})
