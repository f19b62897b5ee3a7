import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import https from 'node:https'
import { rootCertificates } from 'node:tls'
import type { AnswerReader, Outcome } from '../../channel/answer.ts'
import type { HttpRequest, HttpTarget } from '../../channel/request.ts'
import { FORMATS } from '../../config/formats.ts'
import type { Problem } from '../../problem.ts'
import type { Clock } from '../clock.ts'
import { reasonOf } from '../error-words.ts'
import { lookupFunction } from './lookup.ts'
import { type Sending, type SendingContext, seenEnvironment } from './sending.ts'
import { signed } from './signing.ts'

const MAX_KEPT_BYTES = 500
/** A channel that reads answers needs the whole of one. */
const MAX_READ_BYTES = 65_536
/** Answers that say: not now. All of 5xx besides. */
const RETRYABLE = new Set([408, 425, 429])

/**
 * Returns a sender that posts to one address. 2xx is sent, unless the channel reads the answer otherwise; a redirect is
 * refused, not followed: it could lead anywhere.
 */
export function httpSending(target: HttpTarget, context: SendingContext): Sending<HttpRequest> | readonly Problem[] {
  const wrong = FORMATS['logmon-http-url']?.(target.url)
  // An address that is a secret may hold a password.
  if (wrong !== undefined && !/password/.test(wrong)) return [{ place: `${context.place}.url`, reason: wrong }]
  const { clock, certificates, secrets, answer } = context
  const environment = seenEnvironment(context)
  const ca = certificates.length === 0 ? {} : { ca: [...rootCertificates, ...certificates] }
  return {
    send: (request, signal) =>
      new Promise<Outcome>(resolve => {
        const { headers, query, body } = signed(target.signing, request.body, clock.now())
        const url = addressOf(target, request)
        for (const [name, value] of Object.entries({ ...request.query, ...query })) url.searchParams.set(name, value)
        const { request: start } = url.protocol === 'https:' ? https : http
        const lookup = lookupFunction(environment, signal)
        const { method = 'POST' } = request
        const options = { method, headers: headersOf(request, target, headers, body), signal, lookup, ...ca }
        const outgoing = start(url, { ...options, agent: false }, response =>
          readAnswer(response, answer === undefined ? MAX_KEPT_BYTES : MAX_READ_BYTES, text =>
            resolve(judge(response, text, answer, clock)),
          ),
        )
        outgoing.on('error', error => {
          const { code } = error as NodeJS.ErrnoException
          if (signal.aborted) resolve({ is: 'retry', error: `${url.host} did not answer in time` })
          else if (isCertificateError(code)) resolve({ is: 'refused', error: `${url.host}: ${error.message}` })
          else resolve({ is: 'retry', error: `${url.host}: ${reasonOf(error)}` })
        })
        outgoing.end(body)
      }),
    quotedSecrets: secrets.some(secret => secret.trim() === target.url) ? partsOf(target.url) : [],
  }
}

/** A path follows that of the address, before the parameters that it has. */
function addressOf(target: HttpTarget, { path }: HttpRequest): URL {
  const url = new URL(target.url)
  if (path === undefined) return url
  const { search } = url
  url.search = ''
  const whole = new URL(`${url.href.replace(/\/+$/, '')}${path}`)
  return search === '' ? whole : new URL(`${whole.href}${whole.search === '' ? '?' : '&'}${search.slice(1)}`)
}

/** A server quotes the path that it was asked for, or the token in it. */
function partsOf(address: string): readonly string[] {
  const url = new URL(address)
  const tokens = [...url.pathname.split('/'), ...url.searchParams.values()].filter(part => part.length >= 8)
  return [address, url.pathname + url.search, url.pathname, ...tokens].filter(part => part.length > 1)
}

const headersOf = (
  request: HttpRequest,
  { authorization }: HttpTarget,
  more: Readonly<Record<string, string>>,
  body: string,
): OutgoingHttpHeaders => ({
  ...request.headers,
  'content-length': String(Buffer.byteLength(body)),
  'user-agent': 'logmon',
  ...more,
  ...(authorization === undefined ? {} : { authorization }),
})

/** Calls back once with the beginning of the body; what comes after it is not waited for. */
function readAnswer(response: IncomingMessage, mostBytes: number, answered: (text: string) => void): void {
  const chunks: Buffer[] = []
  let keptBytes = 0
  const end = (): void => {
    answered(Buffer.concat(chunks).toString('utf8'))
    // A server could send without end.
    response.destroy()
  }
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk.subarray(0, mostBytes - keptBytes))
    keptBytes += chunk.length
    if (keptBytes >= mostBytes) end()
  })
  response.on('end', end)
  response.on('error', end) // the status has come: the rest was cut off
}

function judge(response: IncomingMessage, text: string, answer: AnswerReader | undefined, clock: Clock): Outcome {
  const { statusCode: status = 0, headers } = response
  const outcome = answer?.({ status, text, json: objectOf(text) }) ?? judgeStatus(status, text)
  const after = headers['retry-after']
  if (outcome.is !== 'retry' || after === undefined) return outcome
  const afterMs = Math.max(afterMillis(after, clock) ?? 0, outcome.afterMs ?? 0)
  return { ...outcome, afterMs }
}

function judgeStatus(status: number, text: string): Outcome {
  if (status >= 200 && status < 300) return { is: 'sent' }
  if (status >= 300 && status < 400) return { is: 'refused', error: `HTTP ${status}: redirects are not followed` }
  const said = text.slice(0, MAX_KEPT_BYTES).trim()
  const error = `HTTP ${status}${said === '' ? '' : `: ${said}`}`
  return { is: status < 500 && !RETRYABLE.has(status) ? 'refused' : 'retry', error }
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined // no JSON: the channel judges by the text, or nobody does
  }
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
