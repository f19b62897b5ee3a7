// Who may tell rules and hang to rest.
import type { OptionTable } from '../options.ts'

/** For what judges a job while it runs. */
export const SUSPEND_OPTION = {
  'suspend-file': {
    type: 'string',
    placeholder: 'FILE',
    describe: 'judge nothing while FILE is there (touch it; remove it to go on); SIGUSR2 and SIGCONT do the same',
  },
} as const satisfies OptionTable
