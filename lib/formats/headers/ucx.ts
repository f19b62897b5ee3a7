import { patternHeader } from '../pattern-header.ts'

/**
 * UCX: `[epoch seconds] [host:pid:thread]  file:line  UCX  LEVEL text`, and its last words, `[host:pid:thread:tid]
 * Caught signal 11 (…)`.
 */
export const ucx = patternHeader({
  name: 'ucx',
  source: 'https://github.com/openucx/ucx/blob/master/src/ucs/debug/log.c',
  starts: '[',
  speaker: /UCX +[A-Z]|Caught signal/,
  pattern:
    /^(?:\[(?<time>\d{10}\.\d{1,9})\] \[(?<node>[\w.-]{1,253}):(?<pid>\d{1,9}):\d{1,9}(?::\d{1,9})?\] +(?<code>[\w./-]{1,200}:\d{1,7}) +(?:UCX +(?<level>FATAL|ERROR|WARN|DIAG|INFO|DEBUG|TRACE|REQ|DATA|ASYNC|FUNC|POLL) +|(?=Fatal: |Assertion ))|\[(?<node2>[\w.-]{1,253}):(?<pid2>\d{1,9}):\d{1,9}:\d{1,9}\] (?=Caught signal ))/,
  samples: [
    {
      line: '[1579244748.838911] [cgpu12:56309:2]          mpool.c:200  UCX  DEBUG mpool ucp_rkeys: allocated chunk 0x2a',
      gives: {
        time: '2020-01-17T07:05:48.838911Z',
        node: 'cgpu12',
        level: 'DEBUG',
        code: 'mpool.c:200',
        format: 'ucx',
        fields: { pid: 56309 },
      },
    },
    {
      line: '[1712345678.123460] [n33:22113:0]  ud_ep.c:278  Fatal: UD endpoint 0x55d to <no debug data>: unhandled timeout error',
      gives: { node: 'n33', code: 'ud_ep.c:278', format: 'ucx', fields: { pid: 22113 } },
    },
    {
      line: '[cgpu12:56309:2:56362] Caught signal 11 (Segmentation fault: address not mapped to object at address 0x20)',
      gives: { node: 'cgpu12', format: 'ucx', fields: { pid: 56309 } },
    },
    {
      line: '[1700000000.000001] [n1:7:0]    ib_device.c:10   UCX  ERROR boom',
      gives: { level: 'ERROR', node: 'n1', format: 'ucx' },
    },
  ],
})
