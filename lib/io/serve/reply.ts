// Answers that are refusals, in NVRx's form.
import type { FastifyReply } from 'fastify'
import { type Refusal, statusOf } from '../../serve/refusal.ts'

/** Says why a request is refused. */
export function sendRefusal(reply: FastifyReply, refused: Refusal): FastifyReply {
  if (refused.refusedAs === 'UNAUTHORIZED') void reply.header('www-authenticate', 'Bearer realm="logmon"')
  return reply.code(statusOf(refused)).send({ error_code: refused.refusedAs, message: refused.message })
}

/** What a validation that failed says, in FastAPI's form besides ours. */
export interface InvalidPart {
  readonly loc: readonly string[]
  readonly msg: string
  readonly type: string
}

/** Says what of a request has the wrong form. */
export function sendInvalid(reply: FastifyReply, parts: readonly InvalidPart[]): FastifyReply {
  const message = parts.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; ')
  return reply.code(422).send({ error_code: 'INVALID_PARAMETER', message, detail: parts })
}
