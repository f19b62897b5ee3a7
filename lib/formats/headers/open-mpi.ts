import { patternHeader } from '../pattern-header.ts'

/**
 * Open MPI's own words, `[host:pid] `, with the process number in at least five digits. The host holds a digit, for
 * `[epoch:10000] ` is none.
 */
export const openMpi = patternHeader({
  name: 'open-mpi',
  source: 'https://github.com/open-mpi/ompi/blob/main/opal/util/stacktrace.c',
  starts: '[',
  pattern:
    /^\[(?<node>(?=[A-Za-z.-]{0,60}\d)(?![^:\]]*\.(?:py|cc|cpp|cu|go|rs|c|h):)[A-Za-z][\w.-]{0,252}):(?<pid>\d{5,9})\] +/,
  samples: [
    {
      line: '[lhx-910:19474] *** Process received signal ***',
      gives: { node: 'lhx-910', format: 'open-mpi', fields: { pid: 19474 } },
    },
  ],
})
