import type { Payload } from '../format.ts'
import { noteText } from '../key-values.ts'

/** DeepSpeed's see_memory_usage: device memory (`MA 1.1 GB Max_MA …`, allocated and cached) and host memory. */
export const deepspeedMemory: Payload = {
  part: 'payload',
  name: 'deepspeed-memory',
  source: 'https://github.com/microsoft/DeepSpeed/blob/master/deepspeed/runtime/utils.py',
  starts: 'MC',
  samples: [
    {
      line: '[2021-05-27 19:54:20,386] [INFO] [utils.py:588:see_memory_usage] MA 0.19 GB         Max_MA 0.39 GB         CA 0.4 GB         Max_CA 1 GB ',
      gives: { format: 'deepspeed-memory', metrics: { ma_gb: 0.19, max_ma_gb: 0.39, ca_gb: 0.4, max_ca_gb: 1 } },
    },
    {
      line: 'CPU Virtual Memory:  used = 27.87 GB, percent = 14.9%',
      gives: { format: 'deepspeed-memory', metrics: { cpu_memory_used_gb: 27.87, cpu_memory_percent: 14.9 } },
    },
  ],
  read(text, entry) {
    const host = /^CPU Virtual Memory: +used = ([\d.]+) GB, percent = ([\d.]+)%/.exec(text)
    if (host !== null) {
      noteText(entry, 'cpu_memory_used_gb', host[1] as string)
      return noteText(entry, 'cpu_memory_percent', host[2] as string)
    }
    if (!/^MA [\d.]+ GB/.test(text)) return false
    for (const pair of text.slice(0, 200).matchAll(/((?:Max_)?[MC]A) ([\d.]+) GB/g))
      noteText(entry, `${pair[1]} GB`, pair[2] as string)
    return true
  },
}
