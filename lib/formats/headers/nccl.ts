import { parseLevel } from '../../record/level.ts'
import type { Header } from '../format.ts'
import { readStamp } from '../stamp.ts'

/** NCCL: `([time] )host:pid:tid [cudaDev] (file:line )NCCL LEVEL text`. The number in brackets is the local CUDA device, no rank. */
export const nccl: Header = {
  part: 'header',
  name: 'nccl',
  source: 'https://github.com/NVIDIA/nccl/blob/master/src/debug.cc',
  starts: '[A-Za-z0-9',
  samples: [
    {
      line: 'p5-dy-gpu-3:47930:47930 [0] NCCL INFO NCCL version 2.26.2+cuda12.2',
      gives: { level: 'INFO', node: 'p5-dy-gpu-3', format: 'nccl', fields: { pid: 47930, cuda_device: 0 } },
    },
    {
      line: '[2026-05-05 06:16:47] node-01:189884:189884 [3] plugin/net.cc:334 NCCL WARN Failed to initialize any NET plugin',
      gives: { time: '2026-05-05T06:16:47.000Z', level: 'WARNING', node: 'node-01', code: 'plugin/net.cc:334', format: 'nccl' },
    },
  ],
  read(text, entry) {
    const at = text.indexOf('NCCL ')
    if (at === -1 || at > 400) return undefined
    const match =
      /^(?:\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)\] )?([\w.-]{1,253}):(\d+):(\d+) \[(\d+)\] (?:(\S{1,200}:\d+)(?: \([^)]{0,100}\))? )?NCCL (INFO|WARN|TRACE|ERROR|ABORT|VERSION) /.exec(
        text,
      )
    if (match === null) return undefined
    const [head, time, node, pid, , device, code, level] = match
    if (time !== undefined) entry.stamp = readStamp(time)
    entry.node ??= node
    entry.code ??= code
    entry.level = parseLevel(level as string) ?? 'INFO'
    entry.fields = { ...entry.fields, pid: Number(pid), cuda_device: Number(device) }
    return text.slice(head.length)
  },
}
