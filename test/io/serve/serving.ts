// What tests of the service share: one that runs in this process, and questions to it over real sockets.
import { mkdtempSync, realpathSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SERVE_OPTIONS, serveSettings } from '../../../lib/cli/serve/settings.ts'
import { type RunningService, startService } from '../../../lib/io/serve/run.ts'
import type { ServeSettings } from '../../../lib/io/serve/settings.ts'
import { defaultsOf } from '../../../lib/options.ts'
import { isProblems } from '../../../lib/problem.ts'

export const newFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'logmon-serve-')))

export interface Answer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly text: string
  /** What the text says as JSON; undefined where it is none. */
  readonly body: unknown
}

export interface Question {
  readonly method?: string
  /** Sent as JSON; a text as it is. */
  readonly body?: unknown
  readonly headers?: http.OutgoingHttpHeaders
}

export interface Serving extends RunningService {
  /** Folder below which logs are read. */
  readonly root: string
  readonly data: string
  readonly said: string[]
  ask(path: string, question?: Question): Promise<Answer>
}

/** The settings of a service of our own: on a free port, and no longer watching than a test has time. */
export function settingsFor(changes: Partial<ServeSettings> = {}): ServeSettings {
  const root = newFolder()
  const values = { ...defaultsOf(SERVE_OPTIONS), root, listen: '127.0.0.1:0', data: join(newFolder(), 'data') }
  const settings = serveSettings(values, {}, undefined)
  if (isProblems<ServeSettings>(settings)) throw new Error(JSON.stringify(settings))
  return { ...settings, settling: { leastMs: 30, quietMs: 20, mostMs: 200, pollMs: 5 }, followEveryMs: 20, ...changes }
}

/** Starts a service; throws where it does not. */
export async function serving(changes: Partial<ServeSettings> = {}): Promise<Serving> {
  const settings = settingsFor(changes)
  const said: string[] = []
  const running = await startService(settings, line => void said.push(line))
  if (isProblems<RunningService>(running)) throw new Error(JSON.stringify(running))
  return {
    ...running,
    root: settings.root,
    data: settings.data,
    said,
    ask: (path, question) => ask(running.url, path, question),
  }
}

/** Asks a service at a URL as `startService` tells it. */
export function ask(url: string, path: string, { method, body, headers = {} }: Question = {}): Promise<Answer> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const where = url.startsWith('unix://')
    ? { socketPath: url.slice('unix://'.length), host: 'localhost' }
    : { host: new URL(url).hostname, port: new URL(url).port }
  const options: http.RequestOptions = {
    ...where,
    path,
    method: method ?? (text === undefined ? 'GET' : 'POST'),
    headers: {
      ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      ...headers,
    },
    agent: false,
  }
  return new Promise((resolve, reject) => {
    const request = http.request(options, response => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => void parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        const got = Buffer.concat(parts).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: got, body: jsonOf(got) })
      })
    })
    request.on('error', reject)
    request.end(text)
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A log of a job that ran out of memory on a GPU. */
export const OOM = [
  '[2026-03-04 05:06:11] iteration 1/ 400 | elapsed time per iteration (ms): 4100.0 | lm loss: 7.0E+00 |',
  '[rank3]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.50 GiB.',
  '',
].join('\n')

/** One that a broken GPU ended. */
export const XID = [
  '[2026-03-04 05:06:11] iteration 1/ 400 | elapsed time per iteration (ms): 4100.0 | lm loss: 7.0E+00 |',
  'node7 kernel: NVRM: Xid (PCI:0000:17:00): 79, pid=4242, GPU has fallen off the bus.',
  '[rank3]: RuntimeError: CUDA error: unspecified launch failure',
  '',
].join('\n')
