import { patternHeader } from '../pattern-header.ts'

/** The collectors of NVIDIA's resiliency extension: `time [LEVEL] [pid] file:line text`, without ranks. */
export const nvrxService = patternHeader({
  name: 'nvrx-service',
  source:
    'https://github.com/NVIDIA/nvidia-resiliency-ext/blob/main/src/nvidia_resiliency_ext/shared_utils/grpc_log_server.py',
  starts: '0-9',
  pattern:
    /^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \[(?<level>[A-Z]{4,8})\] \[(?<pid>\d{1,9})\] (?<code>\S{1,200}:\d{1,7}) ?/,
  samples: [
    {
      line: '2025-01-15 10:30:45,123 [WARNING] [4711] grpc_log_server.py:88 client lost',
      gives: {
        time: '2025-01-15T10:30:45.123Z',
        level: 'WARNING',
        code: 'grpc_log_server.py:88',
        format: 'nvrx-service',
        fields: { pid: 4711 },
      },
    },
  ],
})
