// `squeue --json` -> the jobs in it that have ended. Its form differs from version to version: a number may be an
// object that holds one, a state a list of states.
import { hasEnded, logPath, type SlurmJob } from './job.ts'

type Fields = Readonly<Record<string, unknown>>

/** Returns the jobs that have ended; throws where the text is not what squeue writes. */
export const endedInQueue = (text: string): readonly SlurmJob[] => jobsIn(text).filter(({ state }) => hasEnded(state))

/** Returns the ids of the jobs that have not ended and write to a path. */
export const idsWritingTo = (path: string, text: string): readonly string[] =>
  jobsIn(text)
    .filter(({ state, logs }) => !hasEnded(state) && logs.includes(path))
    .map(({ id }) => id)

function jobsIn(text: string): readonly SlurmJob[] {
  const { jobs } = JSON.parse(text) as { readonly jobs?: unknown }
  if (!Array.isArray(jobs)) throw new Error('squeue --json wrote no list of jobs')
  return jobs.flatMap(each => jobOf(each as Fields) ?? [])
}

function jobOf(fields: Fields): SlurmJob | undefined {
  const number = numberOf(fields['job_id'])
  if (number === undefined) return undefined
  const arrayId = numberOf(fields['array_job_id']) ?? 0
  const task = numberOf(fields['array_task_id'])
  const array = arrayId > 0 && task !== undefined ? { id: arrayId, task } : undefined
  const hetId = numberOf(fields['het_job_id']) ?? 0
  const name = textOf(fields['name'])
  const user = textOf(fields['user_name']) || `${numberOf(fields['user_id']) ?? ''}`
  const nodes = textOf(fields['nodes'])
  const facts = { number, array, name, user, nodes, folder: textOf(fields['current_working_directory']) }
  const [exitStatus, signal] = exitOf(fields['exit_code'])
  const paths = [
    textOf(fields['stdout_expanded']) || logPath(textOf(fields['standard_output']), facts),
    // Without one of its own, errors stand in the output.
    textOf(fields['stderr_expanded']) ||
      (textOf(fields['standard_error']) === '' ? undefined : logPath(textOf(fields['standard_error']), facts)),
  ]
  return {
    id: array !== undefined ? `${array.id}_${array.task}` : hetId > 0 ? partOf(hetId, fields) : `${number}`,
    name,
    user,
    partition: textOf(fields['partition']),
    state: stateOf(fields['job_state']),
    exitStatus,
    signal,
    startMs: secondsOf(fields['start_time']),
    endMs: secondsOf(fields['end_time']),
    restarts: numberOf(fields['restart_cnt']) ?? 0,
    nodes,
    logs: [...new Set(paths)].filter(path => path !== undefined && path !== '' && path !== '/dev/null') as string[],
  }
}

const partOf = (hetId: number, fields: Fields): string => `${hetId}+${numberOf(fields['het_job_offset']) ?? 0}`

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'object' || value === null) return undefined
  const { set, number } = value as { readonly set?: unknown; readonly number?: unknown }
  return set === false || typeof number !== 'number' ? undefined : number
}

/** The first of several states: the others say more of it. */
const stateOf = (value: unknown): string => textOf(Array.isArray(value) ? value[0] : value)

function secondsOf(value: unknown): number | undefined {
  const seconds = numberOf(value) ?? 0
  return seconds > 0 ? seconds * 1000 : undefined
}

/** Exit status and signal: as wait(2) gives them in one number, or each by its name. */
function exitOf(value: unknown): readonly [status: number, signal: number] {
  if (typeof value === 'number') return [(value >> 8) & 0xff, value & 0x7f]
  const { return_code, signal } = (value ?? {}) as { readonly return_code?: unknown; readonly signal?: unknown }
  const id = (signal as { readonly id?: unknown; readonly signal_id?: unknown } | undefined) ?? {}
  return [numberOf(return_code) ?? 0, numberOf(id.id) ?? numberOf(id.signal_id) ?? 0]
}
