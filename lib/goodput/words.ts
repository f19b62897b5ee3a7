// What parts and causes are called.
import { cleanLine } from '../redact/clean-text.ts'
import { CATEGORIES, type Category } from '../signatures/categories.ts'
import { type Part, SLOW_STEPS } from './account.ts'

export const PART_WORDS: Readonly<Record<Part, string>> = {
  training: 'training',
  checkpoint: 'checkpoints',
  evaluation: 'evaluations',
  startup: 'first start-up',
  ending: 'after the last step',
  hang: 'hangs',
  restart: 'restarts',
  redone: 'steps done again',
  slow: 'slow steps',
}

/** Returns a cause in words. */
export const causeWords = (cause: string): string =>
  cause === SLOW_STEPS ? 'steps took longer than usual' : (CATEGORIES[cause as Category]?.title ?? cause)

const MAX_NAME = 200

/** Returns the name of a job as it may be shown. */
export const jobWords = (job: string): string => cleanLine(job, MAX_NAME)

/** A share that is not nothing is never told as nothing, nor one that is not all as all. */
export function share(ms: number, totalMs: number): string {
  const percent = (100 * ms) / totalMs
  const shown =
    percent > 99 && percent < 100
      ? Math.floor(percent * 10) / 10
      : percent < 1
        ? Math.ceil(percent * 10) / 10
        : Math.round(percent)
  return `${shown} %`
}
