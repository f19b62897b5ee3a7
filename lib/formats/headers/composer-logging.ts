import { patternHeader } from '../pattern-header.ts'

/**
 * Composer's and llm-foundry's logger: `2023-06-27 10:00:00,123: rank0[1234][MainThread]: INFO: llmfoundry.train: `.
 */
export const composerLogging = patternHeader({
  name: 'composer-logging',
  source: 'https://github.com/mosaicml/llm-foundry/blob/main/llmfoundry/command_utils/train.py',
  starts: '0-9',
  pattern:
    /^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}): rank(?<rank>\d+)\[(?<pid>\d+)\]\[(?<thread>[^\]]{1,60})\]: (?<level>[A-Z]+): (?:(?<logger>[\w.]{1,120}): )?/,
  samples: [
    {
      line: '2023-06-27 10:00:00,123: rank3[1234][MainThread]: INFO: llmfoundry.command_utils.train: Building tokenizer...',
      gives: {
        time: '2023-06-27T10:00:00.123Z',
        rank: 3,
        level: 'INFO',
        logger: 'llmfoundry.command_utils.train',
        format: 'composer-logging',
        fields: { pid: 1234, thread: 'MainThread' },
      },
    },
  ],
})
