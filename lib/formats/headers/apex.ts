import { parseLevel } from '../../record/level.ts'
import type { Header } from '../format.ts'
import { readStamp } from '../stamp.ts'

/**
 * Apex (NeMo's Megatron uses it): `24-05-10 04:48:57 - PID:696024 - rank:(0, 0, 0, 0) - microbatches.py:39 - INFO - `;
 * the four are places in the grid, no global rank.
 */
export const apex: Header = {
  part: 'header',
  name: 'apex',
  source: 'https://github.com/NVIDIA/apex/blob/master/apex/__init__.py',
  starts: '0-9',
  samples: [
    {
      line: '24-05-10 04:48:57 - PID:696024 - rank:(0, 1, 2, 0) - microbatches.py:39 - INFO - setting number of micro-batches to constant 1',
      gives: {
        time: '2024-05-10T04:48:57.000Z',
        level: 'INFO',
        code: 'microbatches.py:39',
        format: 'apex',
        fields: { pid: 696024, grid: '0, 1, 2, 0' },
      },
    },
  ],
  read(text, entry) {
    const match =
      /^(\d\d-\d\d-\d\d \d\d:\d\d:\d\d) - PID:(\d+) - rank:\(([\d, None]{1,60})\) - (\S{1,160}:\d+) - ([A-Z]+) - /.exec(
        text,
      )
    if (match === null) return undefined
    const [head, time, pid, grid, code, level] = match
    const stamp = readStamp(`20${time}`)
    if (stamp === undefined) return undefined
    entry.stamp = stamp
    entry.code = code
    entry.level = parseLevel(level as string)
    entry.fields = { ...entry.fields, pid: Number(pid), grid }
    return text.slice(head.length)
  },
}
