import type { NamedFile, Problem } from '../stage.ts'
import type { JobConfig } from './job.ts'

/** Returns the job file's settings, or everything that is wrong with it. */
export async function loadJob(file: NamedFile): Promise<JobConfig | readonly Problem[]> {
  const { parse } = await import('yaml')
  return parse(file.text) as JobConfig
}
