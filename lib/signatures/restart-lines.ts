// Lines by which a launcher or scheduler tells that the job starts again: the one list that classify's rows and the
// parser's attempts are made of.

/**
 * A line with which a new attempt begins. Captures what it says of its number: `attempt` and `cycle` are the attempt's,
 * `restarts` is how often the scheduler started it again, `left` of `allowed` are the restarts of torchelastic.
 */
export const BEGINS =
  /profiling\.py:[^\n]*Cycle: *(?<attempt>\d+)|^Cycle: *(?<cycle>\d+)\b|\[sbatch_script\]: New run dir added:|(?<left>\d+)\/(?<allowed>\d+) attempts left; will restart worker group|\bSLURM_RESTART_COUNT[=:] ?(?<restarts>[1-9]\d*)\b/

/** Literals of which a line that BEGINS matches holds one. */
export const BEGINS_ANCHORS = ['Cycle: ', 'New run dir added:', 'will restart worker group', 'SLURM_RESTART_COUNT']

/**
 * A line after which this attempt ends, and the scheduler may start the job again into the same log: Slurm's end of a
 * job or step, submitit's and Lightning's requeue.
 */
const ENDS =
  /\*\*\* (?:JOB|STEP) [\d._a-z]+ ON [\w.-]+ CANCELLED AT |DUE TO JOB REQUEUE|\bRequeued (?:SLURM )?job\b|\b[Rr]equeu?e?ing job\b|handling auto-requeue/

/** A line with which a job of submitit starts: each time, the first time too. */
export const STARTS = /\bStarting with JobEnvironment\(/

/** What can only stand in one of these lines, for a quick look. */
const ANY =
  /Cycle: |New run dir added:|will restart worker group|SLURM_RESTART_COUNT|CANCELLED AT |JOB REQUEUE|Requeued |equeu?e?ing job|auto-requeue|JobEnvironment\(/

/** Who counts: what an outer one begins, an inner one begins anew. */
export type Counter = 'scheduler' | 'cycle' | 'torchelastic'

export type RestartLine =
  | { readonly is: 'begins'; readonly by: Counter; readonly number: number | undefined }
  | { readonly is: 'ends' }
  | { readonly is: 'starts' }

/** Returns what a line says of attempts; undefined for nearly every line. */
export function restartLineOf(text: string): RestartLine | undefined {
  if (!ANY.test(text)) return undefined
  const begins = BEGINS.exec(text)
  if (begins !== null) {
    const { attempt, cycle, restarts, left } = begins.groups ?? {}
    const by = restarts !== undefined ? 'scheduler' : left !== undefined ? 'torchelastic' : 'cycle'
    return { is: 'begins', by, number: numberOf(attempt ?? cycle ?? restarts) ?? restartsDone(begins.groups ?? {}) }
  }
  return ENDS.test(text) ? { is: 'ends' } : STARTS.test(text) ? { is: 'starts' } : undefined
}

/** torchelastic tells how many restarts are left before it does the next one. */
export function restartsDone({ left, allowed }: Readonly<Record<string, string | undefined>>): number | undefined {
  return left === undefined || allowed === undefined ? undefined : Number(allowed) - Number(left) + 1
}

/** A number of many digits is no count of attempts. */
const numberOf = (digits: string | undefined): number | undefined =>
  digits === undefined || digits.length > 9 ? undefined : Number(digits)
