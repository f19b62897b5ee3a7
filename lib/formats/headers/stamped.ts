import type { Header } from '../format.ts'
import { takeTokens } from '../header-tokens.ts'
import { readStamp } from '../stamp.ts'

const TIME =
  /^[[(]?(\d{4}[-/]?(?:\d\d|[A-Z][a-z]{2})[-/]?\d\d[ T_-]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?|\d\d\/\d\d\/(?:\d{4}|\d\d),? \d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: [AP]M)?)[\])]?(?=[\s|:\][,-]|$)/

/**
 * Any line that starts with a date and a time, in brackets or not, whatever follows: level, source position, logger and
 * rank are taken in any order, bracketed or not, up to the first word that is none of them. What one of the exact
 * headers knows, it knows better.
 */
export const stamped: Header = {
  part: 'header',
  name: 'stamped',
  source: 'https://docs.python.org/3/library/logging.html#formatter-objects',
  starts: '0-9[(',
  samples: [
    {
      line: '2025-06-17 16:24:52 I [train.py:103] loading data',
      gives: { time: '2025-06-17T16:24:52.000Z', level: 'INFO', code: 'train.py:103', format: 'stamped' },
    },
    {
      line: '[2024-05-01T10:00:00.123+0000] {train.py:45} INFO - loading',
      gives: { level: 'INFO', code: 'train.py:45', format: 'stamped' },
    },
    { line: '[2024-05-01 10:00:00] starting', gives: { time: '2024-05-01T10:00:00.000Z', format: 'stamped' } },
    {
      line: '2024-05-01T10:00:00.5+02:00 ERROR [rank 3] boom',
      gives: { time: '2024-05-01T08:00:00.500Z', level: 'ERROR', rank: 3, format: 'stamped' },
    },
    {
      line: '2023/11/10 15:05:58 WARNING utils.data: slow',
      gives: { level: 'WARNING', logger: 'utils.data', format: 'stamped' },
    },
    {
      line: '05/01/2024 10:00:00 - INFO - __main__ - resuming',
      gives: { time: '2024-05-01T10:00:00.000Z', level: 'INFO', logger: '__main__', format: 'stamped' },
    },
    {
      line: '2024-05-01 10:00:00,123:WARNING:data.loader:slow',
      gives: { time: '2024-05-01T10:00:00.123Z', level: 'WARNING', logger: 'data.loader' },
    },
    {
      line: '[2024-05-01 10:00:00,123][root][INFO] - Seed set',
      gives: { time: '2024-05-01T10:00:00.123Z', level: 'INFO', logger: 'root', format: 'stamped' },
    },
    {
      line: '[2024-01-22 09:11:33,417] torch.distributed.run: [WARNING] Setting OMP_NUM_THREADS',
      gives: { time: '2024-01-22T09:11:33.417Z', level: 'WARNING', logger: 'torch.distributed.run' },
    },
    {
      line: '[2024-05-01 10:00:00] [INFO] [PID:1234] [RANK:5] loading',
      gives: { level: 'INFO', rank: 5, fields: { pid: 1234 } },
    },
    {
      line: '[2026-05-08 02:14:02] [NODE-0(mi355-gpu-12)] [ERROR] [direct] torchrun exited with code 1',
      gives: { node: 'mi355-gpu-12', level: 'ERROR' },
    },
    {
      line: '2021-03-08 12:43:15,5 | INFO | a.trainer | begin epoch 1',
      gives: { level: 'INFO', logger: 'a.trainer', format: 'stamped' },
    },
  ],
  read(text, entry) {
    const match = TIME.exec(text)
    if (match === null) return undefined
    const stamp = readStamp(match[1] as string)
    if (stamp === undefined) return undefined
    entry.stamp = stamp
    return takeTokens(text.slice(match[0].length), entry)
  },
}
