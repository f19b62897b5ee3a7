// `status`: how the jobs are that `logmon run` watches on this account.
import { jobsOfFolder } from '../status/read-status.ts'
import type { Tool } from './tool.ts'

const MOST_JOBS = 50
const LONGEST = 300

export const statusTool: Tool = {
  name: 'status',
  title: 'How jobs are now',
  description:
    'Says how the training jobs are that logmon run watches on this account, or watched last: state (WAITING, HEALTHY, SLOW, HANGING, FAULTED, ' +
    'ENDED), step, loss, since when and why.',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: { job: { type: 'string', maxLength: 256, description: 'Name of one job; all where it is left out' } },
  },
  async answer(given, { statusFolder }) {
    const known = jobsOfFolder(statusFolder).filter(({ job }) => given['job'] === undefined || job.job === given['job'])
    if (known.length === 0)
      return { text: 'No such job is known: logmon run keeps how its jobs are while it watches on this account.' }
    const rows = known
      .slice(0, MOST_JOBS)
      .map(({ job, run, isWatched }) =>
        JSON.stringify({ ...job, is_watched: isWatched, updated: run.ended ?? run.updated }, (_, value) =>
          typeof value === 'string' && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value,
        ),
      )
    return { text: `${known.length} ${known.length === 1 ? 'job' : 'jobs'}.`, data: rows.join('\n') }
  },
}
