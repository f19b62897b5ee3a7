import { patternHeader } from '../pattern-header.ts'

/** The head of DeepSpeed's first releases: `[INFO 2020-02-06 19:53:56] `. */
export const deepspeedEarly = patternHeader({
  name: 'deepspeed-early',
  source: 'https://github.com/microsoft/DeepSpeed/blob/v0.1.0/deepspeed/pt/log_utils.py',
  starts: '[',
  pattern: /^\[(?<level>DEBUG|INFO|WARNING|ERROR|CRITICAL) (?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\] ?/,
  samples: [
    {
      line: '[WARNING 2020-02-06 19:53:56] hello',
      gives: { time: '2020-02-06T19:53:56.000Z', level: 'WARNING', format: 'deepspeed-early' },
    },
  ],
})
