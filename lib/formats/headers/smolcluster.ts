import { LEVEL_WORDS } from '../../record/level.ts'
import { patternHeader } from '../pattern-header.ts'

/** SmolCluster's pipe form: `time | LEVEL | rank:N | text`; the server has `rank:server`. */
export const smolcluster = patternHeader({
  name: 'smolcluster',
  source: 'https://github.com/YuvrajSingh-mist/smolcluster/blob/main/src/smolcluster/utils/logging_utils.py',
  starts: '0-9',
  pattern: new RegExp(
    `^(?<time>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}) \\| (?<level>${LEVEL_WORDS}) +\\| rank:(?:(?<rank>\\d+)|(?<role>\\w+)) \\| `,
  ),
  samples: [
    {
      line: '2025-12-01 10:00:00,123 | INFO | rank:3 | step:120 | metric:loss | value:2.345678',
      gives: { time: '2025-12-01T10:00:00.123Z', level: 'INFO', rank: 3, step: 120, metrics: { loss: 2.345678 } },
    },
    {
      line: '2025-12-01 10:00:00,123 | ERROR | rank:server | worker 2 timed out',
      gives: { level: 'ERROR', format: 'smolcluster', fields: { role: 'server' } },
    },
  ],
})
