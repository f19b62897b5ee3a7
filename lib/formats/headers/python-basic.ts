import { patternHeader } from '../pattern-header.ts'

/** logging.basicConfig's default, `LEVEL:logger:text`: no time. */
export const pythonBasic = patternHeader({
  name: 'python-basic',
  source: 'https://docs.python.org/3/library/logging.html#logging.basicConfig',
  starts: 'DIWEC',
  pattern: /^(?<level>DEBUG|INFO|WARNING|ERROR|CRITICAL):(?<logger>[\w.-]{1,120}):(?! \/\/)/,
  samples: [
    { line: 'WARNING:datasets.builder:Reusing dataset openwebtext10k', gives: { level: 'WARNING', logger: 'datasets.builder', format: 'python-basic' } },
    { line: 'INFO:root:Reducer buckets have been rebuilt in this iteration.', gives: { level: 'INFO', logger: 'root', format: 'python-basic' } },
  ],
})
