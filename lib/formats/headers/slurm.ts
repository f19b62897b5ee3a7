import { parseLevel } from '../../record/level.ts'
import type { Entry, Header } from '../format.ts'
import { readStamp } from '../stamp.ts'

const HEAD =
  /^(slurmstepd|slurmd|srun|sbatch|salloc|scancel)(?:-([\w.-]{1,120})|\[([\w.-]{1,120})\])?: (?:(fatal|error|warning|info|verbose|debug[1-5]?): )?/
const CANCELLED =
  /^\*\*\* (?:JOB (\d{1,12})|STEP (\d{1,12})\.([\w+]{1,16})) ON (\S{1,120}) CANCELLED AT (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?: DUE TO ([A-Z ]{2,60}?))?(?:,[^*]{0,80})? \*\*\*/
const TASK = /^([\w.-]{1,120}): tasks? (\d{1,9})(?:: |([\d,-]{1,200}): )/
const STEP_ID = /\bStepId=(\d{1,12})\.([\w+]{1,16})/

/**
 * Slurm's own lines in a job's output. The first node of a list is all that a cancelled step names; no reason after
 * CANCELLED means a user or an administrator.
 */
export const slurm: Header = {
  part: 'header',
  name: 'slurm',
  source: 'https://slurm.schedmd.com/srun.html',
  starts: 's',
  speaker: /^/,
  samples: [
    {
      line: 'slurmstepd: error: *** JOB 1999616 ON r6i4n5 CANCELLED AT 2021-05-27T21:42:11 DUE TO TIME LIMIT ***',
      gives: {
        time: '2021-05-27T21:42:11.000Z',
        level: 'ERROR',
        node: 'r6i4n5',
        format: 'slurm',
        logger: 'slurmstepd',
        fields: { job_id: 1999616, event: 'cancelled', reason: 'TIME LIMIT' },
      },
    },
    {
      line: '0: slurmstepd: error: *** STEP 405737.0 ON cgpu12 CANCELLED AT 2020-01-16T23:05:49 ***',
      gives: { task: 0, node: 'cgpu12', fields: { job_id: 405737, step_id: '0' } },
    },
    {
      line: 'srun: error: cgpu12: task 0: Segmentation fault',
      gives: { level: 'ERROR', node: 'cgpu12', task: 0, format: 'slurm', fields: { failure: 'Segmentation fault' } },
    },
    {
      line: 'srun: error: nid003: tasks 8-11,14: Exited with exit code 1',
      gives: { node: 'nid003', fields: { tasks: '8-11,14', failure: 'Exited with exit code 1', exit_code: 1 } },
    },
    {
      line: 'slurmstepd-gpu04: error: Detected 1 oom_kill event in StepId=26919870.batch. Some of the step tasks have been OOM Killed.',
      gives: { node: 'gpu04', level: 'ERROR', fields: { job_id: 26919870, step_id: 'batch' } },
    },
    { line: 'srun: error: Node failure on gpu-7', gives: { node: 'gpu-7', level: 'ERROR' } },
    {
      line: 'slurmstepd: error: *** STEP 12345.batch ON nid[001-004] CANCELLED AT 2024-05-01T10:00:00 DUE TO NODE FAILURE, SEE SLURMCTLD LOG FOR DETAILS ***',
      gives: {
        time: '2024-05-01T10:00:00.000Z',
        fields: { job_id: 12345, step_id: 'batch', nodes: 'nid[001-004]', reason: 'NODE FAILURE' },
      },
    },
    {
      line: 'srun: Job step aborted: Waiting up to 62 seconds for job step to finish.',
      gives: { level: 'INFO', logger: 'srun', format: 'slurm' },
    },
  ],
  read(text, entry) {
    const match = HEAD.exec(text)
    if (match === null) return undefined
    const [head, program, dashed, bracketed, level] = match
    entry.logger ??= program
    entry.level = level === undefined ? 'INFO' : (parseLevel(level.replace(/\d$/, '')) ?? 'INFO')
    entry.node ??= dashed ?? bracketed
    const rest = text.slice(head.length)
    noteCancelled(rest, entry)
    noteTask(rest, entry)
    const step = STEP_ID.exec(rest)
    if (step !== null) entry.fields = { ...entry.fields, job_id: Number(step[1]), step_id: step[2] }
    return rest
  },
}

function noteCancelled(rest: string, entry: Entry): void {
  const match = CANCELLED.exec(rest)
  if (match === null) return
  const [, job, jobOfStep, step, node, time, reason] = match
  entry.stamp = readStamp(time as string) ?? entry.stamp
  const isList = (node as string).includes('[')
  if (!isList) entry.node ??= node
  entry.fields = {
    ...entry.fields,
    job_id: Number(job ?? jobOfStep),
    ...(step === undefined ? {} : { step_id: step }),
    ...(isList ? { nodes: node } : {}),
    event: 'cancelled',
    ...(reason === undefined ? {} : { reason }),
  }
}

function noteTask(rest: string, entry: Entry): void {
  const match = TASK.exec(rest)
  if (match === null) {
    entry.node ??= /^Node failure on ([\w.-]{1,120})/.exec(rest)?.[1]
    return
  }
  const [head, node, first, more] = match
  entry.node ??= node
  if (more === undefined) entry.task ??= Number(first)
  const failure = rest.slice(head.length).trim()
  const exit = /^Exited with exit code (\d{1,3})/.exec(failure)
  entry.fields = {
    ...entry.fields,
    ...(more === undefined ? {} : { tasks: first + more }),
    failure,
    ...(exit === null ? {} : { exit_code: Number(exit[1]) }),
  }
}
