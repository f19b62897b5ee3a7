import type { NamedFile } from '../options.ts'
import type { Problem } from '../problem.ts'
import { isProblems } from '../problem.ts'
import { checkAlert } from './alert.ts'
import { checkRules } from './check-rules.ts'
import { checkSchema } from './check-schema.ts'
import { readFlagScale } from './dialects/flagscale.ts'
import { type Dialect, guessDialect } from './dialects/guess-dialect.ts'
import { readLogAgent } from './dialects/log-agent.ts'
import { readLogMonitoring } from './dialects/log-monitoring.ts'
import type { JobConfig } from './job.ts'
import { type Document, readDocument } from './read-document.ts'

/** Returns the settings of a job file in the named dialect, or everything that is wrong with it. */
export async function loadJob(file: NamedFile, dialect: Dialect = 'native'): Promise<JobConfig | readonly Problem[]> {
  const document = await readDocument(file)
  if (isProblems(document)) return document
  const looksLike = guessDialect(document.value) ?? dialect
  // Their words are the same and mean the opposite: what is healthy for one is slow for the other. Never guess.
  if (looksLike !== dialect)
    return [document.problem([], `is written in the ${looksLike} dialect, not ${dialect}: say --dialect ${looksLike}`)]
  return READERS[dialect](document)
}

const READERS: Readonly<Record<Dialect, (document: Document) => Promise<JobConfig | readonly Problem[]>>> = {
  native: readNative,
  'log-agent': readLogAgent,
  'log-monitoring': readLogMonitoring,
  flagscale: readFlagScale,
}

async function readNative(document: Document): Promise<JobConfig | readonly Problem[]> {
  const misshapen = await checkSchema('job', document)
  const problems = [...misshapen, ...checkRules(document), ...(misshapen.length > 0 ? [] : checkAlert(document))]
  return problems.length > 0 ? problems : (document.value as JobConfig)
}
