// A Loki that is strict: it enforces what was measured of the real ones, on loopback. What it answers 204 to is not
// always stored, and what it refuses may be stored in part, as with them.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

export interface StoredEntry {
  readonly labels: Readonly<Record<string, string>>
  readonly stamp: string
  readonly line: string
  readonly metadata: Readonly<Record<string, string>>
}

export interface LokiLimits {
  /** 2.9, 3.4 and 3.7 differ. */
  readonly version: '2.9' | '3.4' | '3.7'
  readonly maxAgeMs: number
  readonly maxAheadMs: number
  readonly windowMs: number
  readonly maxLabels: number
  readonly maxLineBytes: number
  readonly maxMessageBytes: number
  /** Bytes per second of a stream and of the tenant, and what each may take at once. */
  readonly streamRate: number
  readonly streamBurst: number
  readonly tenantRate: number
  readonly tenantBurst: number
  readonly maxStreams: number
  readonly needsTenant: boolean
  readonly authorization: string | undefined
}

const LIMITS: LokiLimits = {
  version: '3.7',
  maxAgeMs: 7 * 86_400_000,
  maxAheadMs: 600_000,
  windowMs: 3_600_000,
  maxLabels: 15,
  maxLineBytes: 262_144,
  maxMessageBytes: 4 * 1024 * 1024,
  streamRate: 3_000_000_000,
  streamBurst: 15_000_000_000,
  tenantRate: 4_000_000_000,
  tenantBurst: 6_000_000_000,
  maxStreams: 5000,
  needsTenant: false,
  authorization: undefined,
}

/** What happens to the next request besides: answered so, or stored and then the connection is reset. */
export type Mishap =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | 'reset after it was stored'
  | 'reset before it was read'
  | 'no answer'

export interface FakeLoki {
  readonly url: string
  /** Mishaps of the next requests, in order. */
  readonly mishaps: Mishap[]
  /** While set, every request has this mishap. */
  always: Mishap | undefined
  /** Called when a push has come, before it is looked at, and when it was stored, before it is answered. */
  onPush: ((phase: 'came' | 'stored') => void) | undefined
  now: () => number
  /** Pushes that were read, with their number of lines and bytes. */
  readonly pushes: {
    readonly labels: string
    readonly lines: number
    readonly bytes: number
    readonly headers: IncomingMessage['headers']
  }[]
  /** Lines as a query gives them: by time, those of one time in any order, those that are the same once. */
  query(matches?: (labels: StoredEntry['labels']) => boolean): readonly StoredEntry[]
  /** Queries that were asked over HTTP, as they came. */
  readonly questions: URL[]
  /** How often each line was sent and taken, the same ones counted. */
  readonly received: number
  close(): Promise<void>
}

interface Bucket {
  tokens: number
  at: number
}

interface State {
  readonly limits: LokiLimits
  readonly streams: Map<string, { newest: bigint; readonly entries: Map<string, StoredEntry>; readonly bucket: Bucket }>
  readonly tenant: Bucket
  now: () => number
  received: number
}

/** Starts one on a free port, or on the given one, with limits of its own where they are given. */
export async function fakeLoki(
  limits: Partial<LokiLimits> = {},
  { port = 0, tls }: { readonly port?: number; readonly tls?: object } = {},
): Promise<FakeLoki> {
  const state: State = {
    limits: { ...LIMITS, ...limits },
    streams: new Map(),
    tenant: { tokens: limits.tenantBurst ?? LIMITS.tenantBurst, at: Date.now() },
    now: Date.now,
    received: 0,
  }
  const loki = {
    mishaps: [] as Mishap[],
    always: undefined as Mishap | undefined,
    pushes: [] as FakeLoki['pushes'],
    questions: [] as URL[],
    onPush: undefined as FakeLoki['onPush'],
  }
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.url === '/ready') {
      response.writeHead(200).end('ready\n')
      return
    }
    const mishap = loki.always ?? loki.mishaps.shift()
    if (mishap === 'reset before it was read') {
      request.socket.destroy()
      return
    }
    const chunks: Buffer[] = []
    request.on('error', () => {}) // a client that was killed
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (mishap === 'no answer') return
      if (typeof mishap === 'object') {
        response.writeHead(mishap.status, mishap.headers).end(mishap.body ?? '')
        return
      }
      if (request.method === 'GET') {
        const url = new URL(request.url ?? '', 'http://loki')
        loki.questions.push(url)
        const { status, text } = answerQuery(state, url, request.headers)
        response.writeHead(status, { 'content-type': status === 200 ? 'application/json' : 'text/plain' }).end(text)
        return
      }
      loki.onPush?.('came')
      const { status, text } = push(state, loki.pushes, request, Buffer.concat(chunks))
      loki.onPush?.('stored')
      if (mishap === 'reset after it was stored') request.socket.destroy()
      else response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
    })
  }
  const server: Server = tls === undefined ? createServer(handle) : createSecureServer(tls, handle)
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  const { port: own } = server.address() as AddressInfo
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${own}`,
    mishaps: loki.mishaps,
    pushes: loki.pushes,
    questions: loki.questions,
    get always() {
      return loki.always
    },
    set always(mishap) {
      loki.always = mishap
    },
    get onPush() {
      return loki.onPush
    },
    set onPush(onPush) {
      loki.onPush = onPush
    },
    get now() {
      return state.now
    },
    set now(now) {
      state.now = now
    },
    get received() {
      return state.received
    },
    query: (matches = () => true) => query(state, matches),
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Answer {
  readonly status: number
  readonly text: string
}

const bad = (text: string): Answer => ({ status: 400, text: `${text}\n` })

function push(
  state: State,
  pushes: FakeLoki['pushes'],
  { headers, url, method }: IncomingMessage,
  raw: Buffer,
): Answer {
  const { limits } = state
  if (url !== '/loki/api/v1/push') return { status: 404, text: '404 page not found\n' }
  if (method !== 'POST') return { status: 405, text: '' }
  const stranger = strangerAnswer(limits, headers)
  if (stranger !== undefined) return stranger
  if (!/^application\/json(;|$)/.test(headers['content-type'] ?? '')) return bad('snappy: corrupt input')
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'gzip') return bad(`Content-Encoding "${encoding}" not supported`)
  const body = (encoding === 'gzip' ? gunzipSync(raw) : raw).toString()
  const streams = parse(body, limits)
  if ('status' in streams) return streams
  const lines = streams.reduce((sum, { entries }) => sum + entries.length, 0)
  pushes.push({ labels: streams.map(({ text }) => text).join(), lines, bytes: body.length, headers })
  return store(state, streams)
}

function strangerAnswer(
  { needsTenant, authorization }: LokiLimits,
  headers: IncomingMessage['headers'],
): Answer | undefined {
  if (needsTenant && headers['x-scope-orgid'] === undefined) return { status: 401, text: 'no org id\n' }
  return authorization === undefined || headers.authorization === authorization
    ? undefined
    : { status: 401, text: 'unauthorized\n' }
}

const LONGEST_QUERY_SECONDS = 30 * 86_400 + 3600

/** Answers the one form of query that shippers ask: how many lines of one selector there are, up to an instant. */
function answerQuery(state: State, url: URL, headers: IncomingMessage['headers']): Answer {
  if (url.pathname !== '/loki/api/v1/query') return { status: 404, text: '404 page not found\n' }
  const stranger = strangerAnswer(state.limits, headers)
  if (stranger !== undefined) return stranger
  const asked = /^sum\(count_over_time\(\{(.*)\}\[(\d+)s\]\)\)$/s.exec(url.searchParams.get('query') ?? '')
  const time = url.searchParams.get('time') ?? ''
  if (asked === null || !/^\d+$/.test(time)) return bad('parse error: syntax error')
  const [, inside = '', seconds] = asked
  const matchers = [...inside.matchAll(/([a-zA-Z_]\w*)=("(?:[^"\\]|\\.)*")(?:, |$)/g)]
  if (matchers.map(([whole]) => whole).join('') !== inside) return bad('parse error: syntax error in the selector')
  const wanted = matchers.map(([, name, text]) => [name, JSON.parse(text as string)] as [string, string])
  if (!wanted.some(([, text]) => text !== ''))
    return bad('parse error: queries require at least one matcher that does not have an empty-compatible value')
  if (Number(seconds) > LONGEST_QUERY_SECONDS)
    return bad(`the query time range exceeds the limit (query length: ${seconds}s, limit: 30d1h)`)
  const end = BigInt(time)
  const begin = end - BigInt(seconds as string) * 1_000_000_000n
  const count = query(state, labels => wanted.every(([name, text]) => (labels[name] ?? '') === text)).filter(
    ({ stamp }) => BigInt(stamp) > begin && BigInt(stamp) <= end,
  ).length
  const result = count === 0 ? [] : [{ metric: {}, value: [Number(end / 1_000_000_000n), String(count)] }]
  return { status: 200, text: JSON.stringify({ status: 'success', data: { resultType: 'vector', result, stats: {} } }) }
}

interface PushedStream {
  readonly text: string
  readonly labels: StoredEntry['labels']
  readonly entries: readonly StoredEntry[]
}

function parse(body: string, { version }: LokiLimits): readonly PushedStream[] | Answer {
  let value: { streams?: { stream?: Record<string, unknown>; values?: unknown[][] }[] }
  // Halves of surrogate pairs, written as escapes: the whole body is refused.
  if (/\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f][0-9a-f]{2}/i.test(body))
    return bad('loghttp.PushRequest.Streams: invalid surrogate')
  try {
    value = JSON.parse(body)
  } catch {
    return bad('unexpected end of input')
  }
  if (!Array.isArray(value.streams) || value.streams.length === 0)
    return version === '2.9'
      ? { status: 204, text: '' }
      : { status: 422, text: 'error at least one valid stream is required for ingestion\n' }
  const streams: PushedStream[] = []
  for (const { stream = {}, values = [] } of value.streams) {
    const labels = Object.fromEntries(Object.entries(stream).filter(([, text]) => text !== '')) as StoredEntry['labels']
    const entries: StoredEntry[] = []
    for (const [stamp, line, metadata = {}] of values) {
      if (typeof stamp !== 'string' || !/^-?\d+$/.test(stamp)) return bad('Value looks like Number/Boolean/None')
      if (BigInt(stamp) > 9_223_372_036_854_775_807n) return bad('strconv.ParseInt: value out of range')
      if (typeof line !== 'string') return bad('Value is not string')
      const pairs = Object.entries(metadata as Record<string, unknown>)
      if (pairs.length > 0 && version === '2.9')
        return bad("stream '{}' includes structured metadata, but this feature is disallowed")
      if (pairs.some(([, text]) => typeof text !== 'string')) return bad('Value is not a string')
      const safe = Object.fromEntries(
        pairs.map(([name, text]) => [name.replace(/[^a-zA-Z0-9_]/g, '_'), text as string]),
      )
      entries.push({ labels, stamp, line, metadata: safe })
    }
    streams.push({ text: labelsText(labels), labels, entries })
  }
  return streams
}

const labelsText = (labels: StoredEntry['labels']): string =>
  `{${Object.keys(labels)
    .sort()
    .map(name => `${name}=${JSON.stringify(labels[name])}`)
    .join(', ')}}`

const rfc3339 = (millis: number): string => `${new Date(millis).toISOString().slice(0, 19)}Z`
const millisOf = (stamp: string): number => Number(BigInt(stamp) / 1_000_000n)

/** The distributor checks each line, and goes on with those that are left; the answer is that of the last one. */
function store(state: State, streams: readonly PushedStream[]): Answer {
  const { limits } = state
  const now = state.now()
  let refusal: string | undefined
  const good: PushedStream[] = []
  for (const stream of streams) {
    const wrong = wrongLabels(stream, limits)
    if (wrong !== undefined) {
      refusal = wrong
      continue
    }
    const entries = stream.entries.filter(entry => {
      const why = wrongEntry(entry, stream, now, limits)
      if (why !== undefined) refusal = why
      return why === undefined
    })
    if (entries.length > 0) good.push({ ...stream, entries })
  }
  const bytes = sizeOf(good.flatMap(({ entries }) => entries))
  const count = good.reduce((sum, { entries }) => sum + entries.length, 0)
  if (!takeTokens(state.tenant, bytes, limits.tenantRate, limits.tenantBurst, now))
    return {
      status: 429,
      text: `Ingestion rate limit exceeded for user fake (limit: ${limits.tenantRate} bytes/sec) while attempting to ingest '${count}' lines totaling '${bytes}' bytes, reduce log volume or contact your Loki administrator to see if the limit can be increased\n`,
    }
  if (bytes > limits.maxMessageBytes)
    return {
      status: 500,
      text: `rpc error: code = ResourceExhausted desc = grpc: received message larger than max (${bytes} vs. ${limits.maxMessageBytes})\n`,
    }
  // The ingester's answer is that of the last stream: what the others lost is not told.
  let last: Answer = { status: 204, text: '' }
  for (const stream of good) last = ingest(state, stream, now)
  return last.status !== 204 || refusal === undefined ? last : bad(refusal)
}

const sizeOf = (entries: readonly StoredEntry[]): number =>
  entries.reduce(
    (sum, { line, metadata }) =>
      sum + Buffer.byteLength(line) + Object.entries(metadata).reduce((all, [a, b]) => all + a.length + b.length, 0),
    0,
  )

function wrongLabels({ labels, text }: PushedStream, { version, maxLabels }: LokiLimits): string | undefined {
  const names = Object.keys(labels)
  if (names.length === 0 && version === '2.9') return 'error at least one label pair is required per stream'
  for (const name of names) {
    const at = name.search(/[^a-zA-Z0-9_]|^\d/)
    if (at >= 0)
      return `couldn't parse labels: 1:${at + 2}: parse error: unexpected character inside braces: '${name[at]}'`
    if (name.length > 1024) return `stream '${text}' has label name too long: '${name}'`
    if (Buffer.byteLength(labels[name] as string) > 2048) return `stream '${text}' has label value too long`
  }
  return names.length > maxLabels ? `stream '${text}' has ${names.length} label names; limit ${maxLabels}` : undefined
}

function wrongEntry(
  { stamp, line, metadata }: StoredEntry,
  { text }: PushedStream,
  now: number,
  limits: LokiLimits,
): string | undefined {
  const at = millisOf(stamp)
  if (at < now - limits.maxAgeMs)
    return `entry for stream '${text}' has timestamp too old: ${rfc3339(at)}, oldest acceptable timestamp is: ${rfc3339(now - limits.maxAgeMs)}`
  if (at > now + limits.maxAheadMs) return `entry for stream '${text}' has timestamp too new: ${rfc3339(at)}`
  const bytes = Buffer.byteLength(line)
  if (bytes > limits.maxLineBytes && limits.version !== '2.9')
    return `${limits.version === '3.7' ? 'max' : 'Max'} entry size '${limits.maxLineBytes}' bytes exceeded for stream '${text}' while adding an entry with length '${bytes}' bytes`
  if (Object.keys(metadata).length > 128)
    return `stream '${text}' has too many structured metadata labels: '${Object.keys(metadata).length}', limit: '128'`
  return undefined
}

function takeTokens(bucket: Bucket, bytes: number, rate: number, burst: number, now: number): boolean {
  bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * rate)
  bucket.at = now
  if (bytes > bucket.tokens) return false
  bucket.tokens -= bytes
  return true
}

function ingest(state: State, { text, entries }: PushedStream, now: number): Answer {
  const { limits, streams } = state
  let stream = streams.get(text)
  if (stream === undefined) {
    if (streams.size >= limits.maxStreams)
      return { status: 429, text: `Maximum active stream limit exceeded when trying to create stream ${text}\n` }
    stream = { newest: -1n, entries: new Map(), bucket: { tokens: limits.streamBurst, at: now } }
    streams.set(text, stream)
  }
  if (!takeTokens(stream.bucket, sizeOf(entries), limits.streamRate, limits.streamBurst, now))
    return {
      status: 429,
      text: entries
        .slice(0, 10)
        .map(
          ({ stamp }) =>
            `entry with timestamp ${stamp} ignored, reason: 'Per stream rate limit exceeded (limit: ${limits.streamRate}B/sec) while attempting to ingest for stream '${text}'',`,
        )
        .concat(`user 'fake', total ignored: ${entries.length} out of ${entries.length} for stream: ${text}\n`)
        .join('\n'),
    }
  const ignored: string[] = []
  const window = BigInt(limits.windowMs) * 1_000_000n
  for (const entry of entries) {
    const stamp = BigInt(entry.stamp)
    if (stamp < stream.newest - window) {
      ignored.push(
        `entry with timestamp ${rfc3339(millisOf(entry.stamp))} ignored, reason: 'entry too far behind, entry timestamp is: ${rfc3339(millisOf(entry.stamp))}, oldest acceptable timestamp is: ${rfc3339(millisOf(String(stream.newest - window)))}',`,
      )
      continue
    }
    if (stamp > stream.newest) stream.newest = stamp
    state.received++
    // 3.4 keeps one of two that differ in their metadata alone.
    const more = limits.version === '3.4' ? '' : JSON.stringify(entry.metadata)
    stream.entries.set(`${entry.stamp}\n${entry.line}\n${more}`, entry)
  }
  if (ignored.length === 0) return { status: 204, text: '' }
  return bad(
    [
      ...ignored.slice(0, 10),
      `user 'fake', total ignored: ${ignored.length} out of ${entries.length} for stream: ${text}`,
    ].join('\n'),
  )
}

function query(
  { streams, limits }: State,
  matches: (labels: StoredEntry['labels']) => boolean,
): readonly StoredEntry[] {
  const found = [...streams.values()].flatMap(({ entries }) => [...entries.values()])
  return found
    .filter(({ labels, line }) => matches(labels) && !(limits.version === '2.9' && line === ''))
    .map(entry => ({ entry, order: limits.version === '2.9' ? 0 : shuffled(entry) }))
    .sort((one, other) => compare(one.entry.stamp, other.entry.stamp) || one.order - other.order)
    .map(({ entry }) => entry)
}

const compare = (one: string, other: string): number =>
  one.length - other.length || (one < other ? -1 : one > other ? 1 : 0)

/** The same line has the same place among those of its time, but it is not the place in which it came. */
function shuffled({ line }: StoredEntry): number {
  let hash = 7
  for (let at = 0; at < line.length; at++) hash = (hash * 31 + line.charCodeAt(at)) | 0
  return Math.imul(hash, 0x9e3779b1)
}
