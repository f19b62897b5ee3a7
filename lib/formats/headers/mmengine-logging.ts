import { patternHeader } from '../pattern-header.ts'

/** MMEngine's console head: `06/12 10:00:00 - mmengine - INFO - `; its file has the year too. */
export const mmengineLogging = patternHeader({
  name: 'mmengine-logging',
  source: 'https://github.com/open-mmlab/mmengine/blob/main/mmengine/logging/logger.py',
  starts: '0-9',
  pattern:
    /^(?<time>(?:\d{4}\/)?\d\d\/\d\d \d\d:\d\d:\d\d) - (?<logger>[\w.]{1,60}) - (?<level>DEBUG|INFO|WARNING|ERROR|CRITICAL) - /,
  samples: [
    {
      line: '2023/06/12 10:00:00 - mmengine - WARNING - Failed to search registry',
      gives: { time: '2023-06-12T10:00:00.000Z', level: 'WARNING', logger: 'mmengine', format: 'mmengine-logging' },
    },
    {
      line: '06/12 10:00:00 - mmengine - INFO - Checkpoints will be saved to work_dirs',
      gives: { level: 'INFO', logger: 'mmengine' },
    },
  ],
})
