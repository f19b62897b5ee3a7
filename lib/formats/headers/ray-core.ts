import { patternHeader } from '../pattern-header.ts'

/** Ray's C++ logs: `[time L pid tid] (component) file.cc:line: text`. */
export const rayCore = patternHeader({
  name: 'ray-core',
  source: 'https://github.com/ray-project/ray/blob/master/src/ray/util/logging.cc',
  starts: '[',
  pattern:
    /^\[(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?<level>[DIWEFC]) (?<pid>\d{1,9}) \d{1,9}\] (?:\((?<logger>[\w-]{1,60})\) )?(?<code>[\w./-]{1,200}:\d{1,7}):(?: |$)/,
  samples: [
    {
      line: '[2024-05-01 10:00:00,123 I 1234 1240] (raylet) node_manager.cc:450: started',
      gives: {
        time: '2024-05-01T10:00:00.123Z',
        level: 'INFO',
        logger: 'raylet',
        code: 'node_manager.cc:450',
        format: 'ray-core',
        fields: { pid: 1234 },
      },
    },
    {
      line: '[2024-05-01 10:00:00,123 E 12 34] core_worker.cc:1: died',
      gives: { level: 'ERROR', code: 'core_worker.cc:1', format: 'ray-core' },
    },
  ],
})
