// `/api/v1/jobs/ID/…`: what is known of one job, for its page.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { TrackedJob } from '../../serve/events.ts'
import { historyOf } from '../../serve/job-history.ts'
import { ranksOf } from '../../serve/job-ranks.ts'
import { attemptsOf } from '../../serve/job-view.ts'
import { isRefusal, refusal } from '../../serve/refusal.ts'
import { toldAttempt } from '../../serve/told-attempt.ts'
import type { NearLine } from '../../why/judged.ts'
import { linesNear } from '../why/lines-near.ts'
import { type Caller, maySee } from './context.ts'
import { lastLines } from './last-lines.ts'
import { sendRefusal } from './reply.ts'
import { openSafely, safeFile } from './safe-path.ts'
import { ATTEMPTS, JOB, LINES } from './schemas.ts'
import type { Service } from './service.ts'
import type { ServeSettings } from './settings.ts'

const NO_JOB = refusal('NOT_FOUND', 'there is no such job')

type Of = { Params: { id: number } }

export function jobRoutes(app: FastifyInstance, service: Service, { rates }: ServeSettings): void {
  const { state, now } = service.context
  const jobOf = ({ params, caller }: FastifyRequest): TrackedJob | undefined => {
    const job = state.job((params as { id: number }).id)
    return job !== undefined && maySee(caller, job.owner) ? job : undefined
  }
  /** What reads a log costs something. */
  const rateLimit = { max: rates.preview.most, timeWindow: rates.preview.perMs }

  app.get<Of>('/api/v1/jobs/:id', { schema: JOB }, async (request, reply) => {
    const job = jobOf(request)
    return job === undefined ? sendRefusal(reply, NO_JOB) : service.view(job)
  })
  app.get<Of & { Querystring: { limit: number; near: number } }>(
    '/api/v1/jobs/:id/attempts',
    { schema: ATTEMPTS, config: { rateLimit } },
    async (request, reply) => {
      const job = jobOf(request)
      if (job === undefined) return sendRefusal(reply, NO_JOB)
      const { limit, near } = request.query
      const all = attemptsOf(state, job)
      const attempts = all.slice(-limit)
      const last = attempts.at(-1)
      const lines =
        near === 0 || last === undefined || last.log_path === ''
          ? []
          : await linesAround({ path: last.log_path, line: last.verdict.primary?.line }, near, request.caller)
      return {
        total: all.length,
        attempts: attempts.map(each => toldAttempt(each, each === last ? lines : [])),
      }
    },
  )
  app.get<Of>(
    '/api/v1/jobs/:id/history',
    { schema: { ...JOB, summary: 'A job over time: its states, attempts, alerts and steps' } },
    async (request, reply) => {
      const job = jobOf(request)
      return job === undefined ? sendRefusal(reply, NO_JOB) : historyOf(state, job)
    },
  )
  app.get<Of>(
    '/api/v1/jobs/:id/ranks',
    { schema: { ...JOB, summary: 'The ranks of a job by its newest records, the worst first' } },
    async (request, reply) => {
      const job = jobOf(request)
      if (job === undefined) return sendRefusal(reply, NO_JOB)
      const hasEnded = state.live(job.number)?.state === 'ENDED'
      return ranksOf(state.records(job.number), hasEnded ? state.heardOf(job) : now())
    },
  )
  app.get<Of & { Querystring: { limit: number } }>(
    '/api/v1/jobs/:id/lines',
    { schema: LINES, config: { rateLimit } },
    async (request, reply) => {
      const job = jobOf(request)
      if (job === undefined) return sendRefusal(reply, NO_JOB)
      const path = attemptsOf(state, job).at(-1)?.log_path || job.path
      if (path === '') return sendRefusal(reply, refusal('NOT_FOUND', 'the job has no log here, only records'))
      const { caller } = request
      const file = await safeFile(path, caller.root)
      if (isRefusal(file)) return sendRefusal(reply, file)
      return lastLines(file.path, request.query.limit, each => openSafely(each, caller.root))
    },
  )
}

/** The lines around one of a log; none where the log may not be read, or is another by now. */
async function linesAround(
  { path, line }: { readonly path: string; readonly line: number | undefined },
  near: number,
  { root }: Caller,
): Promise<readonly NearLine[]> {
  if (line === undefined) return []
  const range = { from: Math.max(1, line - near), to: line + near }
  return linesNear(path, [range], each => openSafely(each, root)).catch(() => [])
}
