import { parseLevel } from '../../record/level.ts'
import type { Header } from '../format.ts'
import { readStamp } from '../stamp.ts'

const HEAD =
  /^(?:\[(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})?)\] ?)?(?:([\w.-]{1,253}):(\d{1,9}):(\d{1,9}) \[(-?\d{1,6})\] (?:\d{1,12}\.\d{1,9} )?)?(?:\[?([^\s[\]]{1,200}:\d{1,7})\]?(?: \([^)]{0,100}\))? )?NCCL (INFO|WARN|TRACE|ERROR|ABORT|CALL|VERSION)(?: |$)/
const VERSION = /^NCCL version \d/

/**
 * NCCL (and RCCL): `([time] )host:pid:tid [cudaDev] (file:line (function) )NCCL LEVEL text`. The number in brackets is
 * the local CUDA device, no rank. By default only WARN has a time. The version line has nothing of this.
 */
export const nccl: Header = {
  part: 'header',
  name: 'nccl',
  source: 'https://github.com/NVIDIA/nccl/blob/master/src/debug.cc',
  starts: '[A-Za-z0-9/.',
  speaker: /NCCL (?:[A-Z]|version)/,
  samples: [
    {
      line: 'p5-dy-gpu-3:47930:47930 [0] NCCL INFO NCCL version 2.26.2+cuda12.2',
      gives: { level: 'INFO', node: 'p5-dy-gpu-3', format: 'nccl', fields: { pid: 47930, cuda_device: 0 } },
    },
    {
      line: '[2026-05-05 06:16:47] node-01:189884:189884 [3] plugin/net.cc:334 NCCL WARN Failed to initialize any NET plugin',
      gives: {
        time: '2026-05-05T06:16:47.000Z',
        level: 'WARNING',
        node: 'node-01',
        code: 'plugin/net.cc:334',
        format: 'nccl',
      },
    },
    {
      line: '[2026-05-19 22:51:56.123] devgpu020:2243607:2243607 [0] enqueue.cc:1971 (ncclFoo) NCCL WARN Error : no algorithm',
      gives: { time: '2026-05-19T22:51:56.123Z', level: 'WARNING', code: 'enqueue.cc:1971' },
    },
    {
      line: 'node-02:77:88 [1] 12.345678 init.cc:12 NCCL TRACE rank 3',
      gives: { level: 'DEBUG', node: 'node-02', code: 'init.cc:12', format: 'nccl' },
    },
    {
      line: 'NCCL version 2.21.5+cuda12.4',
      gives: { level: 'INFO', format: 'nccl', message: 'NCCL version 2.21.5+cuda12.4' },
    },
    {
      line: 'NCCL WARN Call to ibv_modify_qp failed with error Invalid argument',
      gives: { level: 'WARNING', format: 'nccl' },
    },
    {
      line: 'include/socket.h:403 NCCL WARN Connect to 10.148.3.247<56821> failed : Connection refused',
      gives: { level: 'WARNING', code: 'include/socket.h:403' },
    },
  ],
  read(text, entry) {
    const at = text.indexOf('NCCL ')
    if (at === -1 || at > 600) return undefined
    if (at === 0 && VERSION.test(text)) {
      entry.level = 'INFO'
      return ''
    }
    const match = HEAD.exec(text)
    if (match === null) return undefined
    const [, time, node, pid, tid, device, code, level] = match
    if (time !== undefined) entry.stamp = readStamp(time) ?? entry.stamp
    entry.node ??= node
    entry.code ??= code
    entry.level = level === 'CALL' ? 'DEBUG' : (parseLevel(level as string) ?? 'INFO')
    if (pid !== undefined)
      entry.fields = { ...entry.fields, pid: Number(pid), tid: Number(tid), cuda_device: Number(device) }
    return '' // what NCCL says is never a trainer's
  },
}
