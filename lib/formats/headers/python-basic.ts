import { patternHeader } from '../pattern-header.ts'

/** logging.basicConfig's default, `LEVEL:logger:text`, and `logger - LEVEL - text`: no time. */
export const pythonBasic = patternHeader({
  name: 'python-basic',
  source: 'https://docs.python.org/3/library/logging.html#logging.basicConfig',
  starts: 'A-Za-z_',
  pattern:
    /^(?:(?<level>DEBUG|INFO|WARNING|ERROR|CRITICAL):(?<logger>[\w.-]{1,120}):(?! \/\/)|(?<logger2>[A-Za-z_][\w.]{0,120}) - (?<level2>DEBUG|INFO|WARNING|ERROR|CRITICAL) - )/,
  samples: [
    {
      line: 'root - INFO - Computing 6 rows for table yolo12s',
      gives: { level: 'INFO', logger: 'root', format: 'python-basic' },
    },
    {
      line: 'WARNING:datasets.builder:Reusing dataset openwebtext10k',
      gives: { level: 'WARNING', logger: 'datasets.builder', format: 'python-basic' },
    },
    {
      line: 'INFO:root:Reducer buckets have been rebuilt in this iteration.',
      gives: { level: 'INFO', logger: 'root', format: 'python-basic' },
    },
  ],
})
