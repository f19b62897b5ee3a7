import { patternHeader } from '../pattern-header.ts'

/** Weights & Biases' terminal lines: `wandb: text`, `wandb: WARNING text`. */
export const wandb = patternHeader({
  name: 'wandb',
  source: 'https://github.com/wandb/wandb/blob/main/wandb/errors/term.py',
  starts: 'w',
  speaker: /^/,
  pattern: /^(?<logger>wandb): (?:(?<level>WARNING|ERROR) )?/,
  samples: [
    { line: 'wandb: Tracking run with wandb version 0.16.0', gives: { logger: 'wandb', format: 'wandb' } },
    { line: 'wandb: WARNING Serializing object of type list', gives: { level: 'WARNING', format: 'wandb' } },
  ],
})
