// Where what is to be told is kept until it was, for a job whose own state is kept.
import { isProblems, type Problem } from '../problem.ts'
import type { Asked } from './command.ts'
import { readFiles } from './read-files.ts'

/** The option of `logmon run` that names the outbox of `logmon-alert`. */
const OUTBOX = 'alert-state'

/** Names the outbox, where somebody is told and no option names one. */
export function withOutbox<Given extends Pick<Asked, 'config' | 'values'>>(
  asked: Given,
  path: string,
): Given | readonly Problem[] {
  const { values, config } = asked
  const isTold = config?.alert?.channels?.some(({ type }) => type !== 'stdout') === true
  if (!isTold || values[OUTBOX] !== undefined) return asked
  const read = readFiles({ [OUTBOX]: { type: 'ledger', describe: '' } }, { [OUTBOX]: path })
  return isProblems(read) ? read : { ...asked, values: { ...values, ...read } }
}
