import { parseLevel } from '../../record/level.ts'
import type { Header } from '../format.ts'
import { readStamp } from '../stamp.ts'

/**
 * Colossal-AI: `colossalai - <name> - LEVEL: `, alone or behind the rich console's `[04/12/24 09:26:17] INFO     `.
 * rich prints the date on the first line of a second only (month first, two digits of the year) and indents the others.
 */
export const colossalai: Header = {
  part: 'header',
  name: 'colossalai',
  source: 'https://github.com/hpcaitech/ColossalAI/blob/main/colossalai/logging/logger.py',
  starts: '[cDIWEC',
  samples: [
    {
      line: '[12/20/23 02:41:06] INFO     colossalai - colossalai - INFO: /opt/colossalai/initialize.py:75 launch',
      gives: { time: '2023-12-20T02:41:06.000Z', level: 'INFO', logger: 'colossalai', format: 'colossalai' },
    },
    {
      line: '                    INFO     colossalai - colossalai - WARNING: process rank 0 is bound to device 0',
      gives: { level: 'WARNING', format: 'colossalai' },
    },
    {
      line: 'colossalai - torch.distributed - INFO: Rank 2: Completed',
      gives: { level: 'INFO', logger: 'torch.distributed' },
    },
  ],
  read(text, entry) {
    const match =
      /^(?:\[(\d\d)\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)\] +)?(?:(?:DEBUG|INFO|WARNING|ERROR|CRITICAL) +)?colossalai - ([\w.]{1,120}) - +(DEBUG|INFO|WARNING|ERROR|CRITICAL): ?/.exec(
        text,
      )
    if (match === null) return undefined
    const [head, month, day, year, time, logger, level] = match
    if (time !== undefined) entry.stamp = readStamp(`20${year}-${month}-${day} ${time}`) ?? entry.stamp
    entry.logger = logger
    entry.level = parseLevel(level as string)
    return text.slice(head.length)
  },
}
