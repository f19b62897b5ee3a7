// `/api/v1`: jobs, attempts, verdicts, records and events, for the page and for programs.
import type { FastifyInstance } from 'fastify'
import { isActive } from '../../alert/silence.ts'
import { matcherText } from '../../channel/matcher.ts'
import { formatTime, parseDuration, parseTime } from '../../record/time.ts'
import type { TrackedJob } from '../../serve/events.ts'
import { attemptsOf } from '../../serve/job-view.ts'
import { queryRecords } from '../../serve/record-query.ts'
import { isRefusal, refusal } from '../../serve/refusal.ts'
import { loadSilences } from '../deliver/silence-file.ts'
import { type Caller, maySee } from './context.ts'
import { takeRecords } from './record-feed.ts'
import { sendInvalid, sendRefusal } from './reply.ts'
import { API_JOBS, EVENTS, FEED, RECORDS, SILENCES, VERDICTS } from './schemas.ts'
import type { Service } from './service.ts'
import type { ServeSettings } from './settings.ts'

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
  readonly before?: number
  readonly newest: boolean
  readonly limit: number
}

export function apiRoutes(app: FastifyInstance, service: Service, settings: ServeSettings): void {
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
    const jobs = state
      .jobs()
      .filter(({ owner }) => maySee(caller, owner))
      .filter(({ user }) => query.user === undefined || user === query.user)
      .filter(
        ({ jobId, path, user }) => needle === undefined || `${jobId} ${path} ${user}`.toLowerCase().includes(needle),
      )
      .sort((one, other) => state.heardOf(other) - state.heardOf(one) || other.number - one.number)
    // A view is made of what is shown alone.
    return { total: jobs.length, jobs: service.viewsOf(jobs.slice(query.offset, query.offset + query.limit)) }
  })
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
      before: query.before,
      isNewest: query.newest,
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
  app.get('/api/v1/silences', { schema: SILENCES }, async () => ({ silences: silencesNow(settings, now()) }))
  // A HEAD of what never ends would not end, either.
  const events = { schema: EVENTS, exposeHeadRoute: false }
  app.get<{ Querystring: { job?: number } }>('/api/v1/events', events, (request, reply) => {
    const { query, caller } = request
    if (query.job !== undefined && jobFor(query.job, caller) === undefined) return sendRefusal(reply, NO_JOB)
    const last = Number(request.headers['last-event-id'] ?? Number.NaN)
    const after = Number.isSafeInteger(last) ? last : undefined
    service.events.open(reply, { caller, job: query.job, after, isStillKnown: () => request.isStillKnown() })
    return reply
  })
}

/** What is silent now, by the file of the job file; nothing where there is none. */
function silencesNow({ silencesFile }: ServeSettings, now: number): readonly object[] {
  if (silencesFile === undefined) return []
  try {
    return loadSilences(silencesFile)
      .silences.filter(silence => isActive(silence, now))
      .map(({ id, matchers, author, reason, startsAt, endsAt }) => ({
        id,
        matchers: matchers.map(matcherText),
        author,
        reason,
        starts_at: formatTime(startsAt) ?? null,
        ends_at: formatTime(endsAt) ?? null,
      }))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [] // nobody has silenced anything yet
    throw error
  }
}
