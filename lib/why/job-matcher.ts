import { globMatcher, isGlob } from '../sources/glob.ts'
import type { Job } from './jobs.ts'

/** Returns a test whether the name or a path of a job holds a text, or fits it where that is a pattern. */
export function jobMatcher(wanted: string): (job: Job) => boolean {
  const fits = isGlob(wanted) ? globMatcher(wanted) : (path: string) => path.includes(wanted)
  return ({ name, files }) => fits(name) || files.some(fits)
}
