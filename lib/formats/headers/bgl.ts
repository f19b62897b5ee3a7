import { patternHeader } from '../pattern-header.ts'

/**
 * Blue Gene/L's RAS log, as public log collections have it: `label epoch date node time node RAS facility LEVEL text`.
 */
export const bgl = patternHeader({
  name: 'bgl',
  source: 'https://github.com/logpai/loghub/tree/master/BGL',
  starts: '-A-Z',
  pattern:
    /^(?<label>-|[A-Z]{4,12}) \d{10} \d{4}\.\d\d\.\d\d (?:NULL|(?<node>\S{1,60})) (?<time>\d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d\.\d{6}) \S{1,60} (?<logger>[A-Z]{2,12}) (?<facility>[A-Z]{2,16}) (?<level>INFO|WARNING|ERROR|SEVERE|FATAL|FAILURE) ?/,
  samples: [
    {
      line: '- 1117838570 2005.06.03 R02-M1-N0-C:J12-U11 2005-06-03-15.42.50.675872 R02-M1-N0-C:J12-U11 RAS KERNEL INFO instruction cache parity error corrected',
      gives: {
        time: '2005-06-03T15:42:50.675872Z',
        level: 'INFO',
        node: 'R02-M1-N0-C:J12-U11',
        logger: 'RAS',
        format: 'bgl',
        fields: { facility: 'KERNEL', label: '-' },
      },
    },
    {
      line: 'KERNDTLB 1118536327 2005.06.11 R30-M0-N9-C:J16-U01 2005-06-11-17.32.07.581048 R30-M0-N9-C:J16-U01 RAS KERNEL FATAL data TLB error interrupt',
      gives: { level: 'CRITICAL', node: 'R30-M0-N9-C:J16-U01', fields: { label: 'KERNDTLB' } },
    },
  ],
})
