import { LEVEL_WORDS } from '../../record/level.ts'
import { patternHeader } from '../pattern-header.ts'

/** fairseq's logging layout: `2021-03-08 12:43:15 | INFO | fairseq_cli.train | `. */
export const fairseqLogging = patternHeader({
  name: 'fairseq-logging',
  source: 'https://github.com/facebookresearch/fairseq/blob/main/fairseq_cli/train.py',
  starts: '0-9',
  pattern: new RegExp(
    `^(?<time>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d) \\| (?<level>${LEVEL_WORDS}) \\| (?<logger>[\\w.]{1,120}) \\| `,
  ),
  samples: [
    {
      line: '2021-03-08 12:43:15 | WARNING | fairseq_cli.train | ran out of memory',
      gives: {
        time: '2021-03-08T12:43:15.000Z',
        level: 'WARNING',
        logger: 'fairseq_cli.train',
        format: 'fairseq-logging',
      },
    },
  ],
})
