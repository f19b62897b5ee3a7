import { patternHeader } from '../pattern-header.ts'

/**
 * Ascend's torch_npu: `[LEVEL] time (PID:n, Device:n, RankID:n) ERRcode text`, and its plog: `[LEVEL]
 * MODULE(pid,process):time.mmm.uuu [file:line] text`.
 */
export const ascend = patternHeader({
  name: 'ascend',
  source: 'https://github.com/Ascend/pytorch/blob/master/torch_npu/csrc/core/npu/NPUException.h',
  starts: '[',
  pattern:
    /^\[(?<level>DEBUG|INFO|WARNING|ERROR|EVENT|TRACE)\] (?:(?<time>\d{4}-\d\d-\d\d-\d\d:\d\d:\d\d) \(PID:(?<pid>\d{1,9}), Device:(?<device>-?\d{1,6}), RankID:(?:(?<rank>\d{1,9})|-1)\) (?:(?<error_code>ERR\w{2,12}) )?|(?<logger>[A-Z_]{2,20})\((?<process>\d{1,9},[\w.-]{1,60})\):(?<time2>\d{4}-\d\d-\d\d-\d\d:\d\d:\d\d\.\d{3}\.\d{3}) ?\[(?<code>[\w./-]{1,160}:\d{1,7})\])/,
  samples: [
    {
      line: '[ERROR] 2024-05-01-10:00:00 (PID:4711, Device:3, RankID:11) ERR02200 DIST call hccl api failed.',
      gives: {
        time: '2024-05-01T10:00:00.000Z',
        level: 'ERROR',
        rank: 11,
        format: 'ascend',
        fields: { pid: 4711, device: 3, error_code: 'ERR02200' },
      },
    },
    {
      line: '[ERROR] HCCL(4711,python3.8):2024-05-01-10:00:00.123.456 [transport_manager.cc:12][4720] link timeout',
      gives: {
        time: '2024-05-01T10:00:00.123456Z',
        level: 'ERROR',
        logger: 'HCCL',
        code: 'transport_manager.cc:12',
        format: 'ascend',
      },
    },
  ],
})
