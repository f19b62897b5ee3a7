// `sacct` -> the jobs in it that have ended. It writes a line per job, its fields in the order that it was told to.
import { parseTime } from '../record/time.ts'
import { hasEnded, logPath, type SlurmJob } from './job.ts'

/** Between fields: no name has it, and what has it all the same stands last. */
export const DELIMITER = '\u001f'
const FIELDS = [
  'JobID',
  'JobIDRaw',
  'State',
  'ExitCode',
  'Start',
  'End',
  'User',
  'Partition',
  'NodeList',
  'Restarts',
  'WorkDir',
]

/** Returns what to ask sacct for: with the path of the output where it knows that (since 24.05). */
export const fieldsFor = (hasOutput: boolean): string =>
  [...FIELDS, ...(hasOutput ? ['StdOut', 'StdErr'] : []), 'JobName'].join(',')

/** Returns the jobs that have ended; a line that has another form is left out. Times are UTC. */
export function endedInAccounts(text: string, hasOutput: boolean): readonly SlurmJob[] {
  return text.split('\n').flatMap(line => {
    const words = line.split(DELIMITER)
    const [id = '', raw = '', state = '', exit = '', start = '', end = '', user = '', partition = '', nodes = ''] =
      words
    const [restarts = '', folder = '', ...rest] = words.slice(9)
    // Steps of a job, and ranges of an array that did not start yet.
    if (!/^\d+(?:[_+]\d+)?$/.test(id) || !hasEnded(state)) return []
    const name = rest.slice(hasOutput ? 2 : 0).join(DELIMITER)
    const array = /^(\d+)_(\d+)$/.exec(id)
    const facts = {
      number: Number(raw) || Number.parseInt(id, 10),
      array: array === null ? undefined : { id: Number(array[1]), task: Number(array[2]) },
      name,
      user,
      folder,
      nodes,
    }
    const [status = 0, signal = 0] = exit.split(':').map(Number)
    const logs = (hasOutput ? rest.slice(0, 2) : ['']).map((pattern, index) =>
      pattern === '' && index > 0 ? undefined : logPath(pattern, facts),
    )
    const job: SlurmJob = {
      id,
      name,
      user,
      partition,
      state: state.split(' ')[0] as string,
      exitStatus: status,
      signal,
      startMs: timeOf(start),
      endMs: timeOf(end),
      restarts: Number(restarts) || 0,
      nodes,
      logs: [...new Set(logs)].filter(path => path !== undefined && path !== '/dev/null') as string[],
    }
    return [job]
  })
}

const timeOf = (text: string): number | undefined => (/^\d{4}-/.test(text) ? parseTime(`${text}Z`) : undefined)
