import { LEVEL_WORDS } from '../../record/level.ts'
import type { Header } from '../format.ts'
import { noteTags, takeTokens } from '../header-tokens.ts'
import { readStamp, ZONE } from '../stamp.ts'

/** What may stand in brackets before the time: a program, a node, a rank. */
const TAGS = /^(?:\[(?!\d{4}[-/]|\d\d[:/])[\w .:=/-]{1,40}\] ?){1,3}(?=\[?\d)/
const DATE_TIME = `\\d{4}[-/]?(?:\\d\\d|[A-Z][a-z]{2})[-/]?\\d\\d[ T_,-]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,30})?(?: ?${ZONE})?`
const US_TIME = '\\d\\d/\\d\\d/(?:\\d{4}|\\d\\d),? \\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,30})?(?: [AP]M)?'
const MONTH_DAY = '\\d\\d[-/]\\d\\d \\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,30})?|\\d{1,2} [A-Z][a-z]{2} \\d\\d:\\d\\d(?= {2})'
const TIME = new RegExp(`^[[(]{0,2}(${DATE_TIME}|${US_TIME}|${MONTH_DAY})[\\])]{0,2}(?=[\\s|:\\][,-]|$)`)
/** A time of the day alone is one only in brackets, before a bar or a dash, or before a level. */
const TIME_OF_DAY = new RegExp(
  `^(?:\\[(\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,30})?)\\]|(\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,30})?)(?= (?:[|-] )|[ \\t|:-]{1,8}\\[?(?:${LEVEL_WORDS})(?![A-Za-z])))`,
)

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
    { line: '10:11:12    INFO saving', gives: { level: 'INFO', format: 'stamped' } },
    { line: '[10:11:12.345][COMP][error] text', gives: { level: 'ERROR', logger: 'COMP', format: 'stamped' } },
    {
      line: '[rank2] 2026-01-02 03:04:05 ERROR boom',
      gives: { time: '2026-01-02T03:04:05.000Z', rank: 2, level: 'ERROR', format: 'stamped' },
    },
    {
      line: '[2026/01/02 03:04:05] ppcls INFO: saving',
      gives: { time: '2026-01-02T03:04:05.000Z', level: 'INFO', logger: 'ppcls', format: 'stamped' },
    },
    {
      line: '2026-04-20 10:04:03 CEST saving',
      gives: { time: '2026-04-20T08:04:03.000Z', time_from: 'line', format: 'stamped' },
    },
    {
      line: '24/05/01 10:00:00 ERROR TaskSchedulerImpl: Lost executor 3',
      gives: { time: '2024-05-01T10:00:00.000Z', level: 'ERROR', format: 'stamped' },
    },
    { line: '2026-04-20 10:04:03 XYZT saving', gives: { time: '2026-04-20T10:04:03.000Z', time_from: 'inferred' } },
  ],
  read(text, entry) {
    const tags = text.charCodeAt(0) === 91 /* [ */ ? TAGS.exec(text)?.[0] : undefined
    const rest = tags === undefined ? text : text.slice(tags.length)
    const match = TIME.exec(rest) ?? TIME_OF_DAY.exec(rest)
    const time = match?.[1] ?? match?.[2]
    const stamp = time === undefined ? undefined : readStamp(time)
    if (match === null || stamp === undefined) return undefined
    entry.stamp = stamp
    if (tags !== undefined) noteTags(tags, entry)
    return takeTokens(rest.slice(match[0].length), entry)
  },
}
