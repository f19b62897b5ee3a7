import type { Carrier } from '../format.ts'

/**
 * The head that torchrun puts before each line of a redirected worker: role and LOCAL rank, no blank after the colon.
 * The word `rank` is no role: `[rank3]:` is the GLOBAL rank, printed by PyTorch itself or by a prefix template, with
 * one blank.
 */
export const torchelasticTee: Carrier = {
  part: 'carrier',
  name: 'torchelastic-tee',
  source: 'https://github.com/pytorch/pytorch/blob/main/torch/distributed/elastic/multiprocessing/tail_log.py',
  starts: '[',
  inside: /(\[[A-Za-z_][A-Za-z_-]{0,30}\d{1,6}\]):/g,
  samples: [
    { line: '[default3]:Loading checkpoint shards', gives: { local_rank: 3, message: 'Loading checkpoint shards' } },
    { line: '[default12]:sixteen devices on a node', gives: { local_rank: 12, message: 'sixteen devices on a node' } },
    {
      line: '[rank12]: Traceback (most recent call last):',
      gives: { rank: 12, message: 'Traceback (most recent call last):' },
    },
    { line: '[rank0]:[rank0]: ValueError: bad', gives: { rank: 0, message: 'ValueError: bad' } },
    { line: '[trainer0]:  indented', gives: { local_rank: 0, message: '  indented', fields: { role: 'trainer' } } },
    {
      line: '[actor21]:role actor2, local rank 1',
      gives: { local_rank: 1, message: 'role actor2, local rank 1', fields: { role: 'actor2' } },
    },
  ],
  peel(text, entry) {
    if (text.charCodeAt(1) <= 57) return undefined
    const match = /^\[([A-Za-z_][A-Za-z_-]{0,30})(\d{1,6})\]:/.exec(text)
    if (match === null) return undefined
    const [head, word, digits = ''] = match
    if (word === 'rank' || word === 'Rank') {
      entry.rank ??= Number(digits)
      return text.slice(text.charCodeAt(head.length) === 32 ? head.length + 1 : head.length)
    }
    // A role may end in a digit itself. No node has 17 accelerators or more outside the default role, so the last digit
    // is the rank there.
    const split = word !== 'default' && Number(digits) > 15
    entry.local_rank ??= Number(split ? digits.at(-1) : digits)
    if (word !== 'default') entry.fields = { role: split ? word + digits.slice(0, -1) : word, ...entry.fields }
    return text.slice(head.length)
  },
}
