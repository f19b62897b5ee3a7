// Which jobs are looked at: --since and --job.
import { STANDARD_INPUT } from '../../io/classify/open-log.ts'
import { writtenAt } from '../../io/why/find-logs.ts'
import type { OptionTable, OptionValues } from '../../options.ts'
import type { Problem } from '../../problem.ts'
import { parseDuration, parseTime } from '../../record/time.ts'
import { jobMatcher } from '../../why/job-matcher.ts'
import type { Job } from '../../why/jobs.ts'

export const SELECT_OPTIONS = {
  since: {
    type: 'string',
    placeholder: 'TIME',
    describe: 'only jobs whose logs were written to since then: 12h, 7d, 2026-03-04',
  },
  job: {
    type: 'string',
    placeholder: 'NAME',
    describe: 'only jobs whose name or path holds it, or fits it where it is a pattern',
  },
} as const satisfies OptionTable

/** Returns the instant of --since; undefined where none was given. */
export function sinceOf(given: OptionValues[string]): number | undefined | readonly Problem[] {
  if (given === undefined) return undefined
  const ago = parseDuration(`${given}`)
  const time = ago === undefined ? parseTime(`${given}`) : Date.now() - ago
  if (time !== undefined) return time
  return [
    {
      place: '--since',
      reason: `"${given}" is no time; write how long ago (12h, 7d) or when (2026-03-04, 2026-03-04T05:06)`,
    },
  ]
}

/** What is left of the jobs. A log that is not there is left, so that it is told. */
export function isWanted(name: OptionValues[string], since: number | undefined): (job: Job) => boolean {
  const fits = name === undefined ? () => true : jobMatcher(`${name}`)
  return job =>
    fits(job) &&
    (since === undefined || job.files.some(file => file === STANDARD_INPUT || (writtenAt(file) ?? since) >= since))
}
