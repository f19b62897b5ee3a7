import type { Payload } from '../format.ts'
import { noteBarSeparated } from '../key-values.ts'

/**
 * What a rank of Megatron-LM says of its device memory after some iterations: `[Rank 6] (after 2 iterations) memory
 * (MB) | allocated: … |`.
 */
export const megatronMemory: Payload = {
  part: 'payload',
  name: 'megatron-memory',
  source: 'https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/training/utils.py',
  starts: '[(',
  samples: [
    {
      line: '[Rank 6] (after 2 iterations) memory (MB) | allocated: 53199.095703125 | max allocated: 84019.3681640625 | reserved: 84732.0 | max reserved: 84732.0',
      gives: {
        format: 'megatron-memory',
        rank: 6,
        step: 2,
        metrics: {
          allocated_mb: 53199.095703125,
          max_allocated_mb: 84019.3681640625,
          reserved_mb: 84732,
          max_reserved_mb: 84732,
        },
      },
    },
    {
      line: '[Rank 0] (after 10 iterations) memory (MB) | allocated: 7253.6',
      gives: { rank: 0, step: 10, metrics: { allocated_mb: 7253.6 } },
    },
  ],
  read(text, entry) {
    const match = /^(?:\[Rank (\d+)\] )?\(after (\d+) iterations\) memory \((MB|GB)\) \|/.exec(text)
    if (match === null) return false
    if (match[1] !== undefined) entry.rank ??= Number(match[1])
    entry.step = Number(match[2])
    noteBarSeparated(entry, text.slice(match[0].length), key => `${key} ${match[3]}`)
    return true
  },
}
