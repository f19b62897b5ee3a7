import { createHmac } from 'node:crypto'
import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import https from 'node:https'
import { rootCertificates } from 'node:tls'
import type { HttpRequest, HttpTarget } from '../../channel/request.ts'
import { FORMATS } from '../../config/formats.ts'
import type { Problem } from '../../problem.ts'
import type { Clock } from '../clock.ts'
import { lookupFunction } from './lookup.ts'
import type { Outcome } from './outcome.ts'
import { type Sending, type SendingContext, seenEnvironment } from './sending.ts'

const MAX_KEPT_BYTES = 500
/** Answers that say: not now. All of 5xx besides. */
const RETRYABLE = new Set([408, 425, 429])

/**
 * Returns a sender that posts to one address. 2xx is sent; a redirect is refused, not followed: it could lead anywhere.
 */
export function httpSending(target: HttpTarget, context: SendingContext): Sending<HttpRequest> | readonly Problem[] {
  const wrong = FORMATS['logmon-http-url']?.(target.url)
  // An address that is a secret may hold a password.
  if (wrong !== undefined && !/password/.test(wrong)) return [{ place: `${context.place}.url`, reason: wrong }]
  const url = new URL(target.url)
  const { clock, certificates, secrets } = context
  const environment = seenEnvironment(context)
  const { request: start } = url.protocol === 'https:' ? https : http
  const ca = certificates.length === 0 ? {} : { ca: [...rootCertificates, ...certificates] }
  return {
    send: (request, signal) =>
      new Promise<Outcome>(resolve => {
        const headers = headersOf(request, target, Math.floor(clock.now() / 1000))
        const lookup = lookupFunction(environment, signal)
        const outgoing = start(url, { method: 'POST', headers, signal, lookup, agent: false, ...ca }, response =>
          readAnswer(response, text =>
            resolve(judge(response.statusCode ?? 0, response.headers['retry-after'], text, clock)),
          ),
        )
        outgoing.on('error', error => {
          const { code } = error as NodeJS.ErrnoException
          if (signal.aborted) resolve({ is: 'retry', error: `${url.host} did not answer in time` })
          else if (isCertificateError(code)) resolve({ is: 'refused', error: `${url.host}: ${error.message}` })
          else resolve({ is: 'retry', error: `${url.host}: ${code ?? error.message}` })
        })
        outgoing.end(request.body)
      }),
    // A server quotes the path that it was asked for.
    quotedSecrets: secrets.some(secret => secret.trim() === target.url)
      ? [target.url, url.pathname + url.search].filter(part => part.length > 1)
      : [],
  }
}

const headersOf = (request: HttpRequest, { bearer, signingKey }: HttpTarget, seconds: number): OutgoingHttpHeaders => ({
  ...request.headers,
  'content-length': String(Buffer.byteLength(request.body)),
  'user-agent': 'logmon',
  'x-logmon-timestamp': String(seconds),
  ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
  ...(signingKey === undefined ? {} : { 'x-logmon-signature': sign(signingKey, seconds, request.body) }),
})

/** Calls back once with the beginning of the body; what comes after it is not waited for. */
function readAnswer(response: IncomingMessage, answered: (text: string) => void): void {
  const chunks: Buffer[] = []
  let keptBytes = 0
  const end = (): void => {
    answered(Buffer.concat(chunks).toString('utf8'))
    // A server could send without end.
    response.destroy()
  }
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk.subarray(0, MAX_KEPT_BYTES - keptBytes))
    keptBytes += chunk.length
    if (keptBytes >= MAX_KEPT_BYTES) end()
  })
  response.on('end', end)
  response.on('error', end) // the status has come: the rest was cut off
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
