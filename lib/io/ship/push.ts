// Pushes and questions over HTTP: keep-alive, gzip, TLS. No redirect is followed, for it could lead anywhere.
import { readFileSync } from 'node:fs'
import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import https from 'node:https'
import { rootCertificates } from 'node:tls'
import { constants, gzip, gzipSync } from 'node:zlib'
import { isProblems, type Problem } from '../../problem.ts'
import type { Answer } from '../../ship/answer.ts'
import type { ServerSettings } from '../../ship/destination.ts'
import type { Clock } from '../clock.ts'
import { afterMillis } from '../deliver/http.ts'
import { lookupFunction } from '../deliver/lookup.ts'
import { readSecret } from '../secret.ts'
import { version } from '../version.ts'
import { MAX_PUSHES } from './receiver.ts'

/** Sends bodies to one server. */
export interface Pusher {
  /** Sends a body once. Never rejects; ends soon after the signal. */
  push(body: Buffer, signal: AbortSignal): Promise<Answer>
  /** Asks another address of the same server. Likewise. */
  get(to: URL, signal: AbortSignal): Promise<Answer>
  /** Lets go of connections that are kept. */
  close(): void
  /** Something that the user should know beforehand. */
  readonly warning: string | undefined
}

/** What is kept of an answer: the reasons of some ten lines. */
const MAX_ANSWER_BYTES = 8192
/** A connection whose answer is longer is closed, not read on. */
const MAX_READ_BYTES = 1024 * 1024
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Resolves to what sends, or to what is wrong with the secrets and certificates. */
export async function openPusher(
  server: ServerSettings,
  clock: Clock,
  environment: NodeJS.ProcessEnv,
): Promise<Pusher | readonly Problem[]> {
  const url = new URL(server.url)
  const login = await loginOf(server, environment)
  if (isProblems(login)) return login
  const certificates = certificatesOf(server)
  if (isProblems(certificates)) return certificates
  const hidden = [server.password.env, server.token.env]
  const seen = Object.fromEntries(Object.entries(environment).filter(([name]) => !hidden.includes(name)))
  const { request, Agent } = url.protocol === 'https:' ? https : http
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_PUSHES })
  const headers: OutgoingHttpHeaders = {
    'user-agent': `logmon-ship/${version}`,
    ...(server.tenant === undefined ? {} : { 'x-scope-orgid': server.tenant }),
    ...login.headers,
  }
  const words = (text: string): string =>
    login.secrets.reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text)
  const isInTheClear = login.secrets.length > 0 && url.protocol === 'http:' && !LOOPBACK.test(url.hostname)
  const exchange = (to: URL, body: Buffer | undefined, signal: AbortSignal): Promise<Answer> => {
    const ending = AbortSignal.any([signal, AbortSignal.timeout(server.timeoutMs)])
    const options = {
      method: body === undefined ? 'GET' : 'POST',
      agent,
      lookup: lookupFunction(seen, ending),
      signal: ending,
      headers: body === undefined ? headers : { ...headers, ...JSON_BODY, 'content-length': body.length },
      ...certificates,
    }
    return new Promise(resolve => {
      const outgoing = request(to, options, response =>
        readAnswer(response, text => {
          const { statusCode: status = 0, headers: got } = response
          const asked = got['retry-after'] === undefined ? undefined : afterMillis(got['retry-after'], clock)
          resolve({ status, text: words(text), ...(asked === undefined ? {} : { retryAfterMs: asked }) })
        }),
      )
      outgoing.on('error', error => {
        const { code } = error as NodeJS.ErrnoException
        const reason = ending.aborted ? 'did not answer in time' : (ERRORS[code ?? ''] ?? error.message)
        resolve({ status: 0, text: words(`${url.host} ${reason}`) })
      })
      outgoing.end(body)
    })
  }
  return {
    warning: isInTheClear ? `the login goes to ${url.host} unencrypted: use https` : undefined,
    close: () => agent.destroy(),
    push: async (body, signal) => exchange(url, await compress(body), signal),
    get: (to, signal) => exchange(to, undefined, signal),
  }
}

const JSON_BODY = { 'content-type': 'application/json', 'content-encoding': 'gzip' } as const

const ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection: nothing listens there',
  ECONNRESET: 'broke the connection off',
  EPIPE: 'broke the connection off',
  ENOTFOUND: 'has no address',
  EAI_AGAIN: 'could not be looked up',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  ETIMEDOUT: 'did not answer in time',
}

/** Beyond so many bytes a body is compressed beside what else is done; below, to hand it over costs more than that. */
const SMALL_BYTES = 128 * 1024
/** The quickest level: a log shrinks to a tenth by it, and the others cost several times as much. */
const GZIP = { level: constants.Z_BEST_SPEED, chunkSize: 64 * 1024 }

const compress = async (body: Buffer): Promise<Buffer> =>
  body.length <= SMALL_BYTES
    ? gzipSync(body, GZIP)
    : new Promise((resolve, reject) => {
        gzip(body, GZIP, (error, zipped) => (error === null ? resolve(zipped) : reject(error)))
      })

/** Calls back once, with the beginning of the body; all of it is read, so that the connection can be kept. */
function readAnswer(response: IncomingMessage, answered: (text: string) => void): void {
  const kept: Buffer[] = []
  let bytes = 0
  let hasEnded = false
  const end = (): void => {
    if (hasEnded) return
    hasEnded = true
    answered(Buffer.concat(kept).toString('utf8').trim())
  }
  response.on('data', (chunk: Buffer) => {
    if (bytes < MAX_ANSWER_BYTES) kept.push(chunk.subarray(0, MAX_ANSWER_BYTES - bytes))
    bytes += chunk.length
    if (bytes > MAX_READ_BYTES) response.destroy()
  })
  for (const event of ['end', 'error', 'close']) response.on(event, end)
}

interface Login {
  readonly headers: OutgoingHttpHeaders
  /** What must not appear in any error. */
  readonly secrets: readonly string[]
}

async function loginOf(server: ServerSettings, environment: NodeJS.ProcessEnv): Promise<Login | readonly Problem[]> {
  const password = await readSecret(server.password, 'ship.password', environment)
  const token = await readSecret(server.token, 'ship.token', environment)
  const problems = [password, token].filter(value => typeof value === 'object')
  if (problems.length > 0) return problems
  if (typeof token === 'string') return { headers: { authorization: `Bearer ${token}` }, secrets: [token] }
  if (typeof password !== 'string') return { headers: {}, secrets: [] }
  const both = Buffer.from(`${server.user}:${password}`).toString('base64')
  return { headers: { authorization: `Basic ${both}` }, secrets: [both, password] }
}

interface Certificates {
  readonly ca?: string[]
  readonly cert?: string
  readonly key?: string
}

function certificatesOf({ caFile, certFile, keyFile }: ServerSettings): Certificates | readonly Problem[] {
  const problems: Problem[] = []
  const read = (name: string, path: string): string => {
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      problems.push({ place: `ship.${name}`, reason: `${path} cannot be read: ${code ?? message}` })
      return ''
    }
  }
  const certificates = {
    ...(caFile === undefined ? {} : { ca: [...rootCertificates, read('ca_file', caFile)] }),
    ...(certFile === undefined ? {} : { cert: read('cert_file', certFile) }),
    ...(keyFile === undefined ? {} : { key: read('key_file', keyFile) }),
  }
  return problems.length > 0 ? problems : certificates
}
