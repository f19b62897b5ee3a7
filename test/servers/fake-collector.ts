// A collector of OpenTelemetry that is strict: OTLP/HTTP with JSON as its specification has it, on loopback. What is not
// written so is refused whole, as a collector does that cannot decode it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

export interface CollectedLine {
  readonly resource: Readonly<Record<string, string>>
  readonly scope: string
  readonly timeUnixNano: string
  readonly severityNumber: number | undefined
  readonly severityText: string | undefined
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
}

/** What happens to the next request besides; `rejects` so many of its lines, and says so as the protocol has it. */
export type Mishap =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly rejects: number; readonly message?: string }
  | 'reset after it was stored'

export interface FakeCollector {
  readonly url: string
  readonly mishaps: Mishap[]
  readonly lines: CollectedLine[]
  readonly requests: { readonly at: number; readonly lines: number; readonly headers: IncomingMessage['headers'] }[]
  close(): Promise<void>
}

/** Starts one on a free port. A request whose body is longer than `mostBytes` is answered 413. */
export async function fakeCollector({ mostBytes = 20 * 1024 * 1024 } = {}): Promise<FakeCollector> {
  const mishaps: Mishap[] = []
  const lines: CollectedLine[] = []
  const requests: FakeCollector['requests'] = []
  const answer = (request: IncomingMessage, response: ServerResponse, raw: Buffer): void => {
    const mishap = mishaps.shift()
    if (typeof mishap === 'object' && 'status' in mishap) {
      requests.push({ at: Date.now(), lines: 0, headers: request.headers })
      response.writeHead(mishap.status, mishap.headers).end(mishap.body ?? '')
      return
    }
    const { status, text, found } = take(request, raw, mostBytes)
    requests.push({ at: Date.now(), lines: found.length, headers: request.headers })
    const rejected = typeof mishap === 'object' ? mishap.rejects : 0
    lines.push(...found.slice(rejected))
    if (mishap === 'reset after it was stored') {
      request.socket.destroy()
      return
    }
    const partial = { partialSuccess: { rejectedLogRecords: String(rejected), errorMessage: messageOf(mishap) } }
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(status === 200 && rejected > 0 ? JSON.stringify(partial) : text)
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('error', () => {}) // a client that went away
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => answer(request, response, Buffer.concat(chunks)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mishaps,
    lines,
    requests,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const messageOf = (mishap: Mishap | undefined): string =>
  typeof mishap === 'object' && 'rejects' in mishap ? (mishap.message ?? '') : ''

interface Taken {
  readonly status: number
  readonly text: string
  readonly found: readonly CollectedLine[]
}

function take({ url, method, headers }: IncomingMessage, raw: Buffer, mostBytes: number): Taken {
  const refuse = (status: number, message: string): Taken => ({
    status,
    text: JSON.stringify({ code: 3, message }),
    found: [],
  })
  if (url !== '/v1/logs') return refuse(404, 'not found')
  if (method !== 'POST') return refuse(405, 'method not allowed')
  if (headers['content-type'] !== 'application/json') return refuse(415, 'unsupported media type')
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'gzip')
    return refuse(415, 'unsupported content encoding')
  const body = headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw
  if (body.length > mostBytes) return refuse(413, 'request body too large')
  try {
    return { status: 200, text: '{"partialSuccess":{}}', found: decode(JSON.parse(body.toString())) }
  } catch (error) {
    return refuse(400, (error as Error).message)
  }
}

/** Returns the lines of a request; throws at the first thing that is not as the protocol has it. */
function decode(request: unknown): readonly CollectedLine[] {
  const { resourceLogs } = only(request, ['resourceLogs'])
  return list(resourceLogs).flatMap(one => {
    const { resource, scopeLogs } = only(one, ['resource', 'scopeLogs', 'schemaUrl'])
    const named = attributesOf(only(resource, ['attributes', 'droppedAttributesCount'])['attributes'])
    return list(scopeLogs).flatMap(scoped => {
      const { scope, logRecords } = only(scoped, ['scope', 'logRecords', 'schemaUrl'])
      const { name, version } = only(scope, ['name', 'version', 'attributes', 'droppedAttributesCount'])
      return list(logRecords).map(record =>
        lineOf(record, { resource: named, scope: `${text(name)} ${text(version)}` }),
      )
    })
  })
}

const RECORD_KEYS = [
  ...['timeUnixNano', 'observedTimeUnixNano', 'severityNumber', 'severityText', 'body', 'attributes'],
  ...['droppedAttributesCount', 'flags', 'traceId', 'spanId', 'eventName'],
]

function lineOf(record: unknown, of: Pick<CollectedLine, 'resource' | 'scope'>): CollectedLine {
  const { timeUnixNano, severityNumber, severityText, body, attributes = [] } = only(record, RECORD_KEYS)
  if (typeof timeUnixNano !== 'string' || !/^\d{1,20}$/.test(timeUnixNano))
    throw new Error('timeUnixNano is no decimal text of 64 bits')
  const isSeverity = Number.isInteger(severityNumber) && Number(severityNumber) >= 1 && Number(severityNumber) <= 24
  if (severityNumber !== undefined && !isSeverity) throw new Error('severityNumber is none of 1 to 24')
  return {
    ...of,
    timeUnixNano,
    severityNumber: severityNumber as number | undefined,
    severityText: severityText === undefined ? undefined : text(severityText),
    body: anyValue(body),
    attributes: attributesOf(attributes),
  }
}

function attributesOf(value: unknown): Readonly<Record<string, string>> {
  const pairs = list(value).map(pair => {
    const { key, value: inner } = only(pair, ['key', 'value'])
    if (text(key) === '') throw new Error('an attribute has no key')
    return [text(key), anyValue(inner)] as const
  })
  if (new Set(pairs.map(([key]) => key)).size !== pairs.length) throw new Error('an attribute is there twice')
  return Object.fromEntries(pairs)
}

const anyValue = (value: unknown): string => text(only(value, ['stringValue'])['stringValue'])

/** Returns an object; throws where it is none or has other keys: those are written in lowerCamelCase, as they are. */
function only(value: unknown, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('is no object')
  const unknown = Object.keys(value).find(key => !keys.includes(key))
  if (unknown !== undefined) throw new Error(`unknown field ${unknown}`)
  return { ...value }
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('is no list')
  return value
}

function text(value: unknown): string {
  if (typeof value !== 'string' || /\p{Surrogate}/u.test(value)) throw new Error('is no text in UTF-8')
  return value
}
