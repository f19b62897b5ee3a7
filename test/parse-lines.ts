// Runs lines through logmon-parse's own machine, as a replay.
import { drive } from '../lib/drive.ts'
import { isProblems } from '../lib/problem.ts'
import { parse } from '../lib/programs/parse.ts'
import type { AnyRecord, LogRecord } from '../lib/record/types.generated.ts'
import { driven } from './driven.ts'

/** Returns every record that the lines give, notices included. */
export function parseLines(
  lines: readonly (string | LogRecord)[],
  options: Record<string, unknown> = {},
): readonly AnyRecord[] {
  const settings = parse.settle(options as never, { config: undefined, environment: {} })
  if (isProblems(settings)) throw new Error(JSON.stringify(settings))
  const driver = driven(drive(parse.start(settings), 'record', false))
  return [...lines.flatMap(line => driver.take(line, 0)), ...driver.end(0)]
}

/** Returns the log records alone. */
export function parseLogs(
  lines: readonly (string | LogRecord)[],
  options: Record<string, unknown> = {},
): readonly LogRecord[] {
  return parseLines(lines, options).filter((record): record is LogRecord => record.kind === 'log')
}
