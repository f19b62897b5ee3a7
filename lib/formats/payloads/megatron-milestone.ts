import type { Payload } from '../format.ts'
import { readStamp } from '../stamp.ts'

/**
 * Megatron's milestones: `[after dataloaders are built] datetime: 2021-06-10 23:06:15`, often the only times in a log.
 */
export const megatronMilestone: Payload = {
  part: 'payload',
  name: 'megatron-milestone',
  source: 'https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/training/training.py',
  starts: '[',
  samples: [
    {
      line: '[after dataloaders are built] datetime: 2021-06-10 23:06:15 ',
      gives: { format: 'megatron-milestone', time: '2021-06-10T23:06:15.000Z' },
    },
    {
      line: '[exiting program after 110.2 minutes] datetime: 2021-06-11 01:00:00',
      gives: { time: '2021-06-11T01:00:00.000Z' },
    },
    {
      line: '[exiting program at iteration 1000] datetime: 2021-06-11 01:00:00 ',
      gives: { step: 1000, time: '2021-06-11T01:00:00.000Z' },
    },
  ],
  read(text, entry) {
    const match = /^\[([^\]]{1,120})\] datetime: (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/.exec(text)
    if (match === null) return false
    entry.stamp = readStamp(match[2] as string) ?? entry.stamp
    const step = /\bat iteration (\d{1,12})/.exec(match[1] as string)
    if (step !== null) entry.step = Number(step[1])
    return true
  },
}
