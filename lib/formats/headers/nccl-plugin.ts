import { patternHeader } from '../pattern-header.ts'

/**
 * What NCCL's plugins, and programs that follow its habit, put before their own words: `host:pid:tid [cudaDev] `. The
 * number in brackets is the local CUDA device, no rank.
 */
export const ncclPlugin = patternHeader({
  name: 'nccl-plugin',
  source: 'https://github.com/NVIDIA/nccl/blob/master/src/debug.cc',
  starts: 'A-Za-z0-9',
  pattern: /^(?<node>[A-Za-z0-9][\w.-]{0,252}):(?<pid>\d{1,9}):(?<tid>\d{1,9}) \[(?<cuda_device>\d{1,6})\] /,
  samples: [
    {
      line: 'ip-10-36-29-253:86:2554 [0] ofi_process_cq:1035 network failure: request completed with error',
      gives: { node: 'ip-10-36-29-253', format: 'nccl-plugin', fields: { pid: 86, tid: 2554, cuda_device: 0 } },
    },
  ],
})
