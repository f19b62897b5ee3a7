// The service without HTTP: what it remembers, and what it can be asked.

import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../../problem.ts'
import type { JobMode, TrackedJob } from '../../serve/events.ts'
import { type JobView, jobView } from '../../serve/job-view.ts'
import { serveState } from '../../serve/state.ts'
import { reasonOf } from '../error-words.ts'
import { takeLock } from '../lock.ts'
import { refuseUnsafeFile } from '../safe-file.ts'
import { type Attributions, attributions } from './attributions.ts'
import { openChainStates } from './chain-states.ts'
import { type Caller, type Context, maySee } from './context.ts'
import { type EventStream, eventStream } from './event-stream.ts'
import { following } from './following.ts'
import { openJournal } from './journal.ts'
import { judging } from './judging.ts'
import { openLineStore } from './line-store.ts'
import { type LogAnswers, logAnswers } from './log-answers.ts'
import type { ServeSettings } from './settings.ts'
import { type Submissions, submissions } from './submissions.ts'

export interface Service {
  readonly context: Context
  readonly submissions: Submissions
  readonly answers: LogAnswers
  readonly attributions: Attributions
  readonly events: EventStream
  /** What is being judged, or waits until it is. */
  busy(): readonly { readonly path: string; readonly sinceMs: number }[]
  view(job: TrackedJob): JobView
  viewsOf(jobs: readonly TrackedJob[]): readonly JobView[]
  /** The jobs that a caller may see. */
  views(caller: Caller): readonly JobView[]
  health(): { readonly status: 'ok' | 'degraded' | 'fail'; readonly issues: readonly string[] }
  stats(caller: Caller): object
  close(): void
}

const SYNC_EVERY_MS = 1000
const EXPIRE_EVERY_MS = 60_000
/** Logs that are read at the same time: more are not quicker, for one takes a core. */
const AT_ONCE = 2
/** Shares of judgements that failed from which on the service is not well. */
const DEGRADED = 0.2
const FAILING = 0.5

interface ServiceSetting {
  readonly settings: ServeSettings
  readonly rootOf: (owner: string) => string | undefined
  readonly now: () => number
  readonly tell: (message: string) => void
}

/** Opens the folder of the service, or says what is wrong with it. */
export function openService({ settings, rootOf, now, tell }: ServiceSetting): Service | readonly Problem[] {
  const { data } = settings
  const place = '--data'
  const temporary = join(data, 'temporary')
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 })
    const unsafe = refuseUnsafeFile(join(data, 'lock.new'))
    if (unsafe !== undefined) return [{ place, reason: `${data} is not used: ${unsafe}` }]
    const lock = takeLock(join(data, 'lock'))
    if (typeof lock !== 'function')
      return [{ place, reason: `${data} is in use by process ${lock.holder}: each needs a folder of its own` }]
    mkdirSync(temporary, { recursive: true, mode: 0o700 })
    for (const left of readdirSync(temporary)) rmSync(join(temporary, left), { force: true })
    return open({ settings, rootOf, now, tell }, { temporary, unlock: lock })
  } catch (error) {
    return [{ place, reason: `${data} cannot be used: ${reasonOf(error)}` }]
  }
}

function open(
  { settings, rootOf, now, tell }: ServiceSetting,
  { temporary, unlock }: { readonly temporary: string; readonly unlock: () => void },
): Service {
  const state = serveState()
  const journal = openJournal({
    directory: join(settings.data, 'journal'),
    state,
    now,
    tell,
    written: numbered => events.happened(numbered),
  })
  const lines = openLineStore(join(settings.data, 'lines'), id => state.attribution(id) !== undefined, now)
  const judge = judging({
    classify: settings.classify,
    atOnce: AT_ONCE,
    timeoutMs: settings.timeoutMs,
    now,
    kept: path => state.judged(path),
    take: log => void journal.write({ is: 'judged', log }),
  })
  const followed = following({
    newChain: settings.newChain,
    chains: openChainStates(join(settings.data, 'followed'), job => state.job(job) !== undefined),
    everyMs: settings.followEveryMs,
    state,
    journal,
    now,
    tell,
  })
  const context: Context = {
    ...settings,
    ...{ state, journal, lines, judging: judge, following: followed, now, temporary, tell },
  }
  const submitted = submissions(context)
  const answers = logAnswers(context, submitted)
  const ids = attributions(context, answers)
  const busy = (): readonly { path: string; sinceMs: number }[] => [
    ...new Map([...submitted.settling(), ...judge.inFlight()].map(each => [each.path, each])).values(),
  ]
  const isBusy = (): ((path: string) => boolean) => {
    const paths = new Set(busy().map(({ path }) => path))
    return path => paths.has(path)
  }
  const view = (job: TrackedJob): JobView => jobView(state, job, isBusy())
  const viewsOf = (jobs: readonly TrackedJob[]): readonly JobView[] => {
    const isBusyNow = isBusy()
    return jobs.map(job => jobView(state, job, isBusyNow))
  }
  const events = eventStream(state, number => {
    const job = state.job(number)
    return job === undefined ? undefined : view(job)
  })
  const syncing = setInterval(() => {
    journal.sync()
    lines.sync()
  }, SYNC_EVERY_MS).unref()
  const expiring = setInterval(() => {
    try {
      ids.expire()
    } catch (error) {
      tell(`ids that have expired stay: ${(error as Error).message}`)
    }
  }, EXPIRE_EVERY_MS).unref()
  submitted.resume(rootOf)
  return {
    context,
    submissions: submitted,
    answers,
    attributions: ids,
    events,
    busy,
    view,
    viewsOf,
    views: caller => viewsOf(state.jobs().filter(({ owner }) => maySee(caller, owner))),
    health: () => healthOf(judge.counts),
    stats: caller => statsOf(context, caller, { busy: busy().length, watchers: events.count() }),
    close() {
      clearInterval(syncing)
      clearInterval(expiring)
      submitted.stop()
      judge.stop()
      followed.stop()
      events.close()
      lines.close()
      journal.close()
      unlock()
    },
  }
}

function healthOf({ completed, failed, timedOut }: Context['judging']['counts']): ReturnType<Service['health']> {
  const all = completed + failed + timedOut
  const share = all === 0 ? 0 : (failed + timedOut) / all
  if (share < DEGRADED) return { status: 'ok', issues: [] }
  const issue = `${failed + timedOut} of ${all} judgements failed (${timedOut} took too long)`
  return { status: share < FAILING ? 'degraded' : 'fail', issues: [issue] }
}

function statsOf({ state, judging }: Context, caller: Caller, now: { busy: number; watchers: number }): object {
  const jobs = state.jobs().filter(({ owner }) => maySee(caller, owner))
  const count = (mode: JobMode): number => jobs.filter(job => job.mode === mode).length
  const { kept, shared, started, completed, failed, timedOut } = judging.counts
  return {
    backend: 'logmon',
    jobs: { total: jobs.length, pending: count('pending'), single: count('single'), splitlog: count('splitlog') },
    analyses: { started, completed, failed, timed_out: timedOut, in_flight: now.busy },
    cache: { size: state.judgedLogs().length, hits: kept, shared },
    attributions: { open: state.attributions().filter(({ owner }) => maySee(caller, owner)).length },
    events: { last: state.next() - 1, watchers: now.watchers },
  }
}
