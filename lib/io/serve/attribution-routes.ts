// The original's models over HTTP: ids, lines, answers.
import type { FastifyInstance } from 'fastify'
import { escapedRecord } from '../../record/escape-html.ts'
import { isRefusal, type Refusal } from '../../serve/refusal.ts'
import { sendRefusal } from './reply.ts'
import { APPEND, LINES_OF_ID, NEW_ID, OF_ID, OF_LINES, OF_PATH } from './schemas.ts'
import type { Service } from './service.ts'
import type { ServeSettings } from './settings.ts'

/** Largest body of lines, in bytes. */
const MOST_BYTES = 16 * 1024 * 1024

interface Escaped {
  readonly escape: boolean
}

/** Texts are safe for a page unless it is asked for them as they are. */
const shown = <T>(answer: T, query: Escaped): T => (query.escape ? escapedRecord(answer) : answer)

export function attributionRoutes(app: FastifyInstance, service: Service, { rates }: ServeSettings): void {
  const { attributions } = service
  const limited = { config: { rateLimit: { max: rates.analyze.most, timeWindow: rates.analyze.perMs } } }
  app.post<{ Body: { job_id: string } }>(
    '/attributions',
    { schema: NEW_ID, config: { rateLimit: { max: rates.submit.most, timeWindow: rates.submit.perMs } } },
    async ({ body, caller }, reply) => {
      const opened = attributions.open(body.job_id, caller)
      return isRefusal(opened) ? sendRefusal(reply, opened) : { attribution_id: opened.id }
    },
  )
  app.post<{ Body: { attribution_id: string; log_stream: string } }>(
    '/attributions/logs',
    { schema: APPEND, bodyLimit: MOST_BYTES },
    async ({ body, caller }, reply) => {
      const length = attributions.append(body.attribution_id, body.log_stream, caller)
      return isRefusal(length) ? sendRefusal(reply, length as Refusal) : { lines_len: length }
    },
  )
  app.get<{ Params: { id: string }; Querystring: Escaped & { keep: boolean } }>(
    '/attributions/:id',
    { schema: OF_ID, ...limited },
    async ({ params, query, caller }, reply) => {
      const answer = await attributions.answer(params.id, query.keep, caller)
      return isRefusal(answer) ? sendRefusal(reply, answer) : shown(answer, query)
    },
  )
  app.get<{ Params: { id: string }; Querystring: Escaped }>(
    '/attributions/:id/logs',
    { schema: LINES_OF_ID },
    async ({ params, query, caller }, reply) => {
      const logs = attributions.logs(params.id, caller)
      return isRefusal(logs) ? sendRefusal(reply, logs) : shown(logs, query)
    },
  )
  app.get<{ Querystring: Escaped & { log_path: string } }>(
    '/attributions',
    { schema: OF_PATH, ...limited },
    async ({ query, caller }, reply) => {
      const answer = await attributions.ofPath(query.log_path, caller)
      return isRefusal(answer) ? sendRefusal(reply, answer) : shown(answer, query)
    },
  )
  app.post<{ Body: { lines: readonly string[] }; Querystring: Escaped }>(
    '/attributions/lines',
    { schema: OF_LINES, bodyLimit: MOST_BYTES, ...limited },
    async ({ body, query }) => shown(await attributions.ofLines(body.lines), query),
  )
}
