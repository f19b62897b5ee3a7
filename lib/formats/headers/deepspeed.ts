import { patternHeader } from '../pattern-header.ts'

/** DeepSpeed's logger: `[time] [LEVEL] [file:line:function] `, with `[Rank n]` from log_dist. */
export const deepspeed = patternHeader({
  name: 'deepspeed',
  source: 'https://github.com/microsoft/DeepSpeed/blob/master/deepspeed/utils/logging.py',
  starts: '[',
  pattern:
    /^\[(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3})\] \[(?<level>[A-Z]+)\] \[(?<code>[^\]\s]+:\d+:[^\]]*)\] (?:\[Rank (?<rank>\d+)\] )?/,
  samples: [
    {
      line: '[2024-02-11 18:28:23,320] [INFO] [logging.py:96:log_dist] [Rank 0] DeepSpeed info: version=0.12.6',
      gives: {
        time: '2024-02-11T18:28:23.320Z',
        level: 'INFO',
        code: 'logging.py:96:log_dist',
        rank: 0,
        format: 'deepspeed',
      },
    },
    {
      line: '[2021-05-26 04:40:19,839] [INFO] [distributed.py:46:init_distributed] Initializing torch distributed',
      gives: { format: 'deepspeed', code: 'distributed.py:46:init_distributed' },
    },
  ],
})
