// logmon serve under load: 1,000 jobs that are known, 200 logs that grow, lines that are appended, pages that are looked
// at; how long who asks waits for an answer, and how much memory it takes.
import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { percentile, printTable } from './table.ts'

const JOBS = 1000
const FOLLOWED = 200
const LINES_A_SECOND = 1000
/** Requests that append lines to an id, and lines in each: 10,000 lines a second in all. */
const APPENDS_A_SECOND = 100
const LINES_AN_APPEND = 100
const ASKS_A_SECOND = 50
const VIEWS = 1000

const agent = new http.Agent({ keepAlive: true, maxSockets: 16 })

interface Told {
  readonly status: number
  readonly text: string
  readonly millis: number
}

function ask(port: number, path: string, body?: string, type = 'application/json'): Promise<Told> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) }
    const method = body === undefined ? 'GET' : 'POST'
    const request = http.request({ port, host: '127.0.0.1', path, method, agent, headers }, response => {
      let text = ''
      response.on('data', part => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, millis: performance.now() - began }))
    })
    request.on('error', reject)
    request.end(body)
  })
}

const line = (step: number): string =>
  `[2026-03-04 05:06:11] iteration ${step}/ 4000 | elapsed time per iteration (ms): 4100.0 | lm loss: 7.0E+00 |\n`

/** A row of the table: how many, how long half of them and 99 of 100 took at most, how many were refused. */
const row = (what: string, millis: readonly number[], refused: number): readonly string[] => [
  ...[what, `${millis.length}`, percentile(millis, 50).toFixed(1), percentile(millis, 99).toFixed(1), `${refused}`],
]

/** Calls a function so many times a second for some seconds, whatever becomes of each; resolves when all have ended. */
async function atRate(aSecond: number, seconds: number, act: (index: number) => Promise<void>): Promise<void> {
  const calls: Promise<void>[] = []
  const began = performance.now()
  for (let index = 0; index < aSecond * seconds; ) {
    const due = Math.floor(((performance.now() - began) / 1000) * aSecond)
    for (; index < Math.min(due, aSecond * seconds); index++) calls.push(act(index))
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  await Promise.all(calls)
}

/** Prints the figures of `seconds` of load. */
export async function serve(seconds: number): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'logmon-bench-serve-'))
  const data = mkdtempSync(join(tmpdir(), 'logmon-bench-data-'))
  const words = ['serve', '--root', root, '--data', data, '--listen', '127.0.0.1:0', '--rate-submit', '1000000/minute']
  const child = spawn(
    'bin/logmon.js',
    [...words, '--rate-analyze', '1000000/minute', '--rate-preview', '1000000/minute'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  try {
    const url = await new Promise<string>(resolve => child.stdout.once('data', text => resolve(`${text}`.trim())))
    const port = Number(new URL(url).port)
    const path = (job: number): string => join(root, `job-${job}.log`)
    for (let job = 0; job < JOBS; job++) {
      writeFileSync(path(job), line(1))
      const intent = job < FOLLOWED ? 'progressive' : 'track_only'
      await ask(port, '/logs', JSON.stringify({ log_path: path(job), user: 'bench', analysis_intent: intent }))
    }
    const opened = JSON.parse((await ask(port, '/attributions', '{"job_id":"1"}')).text) as { attribution_id: string }
    const rss = (): number =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024
    const asks: number[] = []
    const appends: number[] = []
    const refused = { asks: 0, appends: 0 }
    const before = rss()
    let middle = 0
    const stream = 'a line of a log of a usual length, with some numbers 12345\n'.repeat(LINES_AN_APPEND)
    const body = JSON.stringify({ attribution_id: opened.attribution_id, log_stream: stream })
    await Promise.all([
      atRate(LINES_A_SECOND, seconds, async index =>
        appendFileSync(path(index % FOLLOWED), line(2 + Math.floor(index / FOLLOWED))),
      ),
      atRate(APPENDS_A_SECOND, seconds, async () => {
        const { status, millis } = await ask(port, '/attributions/logs', body)
        appends.push(millis)
        if (status !== 200) refused.appends++
      }),
      atRate(ASKS_A_SECOND, seconds, async index => {
        if (index === (ASKS_A_SECOND * seconds) / 2) middle = rss()
        const { status, millis } = await ask(port, `/logs?log_path=${path(index % JOBS)}&wait=false`)
        asks.push(millis)
        if (status !== 200) refused.asks++
      }),
    ])
    const after = rss()
    const views: number[] = []
    const cpu = (): number => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) * 10
    }
    const cpuBefore = cpu()
    for (let view = 0; view < VIEWS; view++)
      for (const each of ['/', '/api/v1/jobs?limit=500']) views.push((await ask(port, each)).millis)
    const cost = (cpu() - cpuBefore) / VIEWS
    printTable(
      'The service: 1,000 jobs, 200 logs that grow by 1,000 lines/s, 10,000 lines/s appended (goal: p99 under 50 ms)',
      ['what', 'count', 'p50 ms', 'p99 ms', 'refused'].map((head, index) => ({ head, right: index > 0 })),
      [
        row('GET /logs?wait=false', asks, refused.asks),
        row(`append of ${LINES_AN_APPEND} lines`, appends, refused.appends),
        row('a part of a view of the page', views, 0),
      ],
    )
    console.log(
      `memory: ${before.toFixed(0)} MiB with ${JOBS} jobs, ${middle.toFixed(0)} in the middle, ${after.toFixed(0)} after ${seconds} s; ` +
        `a view of the page takes ${cost.toFixed(1)} ms of the service's CPU`,
    )
  } finally {
    child.kill('SIGTERM')
  }
}
