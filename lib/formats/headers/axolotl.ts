import { patternHeader } from '../pattern-header.ts'

/** Axolotl's logger: `[time] [LEVEL] [module:line] [PID:757] [RANK:0] `; releases since 2025 end after the module. */
export const axolotl = patternHeader({
  name: 'axolotl',
  source: 'https://github.com/axolotl-ai-cloud/axolotl/blob/main/src/axolotl/logging_config.py',
  starts: '[',
  pattern:
    /^\[(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3})\] \[(?<level>[A-Z]+)\] \[(?<logger>axolotl[\w.]{0,120}?)(?:[.:](?<line>\d+))?\](?: \[PID:(?<pid>\d+)\])?(?: \[RANK:(?<rank>\d+)\])? ?/,
  samples: [
    {
      line: '[2024-02-07 17:06:26,413] [INFO] [axolotl.scripts.do_merge_lora:88] [PID:757] [RANK:0] saving merged model to: lora-out/merged',
      gives: {
        time: '2024-02-07T17:06:26.413Z',
        level: 'INFO',
        logger: 'axolotl.scripts.do_merge_lora',
        rank: 0,
        format: 'axolotl',
        fields: { line: 88, pid: 757 },
      },
    },
    {
      line: '[2025-06-01 10:00:00,001] [WARNING] [axolotl.utils.schemas] [PID:12] [RANK:3] x',
      gives: { level: 'WARNING', rank: 3, logger: 'axolotl.utils.schemas' },
    },
  ],
})
