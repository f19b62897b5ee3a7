import { parseLevel } from '../../record/level.ts'
import type { Header } from '../format.ts'
import { readStamp } from '../stamp.ts'

/** The level's column is 8 wide. A line without a time says so by its source position at the right-hand edge. */
const DATED =
  /^\[(\d\d\/\d\d\/(?:\d{4}|\d\d) \d\d:\d\d:\d\d|\d\d:\d\d:\d\d)\] (DEBUG|INFO|WARNING|ERROR|CRITICAL)(?: +|$)/
const UNDATED = /^(DEBUG {4}|INFO {5}|WARNING {2}|ERROR {4}|CRITICAL )(?=\S)/
const POSITION = /\s{1,400}([\w./<>-]{1,120}\.py:\d{1,7})\s*$/

/**
 * rich's console handler (Colossal-AI, torchtune, Lightning's CLI): the time stands only on the first line of a second,
 * the source position at the right-hand edge.
 */
export const richConsole: Header = {
  part: 'header',
  name: 'rich-console',
  source: 'https://rich.readthedocs.io/en/stable/logging.html',
  starts: '[DIWEC',
  samples: [
    {
      line: '[05/01/24 10:00:00] INFO     Booster init                                          launch.py:48',
      gives: { time: '2024-05-01T10:00:00.000Z', level: 'INFO', code: 'launch.py:48', format: 'rich-console' },
    },
    {
      line: '                    WARNING  low memory                                        train.py:120',
      gives: { level: 'WARNING', code: 'train.py:120', format: 'rich-console' },
    },
    { line: '[10:00:05] ERROR    boom', gives: { level: 'ERROR', format: 'rich-console' } },
  ],
  read(text, entry) {
    const dated = DATED.exec(text)
    const head = dated ?? UNDATED.exec(text)
    if (head === null) return undefined
    const position = POSITION.exec(text.slice(-524))
    if (dated === null && position === null) return undefined
    if (dated !== null) {
      const stamp = readStamp(dated[1] as string)
      if (stamp === undefined) return undefined
      entry.stamp = stamp
    }
    entry.level = parseLevel(((dated?.[2] ?? head[1]) as string).trim())
    entry.code ??= position?.[1]
    return text.slice(head[0].length)
  },
}
