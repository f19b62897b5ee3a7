import type { LogRecord } from '../record/types.generated.ts'
import { defineStage } from '../stage.ts'

export const parse = defineStage({
  name: 'parse',
  summary: 'Turn raw training log lines into records: time, level, rank, step, metrics.',
  reads: 'lines',
  writes: ['log'],
  passes: false,
  configured: true,
  options: {},
  examples: [],
  settle: () => ({}),
  start: () => ({
    onRecord: input => [typeof input === 'string' ? ({ kind: 'log', format: 'raw', message: input } satisfies LogRecord) : input],
  }),
})
