import { createHmac } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import type { HttpRequest } from '../../channel.ts'
import type { Clock } from '../clock.ts'
import type { Outcome, Send } from './outcome.ts'

export interface WebhookTarget {
  readonly url: string
  /** Token of the Authorization header. */
  readonly bearer?: string
  /** Key that requests are signed with. */
  readonly secret?: string
  /** Certificates that the server's own is checked against, besides the public ones. */
  readonly ca?: readonly string[]
}

const MAX_KEPT_BYTES = 500
/** Answers that say: not now. All of 5xx besides. */
const RETRYABLE = new Set([408, 425, 429])

/**
 * Returns a sender that posts to one address. 2xx is sent; a redirect is refused, not followed: it could lead anywhere.
 */
export function webhookSender(target: WebhookTarget, clock: Clock): Send<HttpRequest> {
  const url = new URL(target.url)
  const { request: start } = url.protocol === 'https:' ? https : http
  return (request, signal) =>
    new Promise<Outcome>(resolve => {
      const seconds = Math.floor(clock.now() / 1000)
      const headers: Record<string, string> = {
        ...request.headers,
        'content-length': String(Buffer.byteLength(request.body)),
        'user-agent': 'logmon',
        'x-logmon-timestamp': String(seconds),
        ...(target.bearer === undefined ? {} : { authorization: `Bearer ${target.bearer}` }),
        ...(target.secret === undefined ? {} : { 'x-logmon-signature': sign(target.secret, seconds, request.body) }),
      }
      const outgoing = start(
        url,
        { method: 'POST', headers, signal, agent: false, ...(target.ca === undefined ? {} : { ca: [...target.ca] }) },
        response => {
          const chunks: Buffer[] = []
          let keptBytes = 0
          const answered = (): void => {
            resolve(
              judge(
                response.statusCode ?? 0,
                response.headers['retry-after'],
                Buffer.concat(chunks).toString('utf8'),
                clock,
              ),
            )
            // What comes after the part that we keep is of no use: a server could send without end.
            response.destroy()
          }
          response.on('data', (chunk: Buffer) => {
            chunks.push(chunk.subarray(0, MAX_KEPT_BYTES - keptBytes))
            keptBytes += chunk.length
            if (keptBytes >= MAX_KEPT_BYTES) answered()
          })
          response.on('end', answered)
          response.on('error', answered) // the status has come: the rest was cut off
        },
      )
      outgoing.on('error', error => {
        const { code } = error as NodeJS.ErrnoException
        if (signal.aborted) resolve({ is: 'retry', error: `${url.host} did not answer in time` })
        else if (isCertificateError(code)) resolve({ is: 'refused', error: `${url.host}: ${error.message}` })
        else resolve({ is: 'retry', error: `${url.host}: ${code ?? error.message}` })
      })
      outgoing.end(request.body)
    })
}

/** `v1=` and the HMAC-SHA256, in hexadecimal, of the seconds of X-Logmon-Timestamp, a dot and the body. */
const sign = (secret: string, seconds: number, body: string): string =>
  `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`

function judge(status: number, retryAfter: string | undefined, text: string, clock: Clock): Outcome {
  if (status >= 200 && status < 300) return { is: 'sent' }
  const error = `HTTP ${status}${text.trim() === '' ? '' : `: ${text.trim()}`}`
  if (status >= 300 && status < 400) return { is: 'refused', error: `HTTP ${status}: redirects are not followed` }
  if (status < 500 && !RETRYABLE.has(status)) return { is: 'refused', error }
  const afterMs = retryAfter === undefined ? undefined : afterMillis(retryAfter, clock)
  return { is: 'retry', error, ...(afterMs === undefined ? {} : { afterMs }) }
}

/** Retry-After is seconds or a date (RFC 9110, section 10.2.3). */
export function afterMillis(text: string, clock: Clock): number | undefined {
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - clock.now())
}

/** A server that is not who it should be stays so: trying again would only ask an impostor again. */
export const isCertificateError = (code: string | undefined): boolean =>
  code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|HOSTNAME_MISMATCH/.test(code)
