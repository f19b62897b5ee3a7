import { LEVEL_WORDS } from '../../record/level.ts'
import { patternHeader } from '../pattern-header.ts'

/** SmolCluster's newer form: `time  LEVEL     [architecture | algorithm | role | hardware]  logger  text`; no rank. */
export const smolclusterConsole = patternHeader({
  name: 'smolcluster-console',
  source: 'https://github.com/YuvrajSingh-mist/smolcluster/blob/main/src/smolcluster/utils/logging_utils.py',
  starts: '0-9',
  pattern: new RegExp(
    `^(?<time>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d) {1,2}(?<level>${LEVEL_WORDS}) +\\[(?<architecture>[^|\\]]{1,60}) \\| (?<algorithm>[^|\\]]{1,60}) \\| (?<role>[^|\\]]{1,60}) \\| (?<hardware>[^|\\]]{1,60})\\] {1,4}(?<logger>[\\w.-]{1,120}) {1,4}`,
  ),
  samples: [
    {
      line: '2026-01-03 01:37:50  INFO      [transformer | fsdp | worker | mps]  smolcluster.worker  Model initialized',
      gives: {
        time: '2026-01-03T01:37:50.000Z',
        level: 'INFO',
        logger: 'smolcluster.worker',
        format: 'smolcluster-console',
        fields: { architecture: 'transformer', algorithm: 'fsdp', role: 'worker', hardware: 'mps' },
      },
    },
  ],
})
