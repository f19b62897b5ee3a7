// The sources of a job file, for `logmon resume`: logs that are read beside the output of the command.
import { join, resolve } from 'node:path'
import { wallClock } from '../../io/clock.ts'
import { followSource } from '../../io/follow-source.ts'
import { type Beside, readBeside } from '../../io/resume/beside.ts'
import { defaultsOf } from '../../options.ts'
import { isProblems, type Problem } from '../../problem.ts'
import type { Asked } from '../command.ts'
import type { Measured } from './measure.ts'
import type { ResumeWork } from './settings.ts'

type Settings = Exclude<ReturnType<typeof followSource.settle>, readonly Problem[]>

/** Says that files and command could not be told to be one job; undefined where they can. */
export function jobWithoutName({ config, values }: Asked): Problem | undefined {
  if (config?.sources === undefined || config.job !== undefined || values['job'] !== undefined) return undefined
  const reason = 'is needed, or job: in the job file, where that has sources: those files and the command are one job'
  return { place: '--job', reason }
}

/**
 * Returns what is followed; undefined where the job file names no sources, or what is wrong with them. The directory is
 * there.
 */
export function sourcesBeside(
  { config, environment }: Asked,
  { directory, logOf }: Pick<ResumeWork, 'directory' | 'logOf'>,
): Settings | undefined | readonly Problem[] {
  const { sources, follow = {} } = config ?? {}
  if (sources === undefined) return undefined
  // A pattern may fit the log of an attempt, which is read anyhow.
  const own = logOf('*')
  const settings = followSource.settle(
    {
      ...(defaultsOf(followSource.options) as Parameters<typeof followSource.settle>[0]),
      exclude: [...sources.flatMap(({ exclude = [] }) => exclude), own, resolve(own)],
      state: follow.state ?? join(directory, 'sources.json'),
      from: follow.from,
    },
    [...new Set(sources.flatMap(({ paths }) => paths))],
    environment,
  )
  return isProblems(settings) ? settings.map(problem => ({ ...problem, place: 'sources' })) : settings
}

/** Opens them. What there is now is found before its `looked` resolves. */
export function openBeside(settings: Settings, measured: Measured | undefined): Beside {
  const stop = new AbortController()
  const source = followSource.open(settings, stop.signal)
  measured?.add(source.measures)
  return readBeside(source, stop, wallClock)
}
