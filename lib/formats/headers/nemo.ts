import { patternHeader } from '../pattern-header.ts'

/** NeMo's logger: `[NeMo I <time> <module>:<line>] `. */
export const nemo = patternHeader({
  name: 'nemo',
  source: 'https://github.com/NVIDIA/NeMo/blob/main/nemo/utils/nemo_logging.py',
  starts: '[',
  pattern:
    /^\[NeMo (?<level>[DIWEC]) (?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?: (?:nemo_logging|rank[_-]?\d+|[\w.-]{1,80}):?)?? ?(?<code>[\w./<>-]{1,200}:\d+)\] ?(?:\[rank:? ?(?<rank>\d+)\])?/,
  samples: [
    {
      line: '[NeMo I 2025-05-22 20:08:53 model_checkpoint:497] Scheduled async checkpoint save',
      gives: { time: '2025-05-22T20:08:53.000Z', level: 'INFO', code: 'model_checkpoint:497', format: 'nemo' },
    },
    {
      line: '[NeMo W 2024-05-10 03:24:12 nemo_logging:349] /usr/lib/python3/site.py:1: UserWarning: x',
      gives: { level: 'WARNING', code: 'nemo_logging:349', format: 'nemo' },
    },
  ],
})
