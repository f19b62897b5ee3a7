import type { Carrier } from '../format.ts'

/**
 * The head that torchrun puts before each line of a redirected worker: role and LOCAL rank, no blank after the colon. The word
 * `rank` is no role: `[rank3]:` is the GLOBAL rank, printed by PyTorch itself or by a prefix template, with one blank.
 */
export const torchelasticTee: Carrier = {
  part: 'carrier',
  name: 'torchelastic-tee',
  source: 'https://github.com/pytorch/pytorch/blob/main/torch/distributed/elastic/multiprocessing/tail_log.py',
  starts: '[',
  samples: [
    { line: '[default3]:Loading checkpoint shards', gives: { local_rank: 3, message: 'Loading checkpoint shards' } },
    { line: '[rank12]: Traceback (most recent call last):', gives: { rank: 12, message: 'Traceback (most recent call last):' } },
    { line: '[rank0]:[rank0]: ValueError: bad', gives: { rank: 0, message: 'ValueError: bad' } },
  ],
  peel(text, entry) {
    const match = /^\[([A-Za-z_][A-Za-z_-]{0,30})(\d{1,6})\]:/.exec(text)
    if (match === null) return undefined
    const number = Number(match[2])
    const length = match[0].length
    if (match[1] === 'rank' || match[1] === 'Rank') {
      entry.rank ??= number
      return text.slice(text.charCodeAt(length) === 32 ? length + 1 : length)
    }
    entry.local_rank ??= number
    return text.slice(length)
  },
}
