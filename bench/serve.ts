// logmon serve under load: 1,000 jobs that are known, 200 logs that grow, lines that are appended; how long who asks
// waits for an answer, when a page has a line that was written, and how much memory it takes. Then the same while pages
// are opened, a day's worth of them: what they cost, and whether they slow the watching.
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ask, type Server, startServer } from './serve-server.ts'
import { percentile, printTable } from './table.ts'

const JOBS = 1000
const FOLLOWED = 200
const LINES_A_SECOND = 1000
/** Requests that append lines to an id, and lines in each: 10,000 lines a second in all. */
const APPENDS_A_SECOND = 100
const LINES_AN_APPEND = 100
const ASKS_A_SECOND = 50
const VIEWS = 1000

interface Counted {
  readonly millis: number[]
  refused: number
}

interface Load {
  /** `GET /logs?wait=false` of all jobs in turn. */
  readonly asks: Counted
  readonly appends: Counted
  /** From when a line was written to when who watches its job has it as a record. */
  readonly lines: Counted
  /** Parts of views of the page: its document, the list of jobs, one job with its history, ranks and lines. */
  readonly views: Counted
  readonly memory: number[]
  /** Of the service, in milliseconds. */
  cpu: number
  seconds: number
}

const line = (step: number): string =>
  `[2026-03-04 05:06:11] iteration ${step}/ 400000 | elapsed time per iteration (ms): 4100.0 | lm loss: 7.0E+00 |\n`

/** A row of the table: how many, how long half of them and 99 of 100 took at most, how many were refused. */
const row = (what: string, { millis, refused }: Counted): readonly string[] => [
  ...[what, `${millis.length}`, percentile(millis, 50).toFixed(1), percentile(millis, 99).toFixed(1), `${refused}`],
]

/** Calls a function so many times a second for some seconds, whatever becomes of each; resolves when all have ended. */
async function atRate(aSecond: number, seconds: number, act: (index: number) => Promise<void>): Promise<void> {
  const calls = new Set<Promise<void>>()
  const began = performance.now()
  for (let index = 0; index < aSecond * seconds; ) {
    const due = Math.floor(((performance.now() - began) / 1000) * aSecond)
    for (; index < Math.min(due, aSecond * seconds); index++) {
      const call = act(index).finally(() => calls.delete(call))
      calls.add(call)
    }
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  await Promise.all(calls)
}

/** Asks, and takes down how long it took. */
async function counted(into: Counted, ask: Ask, ...request: Parameters<Ask>): Promise<void> {
  const { status, millis } = await ask(...request)
  into.millis.push(millis)
  if (status !== 200) into.refused++
}

class Writer {
  /** When each step of the log that is watched was written. */
  readonly written = new Map<number, number>()
  private lines = 0
  private readonly path: (job: number) => string
  constructor(path: (job: number) => string) {
    this.path = path
  }
  /** Appends a line to the next log. */
  write(): void {
    const job = this.lines % FOLLOWED
    const step = 2 + Math.floor(this.lines++ / FOLLOWED)
    appendFileSync(this.path(job), line(step))
    if (job === 0) this.written.set(step, performance.now())
  }
}

/** What a page asks for when it is opened, and when one job is chosen. */
const PARTS = [
  '/',
  '/api/v1/jobs?limit=500',
  '/api/v1/silences',
  '/api/v1/jobs/1',
  '/api/v1/jobs/1/attempts?near=3',
  '/api/v1/jobs/1/history',
  '/api/v1/jobs/1/ranks',
  '/api/v1/jobs/1/lines?limit=500',
]

async function loadFor(seconds: number, views: number, server: Server, writer: Writer, id: string): Promise<Load> {
  const none = (): Counted => ({ millis: [], refused: 0 })
  const load: Load = { asks: none(), appends: none(), lines: none(), views: none(), memory: [], cpu: 0, seconds }
  const { ask, path } = server
  const stream = 'a line of a log of a usual length, with some numbers 12345\n'.repeat(LINES_AN_APPEND)
  const body = JSON.stringify({ attribution_id: id, log_stream: stream })
  const stop = server.watch(1, record => {
    const step = Number(/iteration (\d+)/.exec(record)?.[1])
    const at = writer.written.get(step)
    if (at !== undefined) load.lines.millis.push(performance.now() - at)
    writer.written.delete(step)
  })
  const cpuBefore = server.cpuMillis()
  await Promise.all([
    atRate(LINES_A_SECOND, seconds, async () => writer.write()),
    atRate(APPENDS_A_SECOND, seconds, () => counted(load.appends, ask, '/attributions/logs', body)),
    atRate(ASKS_A_SECOND, seconds, index => counted(load.asks, ask, `/logs?log_path=${path(index % JOBS)}&wait=false`)),
    atRate(1, seconds, async () => void load.memory.push(server.mebibytes())),
    atRate(views / seconds, seconds, async () => {
      for (const part of PARTS) await counted(load.views, ask, part)
    }),
  ])
  load.cpu = server.cpuMillis() - cpuBefore
  stop()
  return load
}

function print(title: string, load: Load): void {
  const head = ['what', 'count', 'p50 ms', 'p99 ms', 'refused'].map((head, index) => ({ head, right: index > 0 }))
  const views = load.views.millis.length === 0 ? [] : [row('a part of a view of the page', load.views)]
  printTable(title, head, [
    row('GET /logs?wait=false', load.asks),
    row(`append of ${LINES_AN_APPEND} lines`, load.appends),
    row('a line, from its file to a page', load.lines),
    ...views,
  ])
  const appended = ((load.appends.millis.length - load.appends.refused) * LINES_AN_APPEND) / load.seconds
  const at = (share: number): string => (load.memory[Math.floor((load.memory.length - 1) * share)] ?? 0).toFixed(0)
  console.log(
    `${appended.toFixed(0)} lines/s appended; memory ${at(0)} MiB at the start, ${at(0.5)} in the middle, ${at(1)} at the end ` +
      `(at most ${Math.max(...load.memory).toFixed(0)}); ${((load.cpu / load.seconds) * 0.1).toFixed(0)} % of a core; ` +
      `load average ${loadavg()[0]?.toFixed(1)}`,
  )
}

/** Prints the figures of `seconds` of load, and of as many with views of the page. */
export async function serve(seconds: number): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'logmon-bench-serve-'))
  const server = await startServer(root)
  const { ask, path } = server
  try {
    for (let job = 0; job < JOBS; job++) {
      writeFileSync(path(job), line(1))
      const intent = job < FOLLOWED ? 'progressive' : 'track_only'
      await ask('/logs', JSON.stringify({ log_path: path(job), user: 'bench', analysis_intent: intent }))
    }
    const openId = async (): Promise<string> =>
      (JSON.parse((await ask('/attributions', '{"job_id":"1"}')).text) as { attribution_id: string }).attribution_id
    const writer = new Writer(path)
    const what = '1,000 jobs, 200 logs that grow by 1,000 lines/s, 10,000 lines/s appended'
    const quiet = await loadFor(seconds, 0, server, writer, await openId())
    print(`The service: ${what}, ${seconds} s (goal: p99 of GET /logs under 50 ms)`, quiet)
    const seen = await loadFor(seconds, VIEWS, server, writer, await openId())
    print(`The same with ${VIEWS} views of the page in ${seconds} s`, seen)
    const cost = (seen.cpu - quiet.cpu) / VIEWS
    console.log(`a view of the page takes ${cost.toFixed(1)} ms of the service's CPU`)
    const metrics = (await ask('/metrics')).text
    const heap = (name: string): string =>
      (Number(new RegExp(`^logmon_nodejs_${name}_bytes (\\S+)`, 'm').exec(metrics)?.[1]) / 1_048_576).toFixed(0)
    console.log(`of the memory ${heap('heap_size_used')} MiB are the heap, ${heap('external_memory')} MiB beside it`)
    const journal = readFileSync(`/proc/${server.pid}/io`, 'utf8')
    console.log(`written to disk: ${(Number(/^write_bytes: (\d+)/m.exec(journal)?.[1]) / 1_048_576).toFixed(0)} MiB`)
  } finally {
    server.stop()
  }
}
