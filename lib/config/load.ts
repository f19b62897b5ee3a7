import type { NamedFile, Problem } from '../stage.ts'
import { isProblems } from '../stage.ts'
import { checkAlert } from './alert.ts'
import { checkRules } from './check-rules.ts'
import { checkSchema } from './check-schema.ts'
import type { JobConfig } from './job.ts'
import { readDocument } from './read-document.ts'

/** Returns the job file's settings, or everything that is wrong with it. */
export async function loadJob(file: NamedFile): Promise<JobConfig | readonly Problem[]> {
  const document = await readDocument(file)
  if (isProblems(document)) return document
  const misshapen = await checkSchema('job', document)
  const problems = [...misshapen, ...checkRules(document), ...(misshapen.length > 0 ? [] : checkAlert(document))]
  return problems.length > 0 ? problems : (document.value as JobConfig)
}
