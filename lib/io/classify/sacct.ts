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
  // One line, of the last run; of a job of several parts, one each: it has failed where one of them has.
  const states = stdout.split('\n').filter(line => line.trim() !== '')
  return states.find(state => state !== 'COMPLETED') ?? states[0]
}
