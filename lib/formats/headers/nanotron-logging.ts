import { parseLevel } from '../../record/level.ts'
import type { Header } from '../format.ts'
import { readStamp } from '../stamp.ts'

/**
 * Nanotron: `01/05/2024 10:00:00 [INFO|DP=0|PP=0|TP=0|node]: `, month first. The three numbers are places in the grid,
 * not the global rank.
 */
export const nanotronLogging: Header = {
  part: 'header',
  name: 'nanotron-logging',
  source: 'https://github.com/huggingface/nanotron/blob/main/src/nanotron/logging/base.py',
  starts: '0-9[',
  samples: [
    {
      line: '01/05/2024 10:00:00 [WARNING|DP=1|PP=0|TP=3|ip-26-0-160-192]: No checkpoint path provided.',
      gives: {
        time: '2024-01-05T10:00:00.000Z',
        level: 'WARNING',
        node: 'ip-26-0-160-192',
        format: 'nanotron-logging',
        fields: { data_parallel_rank: 1, pipeline_parallel_rank: 0, tensor_parallel_rank: 3 },
      },
    },
  ],
  read(text, entry) {
    const match =
      /^(?:(\d\d)\/(\d\d)\/(\d{4}) (\d\d:\d\d:\d\d) )?\[([A-Z]+)\|DP=(\d+)\|PP=(\d+)\|TP=(\d+)(?:\|([\w.-]{1,253}))?\]: ?/.exec(
        text,
      )
    if (match === null) return undefined
    const [head, month, day, year, time, level, data, pipeline, tensor, node] = match
    if (time !== undefined) entry.stamp = readStamp(`${year}-${month}-${day} ${time}`) ?? entry.stamp
    entry.level = parseLevel(level as string)
    entry.node ??= node
    entry.fields = {
      ...entry.fields,
      data_parallel_rank: Number(data),
      pipeline_parallel_rank: Number(pipeline),
      tensor_parallel_rank: Number(tensor),
    }
    return text.slice(head.length)
  },
}
