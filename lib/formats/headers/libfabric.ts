import { patternHeader } from '../pattern-header.ts'

/**
 * libfabric: `libfabric:pid:epoch seconds::provider:subsystem:function():line<level> text`; older versions have no
 * time. On Slingshot the provider names its node first, as HPE numbers nodes (`x4204c1s3b0n0: `).
 */
export const libfabric = patternHeader({
  name: 'libfabric',
  source: 'https://github.com/ofiwg/libfabric/blob/main/src/log.c',
  starts: 'l',
  pattern:
    /^libfabric:(?<pid>\d{1,9}):(?:(?<time>\d{10}):[\w.-]{0,60}:)?(?<logger>[\w;.-]{1,60}:[\w-]{1,40}):(?<code>[\w~:]{1,120}\(\):\d{1,7})<(?<level>warn|trace|info|debug|critical)> ?(?:(?<node>x\d{1,6}c\ds\d{1,2}b\dn\d): )?/,
  samples: [
    {
      line: 'libfabric:16642:1701636928::cxi:core:cxip_cq_eq_progress():531<warn> x4204c1s3b0n0: Cassini Event Queue overflow detected.',
      gives: {
        time: '2023-12-03T20:55:28.000Z',
        level: 'WARNING',
        logger: 'cxi:core',
        node: 'x4204c1s3b0n0',
        code: 'cxip_cq_eq_progress():531',
        format: 'libfabric',
        fields: { pid: 16642 },
      },
    },
    {
      line: 'libfabric:77:core:core:ofi_hmem_init():421<info> hmem disabled',
      gives: { level: 'INFO', logger: 'core:core', format: 'libfabric' },
    },
  ],
})
