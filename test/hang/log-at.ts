import type { LogRecord } from '../../lib/record/types.generated.ts'

export const START = Date.UTC(2026, 0, 1)

/** A log record so many seconds after `START`. */
export const at = (seconds: number, message: string, more: Partial<LogRecord> = {}): LogRecord => ({
  kind: 'log',
  time: new Date(START + seconds * 1000).toISOString(),
  message,
  ...more,
})
