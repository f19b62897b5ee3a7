import { patternHeader } from '../pattern-header.ts'

/** Levanter: `time - process index - logger - file:line - LEVEL :: text`. */
export const levanter = patternHeader({
  name: 'levanter',
  source: 'https://github.com/stanford-crfm/levanter/blob/main/src/levanter/tracker/tracker_fns.py',
  starts: '0-9',
  pattern:
    /^(?<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) - (?<rank>\d{1,6}) - (?<logger>[\w.]{1,160}) - (?<code>[\w./<>-]{1,160}:\d{1,7}) - (?<level>[A-Z]{4,8}) ?:: ?/,
  samples: [
    {
      line: '2024-01-01T07:27:55 - 12 - levanter.data.text - text.py:275 - ERROR :: error loading cache',
      gives: {
        time: '2024-01-01T07:27:55.000Z',
        rank: 12,
        logger: 'levanter.data.text',
        code: 'text.py:275',
        level: 'ERROR',
        format: 'levanter',
      },
    },
    {
      line: '2024-01-01T07:27:45.100 - 0 - levanter.distributed - distributed.py:214 - INFO :: x',
      gives: { rank: 0, level: 'INFO', format: 'levanter' },
    },
  ],
})
