// `sacct` -> the jobs in it that have ended. It writes a line per job, its fields in the order that it was told to.
import { parseTime } from '../record/time.ts'
import { hasEnded, logPath, type SlurmJob } from './job.ts'

/** Between fields: no name has it, and what has it all the same stands last. */
export const DELIMITER = '\u001f'
/** `Restarts` is there since Slurm 23.11, `StdOut` and `StdErr` since 24.05. */
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
  'StdOut',
  'StdErr',
  'JobName',
] as const

/** Returns the fields to ask sacct for, of those that its `--helpformat` names: it refuses all for one it lacks. */
export function fieldsIn(help: string): readonly string[] {
  const known = new Set(help.split(/\s+/))
  return FIELDS.filter(field => known.has(field))
}

/**
 * Returns the jobs that have ended, of what sacct says of `fields`; a line that has another form is left out. Times are
 * UTC. Of a job of several parts each part is one.
 */
export function endedInAccounts(text: string, fields: readonly string[]): readonly SlurmJob[] {
  return text.split('\n').flatMap(line => {
    const words = line.split(DELIMITER)
    const of = (name: (typeof FIELDS)[number]): string => words[fields.indexOf(name)] ?? ''
    const [id, state] = [of('JobID'), of('State')]
    // Steps of a job, and ranges of an array that did not start yet.
    if (!/^\d+(?:[_+]\d+)?$/.test(id) || !hasEnded(state)) return []
    const name = words.slice(fields.indexOf('JobName')).join(DELIMITER)
    const array = /^(\d+)_(\d+)$/.exec(id)
    const facts = {
      number: Number(of('JobIDRaw')) || Number.parseInt(id, 10),
      array: array === null ? undefined : { id: Number(array[1]), task: Number(array[2]) },
      name,
      user: of('User'),
      folder: of('WorkDir'),
      nodes: of('NodeList'),
    }
    const [status = 0, signal = 0] = of('ExitCode').split(':').map(Number)
    const patterns = fields.includes('StdOut') ? [of('StdOut'), of('StdErr')] : ['']
    const logs = patterns.map((pattern, index) => (pattern === '' && index > 0 ? undefined : logPath(pattern, facts)))
    const job: SlurmJob = {
      id,
      name,
      user: facts.user,
      partition: of('Partition'),
      state: state.split(' ')[0] as string,
      exitStatus: status,
      signal,
      startMs: timeOf(of('Start')),
      endMs: timeOf(of('End')),
      restarts: Number(of('Restarts')) || 0,
      nodes: facts.nodes,
      logs: [...new Set(logs)].filter(path => path !== undefined && path !== '/dev/null') as string[],
    }
    return [job]
  })
}

const timeOf = (text: string): number | undefined => (/^\d{4}-/.test(text) ? parseTime(`${text}Z`) : undefined)
