import { patternHeader } from '../pattern-header.ts'

/**
 * Primus's loguru layout: `[20260507 13:08:18][rank-7/8][DEBUG]    [---------------utils.py:425] : `; the source
 * position is filled up with dashes.
 */
export const primus = patternHeader({
  name: 'primus',
  source: 'https://github.com/AMD-AGI/Primus/blob/main/primus/core/utils/logger.py',
  starts: '[',
  pattern:
    /^\[(?<time>\d{8} \d\d:\d\d:\d\d)\]\[rank-(?<rank>\d+)\/(?<world_size>\d+)\]\[(?<level>[A-Z]+) *\] *\[-*(?<code>[^\]\s]{1,200}:\d+) *\] ?: ?/,
  samples: [
    {
      line: '[20260507 13:08:18][rank-7/8][DEBUG]    [---------------utils.py:425] : iteration        3/      10 | lm loss: 1.18E+01 |',
      gives: {
        time: '2026-05-07T13:08:18.000Z',
        rank: 7,
        level: 'DEBUG',
        code: 'utils.py:425',
        step: 3,
        fields: { world_size: 8 },
      },
    },
    {
      line: '[20260507 13:08:10][rank-0/8][INFO ]    [----------trainer.py:12] : done',
      gives: { format: 'primus', level: 'INFO', code: 'trainer.py:12' },
    },
  ],
})
