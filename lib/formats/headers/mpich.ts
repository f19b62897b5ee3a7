import { patternHeader } from '../pattern-header.ts'

/** Cray MPICH's abort line: `MPICH ERROR [Rank n] [job id x] [date] [host] - text`. */
export const mpich = patternHeader({
  name: 'mpich',
  source: 'https://cpe.ext.hpe.com/docs/latest/mpt/mpich/index.html',
  starts: 'M',
  speaker: /^/,
  pattern:
    /^MPICH (?<level>ERROR|WARNING|INFO) \[Rank (?<rank>\d{1,9})\] \[job id (?<job_id>[\w.-]{1,60})\] \[(?<time>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})\] \[(?<node>[\w.-]{1,253})\] - /,
  samples: [
    {
      line: 'MPICH ERROR [Rank 13] [job id 9fa1.0] [Thu Feb 13 12:42:18 2025] [nid001234] - Abort(136949518) (rank 13 in comm 0): Fatal error',
      gives: {
        time: '2025-02-13T12:42:18.000Z',
        level: 'ERROR',
        rank: 13,
        node: 'nid001234',
        format: 'mpich',
        fields: { job_id: '9fa1.0' },
      },
    },
  ],
})
