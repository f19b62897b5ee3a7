// The HTTP API of NVRx's attribution service.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { INTENTS, type Intent } from '../../serve/events.ts'
import { isRefusal } from '../../serve/refusal.ts'
import { maySee } from './context.ts'
import { sendInvalid, sendRefusal } from './reply.ts'
import { openSafely, safeFile } from './safe-path.ts'
import { ASK, JOBS, PRINT, STATUS, SUBMIT } from './schemas.ts'
import type { Service } from './service.ts'
import type { ServeSettings } from './settings.ts'

interface SubmitBody {
  readonly log_path: string
  readonly user: string
  readonly job_id?: string | null
  readonly cycle_id?: number | null
  readonly analysis_intent?: string
}

interface AskQuery {
  readonly log_path: string
  readonly file?: string
  readonly wl_restart?: number
  readonly wait: boolean
}

interface ShownQuery {
  readonly pretty?: boolean
  readonly indent?: number
}

const PREVIEW_BYTES = 4096

export function nvrxRoutes(app: FastifyInstance, service: Service, { rates }: ServeSettings): void {
  app.post<{ Body: SubmitBody }>(
    '/logs',
    { schema: SUBMIT, config: { rateLimit: { max: rates.submit.most, timeWindow: rates.submit.perMs } } },
    async ({ body, caller }, reply) => {
      const given = (body.analysis_intent ?? '').trim().toLowerCase()
      const intent = given === '' ? 'track_only' : INTENTS.find(each => each === given)
      if (intent === undefined) return sendInvalid(reply, [unknownIntent])
      const jobId = (body.job_id ?? '').trim()
      const submitted = await service.submissions.submit(
        {
          path: body.log_path,
          user: body.user,
          jobId: jobId === '' ? undefined : jobId,
          cycleId: body.cycle_id ?? undefined,
          intent: intent as Intent,
        },
        caller,
      )
      return isRefusal(submitted) ? sendRefusal(reply, submitted) : submitted
    },
  )
  app.get<{ Querystring: AskQuery }>(
    '/logs',
    { schema: ASK, config: { rateLimit: { max: limitOfAsking(rates.analyze.most), timeWindow: rates.analyze.perMs } } },
    async ({ query, caller }, reply) => {
      const answer = await service.answers.answer(
        { path: query.log_path, file: query.file, cycle: query.wl_restart, waits: query.wait },
        caller,
      )
      return isRefusal(answer) ? sendRefusal(reply, answer) : answer
    },
  )
  app.get<{ Querystring: { log_path: string } }>(
    '/print',
    { schema: PRINT, config: { rateLimit: { max: rates.preview.most, timeWindow: rates.preview.perMs } } },
    async ({ query, caller }, reply) => {
      const file = await safeFile(query.log_path, caller.root)
      if (isRefusal(file)) return sendRefusal(reply, file)
      const handle = await openSafely(file.path, caller.root)
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(PREVIEW_BYTES), 0, PREVIEW_BYTES, 0)
        return await reply.type('text/plain; charset=utf-8').send(buffer.toString('utf8', 0, bytesRead))
      } finally {
        await handle.close()
      }
    },
  )
  statusRoutes(app, service)
}

const unknownIntent = {
  loc: ['body', 'analysis_intent'],
  msg: `must be one of: ${[...INTENTS].sort().join(', ')}`,
  type: 'value_error',
}

/** Whoever only looks, and does not wait, is not one of those who cost something. */
const limitOfAsking = (most: number) => (request: FastifyRequest) =>
  (request.query as { readonly wait?: unknown }).wait === 'false' ? 20 * most : most

function statusRoutes(app: FastifyInstance, service: Service): void {
  const show = (reply: FastifyReply, query: ShownQuery, value: unknown): FastifyReply =>
    reply
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(value, undefined, query.indent ?? (query.pretty === true ? 2 : 0)))
  app.get<{ Querystring: ShownQuery }>('/healthz', { schema: STATUS('Health') }, async ({ query }, reply) =>
    show(reply, query, service.health()),
  )
  app.get<{ Querystring: ShownQuery }>('/stats', { schema: STATUS('Counters') }, async ({ query, caller }, reply) =>
    show(reply, query, service.stats(caller)),
  )
  app.get<{ Querystring: ShownQuery }>(
    '/inflight',
    { schema: STATUS('What is being judged') },
    async ({ query, caller }, reply) => {
      const mine = new Set(
        service.context.state
          .jobs()
          .filter(({ owner }) => maySee(caller, owner))
          .map(({ path }) => path),
      )
      const entries = service.busy().filter(({ path }) => caller.isAdmin || mine.has(path))
      const now = service.context.now()
      return show(reply, query, {
        count: entries.length,
        entries: entries.map(({ path, sinceMs }) => ({ path, age_seconds: (now - sinceMs) / 1000 })),
      })
    },
  )
  app.get<{ Querystring: ShownQuery & { mode?: string; limit: number; offset: number } }>(
    '/jobs',
    { schema: JOBS },
    async ({ query, caller }, reply) => {
      const jobs = service.views(caller).filter(({ mode }) => query.mode === undefined || mode === query.mode)
      return show(reply, query, {
        total: jobs.length,
        limit: query.limit,
        offset: query.offset,
        jobs: jobs.slice(query.offset, query.offset + query.limit),
      })
    },
  )
}
