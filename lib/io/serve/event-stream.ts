// Server-sent events: what happens, to whoever watches. A page that comes back names the last event that it has seen,
// and misses none.
import type { FastifyReply } from 'fastify'
import { BOUNDS } from '../../bounds.ts'
import type { Numbered, TrackedJob } from '../../serve/events.ts'
import type { ServeState } from '../../serve/state.ts'
import { type Caller, maySee } from './context.ts'

export interface Watching {
  readonly caller: Caller
  /** Number of the one job that is watched; undefined for all. */
  readonly job: number | undefined
  /** Number of the last event that was seen; undefined for who begins. */
  readonly after: number | undefined
  /** Whether who watches may still ask: a token that is taken back ends what it began. */
  isStillKnown(): boolean
}

export interface EventStream {
  open(reply: FastifyReply, watching: Watching): void
  happened(numbered: Numbered): void
  /** How many watch. */
  count(): number
  close(): void
}

interface Watcher extends Watching {
  readonly reply: FastifyReply
  /** Jobs whose view has changed since it was sent last. */
  readonly changed: Set<number>
}

/** Views of jobs are sent no more often. */
const VIEW_EVERY_MS = 1000
/** So that proxies and dead connections are noticed. */
const ALIVE_EVERY_MS = 25_000
/** Who does not read that much is let go, and comes back with the number of its last event. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024
const MOST_WATCHERS = BOUNDS['serve.watchers'].most
/** Nobody takes the places of all others. */
const MOST_OF_A_USER = MOST_WATCHERS / 5

export function eventStream(state: ServeState, viewOf: (job: number) => unknown): EventStream {
  const watchers = new Set<Watcher>()
  const views = setInterval(() => {
    for (const watcher of watchers) {
      if (watcher.isStillKnown()) sendViews(watcher)
      else watcher.reply.raw.end()
    }
  }, VIEW_EVERY_MS).unref()
  const alive = setInterval(() => {
    for (const watcher of watchers) write(watcher, ': alive\n\n')
  }, ALIVE_EVERY_MS).unref()

  function write(watcher: Watcher, text: string): void {
    const { raw } = watcher.reply
    if (raw.writableLength > MOST_UNREAD_BYTES) raw.destroy()
    else raw.write(text)
  }
  function sendViews(watcher: Watcher): void {
    for (const number of watcher.changed) {
      const view = viewOf(number)
      if (view !== undefined) write(watcher, `event: job\ndata: ${JSON.stringify(view)}\n\n`)
    }
    watcher.changed.clear()
  }
  function send(watcher: Watcher, { event, number }: Numbered, jobs: readonly TrackedJob[]): void {
    if (event.is === 'forgotten') write(watcher, message(number, 'forgotten', { job: event.job }))
    for (const job of jobs) {
      if (!maySee(watcher.caller, job.owner) || (watcher.job ?? job.number) !== job.number) continue
      watcher.changed.add(job.number)
      if (event.is === 'judged') write(watcher, message(number, 'judged', { id: number, job: job.number }))
      if (event.is === 'record' && (watcher.job !== undefined || isRare(event.record.kind)))
        write(watcher, message(number, 'record', { id: number, job: job.number, record: event.record }))
    }
  }
  const countOf = ({ name }: Caller): number => [...watchers].filter(({ caller }) => caller.name === name).length
  return {
    open(reply, watching) {
      if (
        watchers.size >= MOST_WATCHERS ||
        (watching.caller.name !== '' && countOf(watching.caller) >= MOST_OF_A_USER)
      ) {
        void reply.code(503).send({ error_code: 'JOB_LIMIT_REACHED', message: 'too many watch already' })
        return
      }
      reply.hijack()
      reply.raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      const watcher: Watcher = { ...watching, reply, changed: new Set() }
      const missed = watching.after === undefined ? [] : state.since(watching.after)
      for (const numbered of missed ?? []) send(watcher, numbered, jobsOf(state, numbered))
      // With the number of the newest event: who comes back at once goes on behind it.
      write(watcher, `retry: 2000\n${message(state.next() - 1, missed === undefined ? 'reset' : 'ready', {})}`)
      watchers.add(watcher)
      reply.raw.on('close', () => watchers.delete(watcher))
    },
    happened(numbered) {
      if (watchers.size === 0) return
      const jobs = jobsOf(state, numbered)
      for (const watcher of watchers) send(watcher, numbered, jobs)
    },
    count: () => watchers.size,
    close() {
      clearInterval(views)
      clearInterval(alive)
      for (const { reply } of watchers) reply.raw.end()
      watchers.clear()
    },
  }
}

/** Lines of logs come in thousands: only who watches their job is sent them. */
const isRare = (kind: string): boolean => kind !== 'log' && kind !== 'match'

const message = (id: number, event: string, data: object): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/** The jobs of an event: one, or all whose log was judged. */
function jobsOf(state: ServeState, { event }: Numbered): readonly TrackedJob[] {
  switch (event.is) {
    case 'job':
      return [event.job]
    case 'record': {
      const job = state.job(event.job)
      return job === undefined ? [] : [job]
    }
    case 'judged':
      return state
        .jobs()
        .filter(
          ({ path, logsDir }) =>
            path === event.log.path || (logsDir !== undefined && event.log.path.startsWith(`${logsDir}/`)),
        )
    default:
      return []
  }
}
