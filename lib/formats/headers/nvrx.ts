import { patternHeader } from '../pattern-header.ts'

/**
 * NVIDIA's resiliency extension: `time [LEVEL] [node] [workload:R(L) infra:R(L)] file:line text`. The workload rank is
 * the rank that the job sees now; the infra rank is the slot it started in. `?` stands for unknown; the reference's own
 * reader loses such lines.
 */
export const nvrx = patternHeader({
  name: 'nvrx',
  source:
    'https://github.com/NVIDIA/nvidia-resiliency-ext/blob/main/src/nvidia_resiliency_ext/shared_utils/log_manager.py',
  starts: '0-9',
  pattern:
    /^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \[(?<level>[A-Z]+)\] \[(?<node>[^\]\s]{1,253})\] \[workload:(?<rank>\d+|\?)\((?<local_rank>\d+|\?)\) infra:(?<infra_rank>\d+|\?)\((?<infra_local_rank>\d+|\?)\)\] (?<code>\S{1,300}:\d+) ?/,
  samples: [
    {
      line: '2024-01-15 10:30:47,789 [ERROR] [node001] [workload:5(1) infra:13(1)] my-script.py:89 Rank 5 failed',
      gives: {
        time: '2024-01-15T10:30:47.789Z',
        level: 'ERROR',
        node: 'node001',
        rank: 5,
        local_rank: 1,
        code: 'my-script.py:89',
        format: 'nvrx',
        fields: { infra_rank: 13, infra_local_rank: 1 },
      },
    },
    {
      line: '2024-01-15 10:30:45,123 [INFO] [node001] [workload:?(?) infra:?(?)] launcher.py:45 starting',
      gives: { level: 'INFO', node: 'node001', format: 'nvrx' },
    },
  ],
})
