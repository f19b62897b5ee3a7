import { patternHeader } from '../pattern-header.ts'

/** transformers' logger, `[LEVEL|file:line] time >> `, and LLaMA-Factory's, `[LEVEL|time] file:line >> `. */
export const hfLogging = patternHeader({
  name: 'hf-logging',
  source: 'https://github.com/huggingface/transformers/blob/main/src/transformers/utils/logging.py',
  starts: '[',
  pattern:
    /^\[(?<level>[A-Z]+)\|(?:(?<code>[^\]|\s]+:\d+)\] )?(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{3})?)(?:\] \S+:\d+)? >> ?/,
  samples: [
    {
      line: '[INFO|trainer.py:2134] 2024-07-17 00:18:20,685 >>   Gradient Accumulation steps = 16',
      gives: { time: '2024-07-17T00:18:20.685Z', level: 'INFO', code: 'trainer.py:2134', format: 'hf-logging' },
    },
    {
      line: '[INFO|2024-11-26 22:07:15] trainer.py:2321 >>   Total optimization steps = 17,000',
      gives: { time: '2024-11-26T22:07:15.000Z', level: 'INFO', format: 'hf-logging' },
    },
  ],
})
