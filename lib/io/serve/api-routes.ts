// `/api/v1`: jobs, attempts, verdicts, records and events, for the page and for programs.
import type { FastifyInstance } from 'fastify'
import { parseDuration, parseTime } from '../../record/time.ts'
import type { TrackedJob } from '../../serve/events.ts'
import { attemptsOf } from '../../serve/job-view.ts'
import { queryRecords } from '../../serve/record-query.ts'
import { isRefusal, refusal } from '../../serve/refusal.ts'
import { type Caller, maySee } from './context.ts'
import { takeRecords } from './record-feed.ts'
import { sendInvalid, sendRefusal } from './reply.ts'
import { API_JOBS, EVENTS, FEED, JOB, RECORDS, VERDICTS } from './schemas.ts'
import type { Service } from './service.ts'

const MOST_BYTES = 16 * 1024 * 1024
const NO_JOB = refusal('NOT_FOUND', 'there is no such job')

interface ListQuery {
  readonly limit: number
  readonly offset: number
  readonly user?: string
  readonly contains?: string
}
interface VerdictQuery {
  readonly limit: number
  readonly since?: string
  readonly action?: string
  readonly category?: string
}
interface RecordsQuery {
  readonly job: number
  readonly kind?: string
  readonly contains?: string
  readonly since?: string
  readonly after: number
  readonly limit: number
}

export function apiRoutes(app: FastifyInstance, service: Service): void {
  const { state, now } = service.context
  const jobFor = (number: number, caller: Caller): TrackedJob | undefined => {
    const job = state.job(number)
    return job !== undefined && maySee(caller, job.owner) ? job : undefined
  }
  /** When `since` was; a text that is none is told. */
  const sinceOf = (text: string | undefined): number | undefined => {
    if (text === undefined) return undefined
    const ago = parseDuration(text)
    return ago === undefined ? parseTime(text) : now() - ago
  }
  const noTime = {
    loc: ['query', 'since'],
    msg: 'must be how long ago (12h, 7d) or when (2026-03-04T05:06:07Z)',
    type: 'value_error',
  }
  app.get<{ Querystring: ListQuery }>('/api/v1/jobs', { schema: API_JOBS }, async ({ query, caller }) => {
    const needle = query.contains?.toLowerCase()
    const jobs = service
      .views(caller)
      .filter(({ user }) => query.user === undefined || user === query.user)
      .filter(({ job_id, log_path }) => needle === undefined || `${job_id} ${log_path}`.toLowerCase().includes(needle))
      .sort((one, other) =>
        one.heard_at < other.heard_at ? 1 : one.heard_at > other.heard_at ? -1 : other.id - one.id,
      )
    return { total: jobs.length, jobs: jobs.slice(query.offset, query.offset + query.limit) }
  })
  app.get<{ Params: { id: number } }>('/api/v1/jobs/:id', { schema: JOB }, async ({ params, caller }, reply) => {
    const job = jobFor(params.id, caller)
    return job === undefined ? sendRefusal(reply, NO_JOB) : service.view(job)
  })
  app.get<{ Params: { id: number } }>(
    '/api/v1/jobs/:id/attempts',
    { schema: { ...JOB, summary: 'The attempts of a job, each with its verdict' } },
    async ({ params, caller }, reply) => {
      const job = jobFor(params.id, caller)
      return job === undefined ? sendRefusal(reply, NO_JOB) : { attempts: attemptsOf(state, job) }
    },
  )
  app.get<{ Querystring: VerdictQuery }>('/api/v1/verdicts', { schema: VERDICTS }, async ({ query, caller }, reply) => {
    const since = sinceOf(query.since)
    if (query.since !== undefined && since === undefined) return sendInvalid(reply, [noTime])
    const found = state
      .jobs()
      .filter(job => maySee(caller, job.owner))
      .flatMap(job => attemptsOf(state, job).map(attempt => ({ job: job.number, ...attempt })))
      .filter(({ judged_at }) => since === undefined || (parseTime(judged_at) ?? 0) >= since)
      .filter(({ verdict }) => query.action === undefined || verdict.action === query.action)
      .filter(({ verdict }) => query.category === undefined || verdict.category === query.category)
      .sort((one, other) => (one.judged_at < other.judged_at ? 1 : -1))
    return { total: found.length, verdicts: found.slice(0, query.limit) }
  })
  app.get<{ Querystring: RecordsQuery }>('/api/v1/records', { schema: RECORDS }, async ({ query, caller }, reply) => {
    if (jobFor(query.job, caller) === undefined) return sendRefusal(reply, NO_JOB)
    const since = sinceOf(query.since)
    if (query.since !== undefined && since === undefined) return sendInvalid(reply, [noTime])
    const { records, next } = queryRecords(state.records(query.job), {
      kinds: (query.kind ?? '').split(',').filter(kind => kind !== ''),
      contains: query.contains,
      after: query.after,
      since,
      limit: query.limit,
    })
    return { records: records.map(({ number, record }) => ({ id: number, record })), next: next ?? null }
  })
  app.post<{ Querystring: { job: string }; Body: string }>(
    '/api/v1/records',
    { schema: FEED, bodyLimit: MOST_BYTES },
    async ({ query, body, caller }, reply) => {
      if (typeof body !== 'string')
        return reply.code(415).send({ error_code: 'INVALID_PARAMETER', message: 'send application/x-ndjson' })
      const taken = takeRecords(service.context, query.job, body, caller)
      return isRefusal(taken) ? sendRefusal(reply, taken) : taken
    },
  )
  app.get<{ Querystring: { job?: number } }>('/api/v1/events', { schema: EVENTS }, (request, reply) => {
    const { query, caller } = request
    if (query.job !== undefined && jobFor(query.job, caller) === undefined) return sendRefusal(reply, NO_JOB)
    const last = Number(request.headers['last-event-id'] ?? Number.NaN)
    service.events.open(reply, { caller, job: query.job, after: Number.isSafeInteger(last) ? last : undefined })
    return reply
  })
}
