// The file that `logmon run` keeps about how its jobs are, for `logmon status`.
import { basename } from 'node:path'
import { wallClock } from '../io/clock.ts'
import { keepStatus, statusPath } from '../io/status/keep-status.ts'
import type { OptionTable } from '../options.ts'
import { type Asked, jobNameOf } from './command.ts'
import type { RecordOutput } from './record-output.ts'

export const STATUS_OPTION = {
  'status-file': {
    type: 'string',
    placeholder: 'FILE|off',
    describe: "keep how the job is in this file, for logmon status; by default one in the user's state directory",
  },
} as const satisfies OptionTable

/** Adds the file to what takes a run's records. A replay keeps none, unless one is asked for. */
export function withStatusFile(shown: RecordOutput, asked: Asked, say: (text: string) => void): RecordOutput {
  const { values, positionals, environment, mode } = asked
  const given = values['status-file']
  if (given === 'off' || (given === undefined && mode === 'record')) return shown
  const job = jobNameOf(asked) ?? basename(positionals[0] ?? 'log')
  const path = typeof given === 'string' ? given : statusPath(job, environment)
  const settings = { path, job, clock: wallClock, ...(given === undefined ? {} : { tell: say }) }
  return {
    ...shown,
    // The screen first: the file is written when all else is ready.
    open: async end => [...((await shown.open?.(end)) ?? []), keepStatus(settings)],
  }
}
