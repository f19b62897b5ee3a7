// Metrics and health over HTTP, for whoever scrapes: nothing can be changed there.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { reasonOf } from '../error-words.ts'
import { knownHosts } from '../known-host.ts'

export interface Listener {
  /** Where it is asked, as `http://127.0.0.1:9464`. */
  readonly url: string
  close(): Promise<void>
}

export interface Answers {
  /** Type of the metrics' text. */
  readonly type: string
  metrics(): Promise<string>
  /** undefined where all is ready, else what is not. */
  unready(): string | undefined
}

/** A scraper asks one question at a time: whoever opens more connections is none. */
const MAX_CONNECTIONS = 32
const REQUEST_MS = 5000

/** Listens there. Rejects with a sentence where that cannot be. */
export async function listenForMetrics(host: string, port: number, answers: Answers): Promise<Listener> {
  const isKnown = knownHosts([host])
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, keepAliveTimeout: REQUEST_MS },
    (request, response) => {
      answer(request, response, isKnown(request.headers.host), answers).catch(() => response.destroy())
    },
  )
  server.maxConnections = MAX_CONNECTIONS
  // Neither the listener nor who is connected keeps the program alive.
  server.on('connection', socket => socket.unref())
  await listening(server, host, port)
  server.unref()
  server.on('error', () => {}) // of one connection: the others go on
  const { port: own } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${own}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const listening = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', error => reject(new Error(`${host}:${port} cannot be listened to: ${reasonOf(error)}`)))
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  isKnown: boolean,
  { type, metrics, unready }: Answers,
): Promise<void> {
  const say = (status: number, text: string, contentType = 'text/plain; charset=utf-8'): void => {
    response.writeHead(status, {
      'content-type': contentType,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    response.end(request.method === 'HEAD' ? undefined : text)
  }
  if (!isKnown) return say(421, 'this program is not known by that name\n')
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(405, 'only GET is answered\n')
  switch ((request.url ?? '').replace(/\?.*/s, '')) {
    case '/metrics':
      return say(200, await metrics(), type)
    case '/healthz':
      return say(200, 'ok\n')
    case '/readyz': {
      const reason = unready()
      return reason === undefined ? say(200, 'ok\n') : say(503, `${reason}\n`)
    }
    default:
      return say(404, 'there are /metrics, /healthz and /readyz\n')
  }
}
