import { patternHeader } from '../pattern-header.ts'

/** structlog's console: `time [level    ] event   [logger] key=value`: the level is padded inside its brackets. */
export const structlog = patternHeader({
  name: 'structlog',
  source: 'https://www.structlog.org/en/stable/console-output.html',
  starts: '0-9[',
  pattern:
    /^(?<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d[:.]\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) \[(?<level>debug|info|warning|error|critical|exception|notset) *\] (?:(?=.{1,200}? \[(?<logger>[A-Za-z_][\w.]{0,80})\](?: |$))|)/,
  samples: [
    {
      line: '2024-05-01 10:00:00 [info     ] train_step                     step=7 loss=2.5',
      gives: { time: '2024-05-01T10:00:00.000Z', level: 'INFO', step: 7, metrics: { loss: 2.5 } },
    },
    {
      line: '2024-05-01T10:00:00.123456Z [warning  ] slow link                      [net.links] node=gpu-3',
      gives: { time: '2024-05-01T10:00:00.123456Z', level: 'WARNING', logger: 'net.links', format: 'structlog' },
    },
    { line: '2024-05-01 10:00.05 [error    ] boom', gives: { level: 'ERROR', format: 'structlog' } },
  ],
})
