// One question to an OpenAI-compatible server, once. No redirect is followed, no proxy and no other setting of the
// environment is honoured.

import http from 'node:http'
import https from 'node:https'
import type { Millis } from '../../record/time.ts'
import type { Clock } from '../clock.ts'
import { afterMillis, isCertificateError } from '../deliver/http.ts'
import { reasonOf } from '../error-words.ts'

export interface ChatTarget {
  readonly url: string
  readonly key: string | undefined
  /** Certificates that the server's own is checked against. */
  readonly ca: readonly string[]
}

export type Exchange =
  | { readonly is: 'answered'; readonly body: string }
  /** May work later; `afterMs`: not before the server says so. */
  | { readonly is: 'retry'; readonly error: string; readonly afterMs?: Millis }
  /** This request does not work as it is; another model may. `refusal`: the server's words about the request. */
  | { readonly is: 'unusable'; readonly error: string; readonly refusal?: string }
  /** No request to this server will work. */
  | { readonly is: 'refused'; readonly error: string }

/** Longest response that is read, in bytes. */
export const MAX_RESPONSE_BYTES = 262_144
/** Of a response that says no, so much is looked at. */
const MAX_REFUSAL_BYTES = 4096
const RETRYABLE = new Set([408, 409, 425, 429])
/** The key, or the way to the server, is wrong. */
const HOPELESS = new Set([401, 402, 407])

/** Never rejects; ends soon after the signal. */
export function exchange(target: ChatTarget, body: string, signal: AbortSignal, clock: Clock): Promise<Exchange> {
  const url = new URL(target.url)
  const { request: start } = url.protocol === 'https:' ? https : http
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'logmon',
    ...(target.key === undefined ? {} : { authorization: `Bearer ${target.key}` }),
  }
  // Said aloud, so that no variable of the environment turns the check off.
  const trust = { rejectUnauthorized: true, ca: [...target.ca] }
  return new Promise<Exchange>(resolve => {
    const outgoing = start(url, { method: 'POST', headers, signal, agent: false, ...trust }, response => {
      const status = response.statusCode ?? 0
      const isAnswer = status === 200
      const limit = isAnswer ? MAX_RESPONSE_BYTES : MAX_REFUSAL_BYTES
      const chunks: Buffer[] = []
      let bytes = 0
      const done = (ended: Exchange): void => {
        resolve(ended)
        response.destroy()
      }
      const judged = (): Exchange => {
        const text = Buffer.concat(chunks).toString('utf8')
        return isAnswer ? { is: 'answered', body: text } : judge(status, response.headers['retry-after'], text, clock)
      }
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes <= limit) chunks.push(chunk)
        else
          done(
            isAnswer ? { is: 'unusable', error: `the response is longer than ${MAX_RESPONSE_BYTES} bytes` } : judged(),
          )
      })
      response.on('end', () => done(judged()))
      response.on('error', error => done(isAnswer ? broken(error, signal, url) : judged()))
    })
    outgoing.on('error', error => resolve(broken(error, signal, url)))
    outgoing.end(body)
  }).catch((error: Error) => ({ is: 'refused', error: error.message })) // such as a key that no header can hold
}

function broken(error: Error, signal: AbortSignal, url: URL): Exchange {
  const { code } = error as NodeJS.ErrnoException
  if (signal.aborted) return { is: 'retry', error: `${url.host} did not answer in time` }
  return isCertificateError(code) || code === 'EPROTO'
    ? { is: 'refused', error: `${url.host}: ${error.message}` }
    : { is: 'retry', error: `${url.host}: ${reasonOf(error)}` }
}

function judge(status: number, retryAfter: string | undefined, text: string, clock: Clock): Exchange {
  const error = `HTTP ${status}${text.trim() === '' ? '' : `: ${text.trim()}`}`
  if (status >= 300 && status < 400) return { is: 'refused', error: `HTTP ${status}: redirects are not followed` }
  if (HOPELESS.has(status)) return { is: 'refused', error }
  if (status < 500 && !RETRYABLE.has(status)) return { is: 'unusable', error, refusal: text }
  const afterMs = retryAfter === undefined ? undefined : afterMillis(retryAfter, clock)
  return { is: 'retry', error, ...(afterMs === undefined ? {} : { afterMs }) }
}
