import { LEVEL_WORDS, parseLevel } from '../../record/level.ts'
import type { Header } from '../format.ts'
import { takeTokens } from '../header-tokens.ts'
import { readStamp } from '../stamp.ts'

const HEAD = new RegExp(
  `^[\\[(<]?(${LEVEL_WORDS})[\\])>:]{0,2}[ \\t|-]{1,8}[\\[(]?(\\d{4}[-/]\\d\\d[-/]\\d\\d[ T_-]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?|\\d\\d[-/]\\d\\d \\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?|\\d\\d/\\d\\d/\\d{2,4} \\d\\d:\\d\\d:\\d\\d)[\\])]?:?(?=[ \\t|\\[]|$)`,
)

/**
 * A line whose level comes before its time: `%(levelname)s %(asctime)s ...`, `[INFO <date>] `, vLLM's `INFO 05-01
 * 10:00:00 [file.py:70] `.
 */
export const levelFirst: Header = {
  part: 'header',
  name: 'level-first',
  source: 'https://github.com/vllm-project/vllm/blob/main/vllm/logger.py',
  starts: 'A-Za-z[(<',
  samples: [
    {
      line: 'INFO 2024-05-01 10:00:00,123 train.py:45 Starting',
      gives: { time: '2024-05-01T10:00:00.123Z', level: 'INFO', code: 'train.py:45', format: 'level-first' },
    },
    {
      line: 'WARNING 05-01 10:00:00 [llm_engine.py:70] low memory',
      gives: { level: 'WARNING', code: 'llm_engine.py:70', format: 'level-first' },
    },
    {
      line: 'ERROR: 2024-05-01 10:00:00: boom',
      gives: { time: '2024-05-01T10:00:00.000Z', level: 'ERROR', format: 'level-first' },
    },
    {
      line: '[DEBUG] 2024-05-01T10:00:00.5Z data.loader - prefetch',
      gives: { time: '2024-05-01T10:00:00.500Z', level: 'DEBUG', logger: 'data.loader' },
    },
  ],
  read(text, entry) {
    const match = HEAD.exec(text)
    if (match === null) return undefined
    const stamp = readStamp(match[2] as string)
    if (stamp === undefined) return undefined
    entry.stamp = stamp
    return takeTokens(text.slice(match[0].length), entry, parseLevel(match[1] as string))
  },
}
