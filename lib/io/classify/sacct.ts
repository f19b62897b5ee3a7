// Asks Slurm's accounting how a job ended.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const TIMEOUT_MS = 30_000

/**
 * Resolves to the state of a job as sacct writes it, such as `NODE_FAIL` or `CANCELLED by 1000`; undefined where sacct
 * knows no such job. Rejects where sacct cannot be run. `job` must be a job's id: digits, with an array index at most.
 */
export async function stateOfJob(job: string): Promise<string | undefined> {
  const words = ['--jobs', job, '--noheader', '--parsable2', '--allocations', '--format', 'State']
  const { stdout } = await promisify(execFile)('sacct', words, { timeout: TIMEOUT_MS }).catch(
    (error: Error & { readonly stderr?: string }) => {
      // Node's own message is the command line; what sacct says stands on its standard error.
      throw new Error(error.stderr?.trim() || error.message)
    },
  )
  // A job that was requeued has a line per run: the last one counts.
  return stdout.trim() === '' ? undefined : stdout.trim().split('\n').at(-1)
}
