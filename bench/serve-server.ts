// A service of our own for measurements: started, asked over connections that stay open, and looked at from outside.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Told {
  readonly status: number
  readonly text: string
  readonly millis: number
}

/** Asks for a path; with a body it is a POST of JSON. */
export type Ask = (path: string, body?: string) => Promise<Told>

export interface Server {
  readonly pid: number
  readonly ask: Ask
  /** Path of the log of a job. */
  path(job: number): string
  /** Calls with each record of a job as it comes, as the page is sent it; returns what ends that. */
  watch(job: number, take: (record: string) => void): () => void
  /** Memory that it holds. */
  mebibytes(): number
  /** Time of the processors that it has taken so far. */
  cpuMillis(): number
  stop(): void
}

/** Clock ticks of Linux, in milliseconds. */
const TICK_MS = 10

/** Starts a service for a folder of logs, without limits of rates; resolves when it listens. */
export async function startServer(root: string): Promise<Server> {
  const data = mkdtempSync(join(tmpdir(), 'logmon-bench-data-'))
  const rates = ['submit', 'analyze', 'preview'].flatMap(what => [`--rate-${what}`, '1000000/minute'])
  const words = ['serve', '--root', root, '--data', data, '--listen', '127.0.0.1:0', ...rates]
  const child = spawn('bin/logmon.js', words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise<string>(resolve => child.stdout.once('data', text => resolve(`${text}`.trim())))
  const pid = child.pid as number
  const where = { host: '127.0.0.1', port: Number(new URL(url).port) }
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 })
  return {
    pid,
    path: job => join(root, `job-${job}.log`),
    ask(path, body) {
      const began = performance.now()
      return new Promise((resolve, reject) => {
        const type = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body ?? '') }
        const method = body === undefined ? 'GET' : 'POST'
        const headers = body === undefined ? {} : type
        const request = http.request({ ...where, path, method, agent, headers }, response => {
          let text = ''
          response.on('data', part => {
            text += part
          })
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, text, millis: performance.now() - began }),
          )
        })
        request.on('error', reject)
        request.end(body)
      })
    },
    watch(job, take) {
      const request = http.get({ ...where, path: `/api/v1/events?job=${job}` }, response => {
        let held = ''
        response.on('data', (part: Buffer) => {
          const messages = (held + part.toString()).split('\n\n')
          held = messages.pop() as string
          for (const message of messages) if (message.includes('event: record')) take(message)
        })
        response.on('error', () => undefined)
      })
      request.on('error', () => undefined)
      return () => request.destroy()
    },
    mebibytes: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
    cpuMillis() {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) * TICK_MS
    },
    stop: () => void child.kill('SIGTERM'),
  }
}
