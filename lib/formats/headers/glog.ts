import { patternHeader } from '../pattern-header.ts'

/**
 * glog, absl and PyTorch's own logs: level letter, month and day (PyTorch's C++ drops the month's leading zero), time,
 * thread, `file:line] `. No year. PyTorch before 2.2 wrote `[W socket.cpp:426] ` without any time. A rank that is told
 * together with a process group is the rank in that group: only the default group's is the global one.
 */
export const glog = patternHeader({
  name: 'glog',
  source: 'https://github.com/google/glog/blob/master/docs/logging.md',
  starts: '[DIWEFC',
  pattern:
    /^(?:\[?(?<level>[DIWEFC])(?<time>\d{3,4} \d\d:\d\d:\d\d(?:\.\d{1,9})?) +(?:\d{1,20} +)?|(?<level3>[DIWEFC])(?<time2>\d{8} \d\d:\d\d:\d\d(?:\.\d{1,9})?) +(?:\d{1,20} +)?(?:(?<logger>[A-Za-z][\w.]{0,40}) )?|\[(?<level2>[DIWEF]) )(?<code>[^\s\]]{1,300}:\d{1,7})\] ?(?:\[(?:PG (?:ID )?0 (?:PG GUID \S{1,40} )?)?Rank (?<rank>\d{1,9})\] ?:? ?)?/,
  samples: [
    {
      line: 'W0519 22:51:58.368000 2243395 torch/distributed/elastic/multiprocessing/api.py:1014] Sending process 2243607 closing signal SIGTERM',
      gives: { level: 'WARNING', code: 'torch/distributed/elastic/multiprocessing/api.py:1014', format: 'glog' },
    },
    {
      line: '[rank0]:[E520 06:31:05.050097785 ProcessGroupNCCL.cpp:757] [Rank 0] Watchdog caught collective operation timeout',
      gives: { level: 'ERROR', rank: 0, code: 'ProcessGroupNCCL.cpp:757', format: 'glog' },
    },
    {
      line: '[rank17]:[W115 09:15:21.123456789 socket.cpp:204] [Rank 2] warning text',
      gives: { level: 'WARNING', rank: 17, format: 'glog' },
    },
    {
      line: 'I20260102 03:04:05 4711 dinov2 helpers.py:102] resuming',
      gives: { time: '2026-01-02T03:04:05.000Z', level: 'INFO', logger: 'dinov2', code: 'helpers.py:102' },
    },
    {
      line: 'I0817 12:00:01.000123   88 main.cc:10] started',
      gives: { level: 'INFO', code: 'main.cc:10', format: 'glog' },
    },
    {
      line: '[W socket.cpp:426] [c10d] The server socket has failed to bind to [::]:2600',
      gives: { level: 'WARNING', code: 'socket.cpp:426', format: 'glog' },
    },
    {
      line: '[E ProcessGroupNCCL.cpp:414] [Rank 5] Watchdog caught',
      gives: { level: 'ERROR', rank: 5, format: 'glog' },
    },
    {
      line: '[E1231 23:59:59.000000001 ProcessGroupNCCL.cpp:632] [PG ID 0 PG GUID 0(default_pg) Rank 7] timed out',
      gives: { level: 'ERROR', rank: 7 },
    },
  ],
})
