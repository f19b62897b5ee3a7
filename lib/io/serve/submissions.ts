// Logs that are submitted: what is remembered of them, and when those of jobs that have ended are judged.

import { stat } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Intent, JobMode, TrackedJob } from '../../serve/events.ts'
import { cycleOfPath, type JobOutput, jobIdOfPath } from '../../serve/job-output.ts'
import { isRefusal, type Refusal, refusal } from '../../serve/refusal.ts'
import { isSameFile } from '../../serve/state.ts'
import { reasonOf } from '../error-words.ts'
import type { Caller, Context } from './context.ts'
import { logsIn, readJobOutput, safeFolder } from './job-files.ts'
import { refusalOf } from './read-failure.ts'
import { identityOf, openSafely, type SafeFile, safeFile } from './safe-path.ts'

export interface Submission {
  readonly path: string
  readonly user: string
  readonly jobId: string | undefined
  readonly cycleId: number | undefined
  readonly intent: Intent
}

/** NVRx's answer to a submission. */
export interface Submitted {
  readonly submitted: true
  readonly normalized_path: string
  readonly mode: JobMode
  readonly logs_dir: string | null
  readonly sched_restarts: number
  readonly files_analyzed: number | null
}

export interface Submissions {
  submit(submission: Submission, caller: Caller): Promise<Submitted | Refusal>
  /** Resolves when a log that is being watched is quiet; undefined where it is not watched. */
  whenQuiet(path: string): Promise<void> | undefined
  settling(): readonly { readonly path: string; readonly sinceMs: number }[]
  /** Goes on with what an earlier process had accepted. `rootOf` gives the root of an owner. */
  resume(rootOf: (owner: string) => string | undefined): void
  /** Looks at the logs of a job's folder, the newest last. */
  logsOf(job: TrackedJob, root: string): Promise<readonly SafeFile[]>
  stop(): void
}

/** A file that is smaller may not say yet where its job writes. */
const SMALL_BYTES = 4096
/** A job that was not heard of for longer makes room for others. */
const FORGOTTEN_AFTER_MS = 86_400_000

interface Watched {
  readonly sinceMs: number
  readonly promise: Promise<void>
}

export function submissions(context: Context): Submissions {
  const { state, journal, judging, settling, now } = context
  const watched = new Map<string, Watched>()
  const stopping = new AbortController()

  const open = (root: string) => (path: string) => openSafely(path, root)
  /** Judges a log that nobody waits for; what goes wrong is told to who asks for it. */
  const judgeSoon = (file: SafeFile, root: string): Promise<unknown> =>
    judging.judge({ ...file, open: open(root) }, false).catch(() => undefined)

  function watch(job: TrackedJob, root: string): void {
    if (watched.has(job.path)) return
    const promise = untilQuiet(job.path, settling, { now, stopped: stopping.signal })
    watched.set(job.path, { sinceMs: now(), promise })
    // It is being worked on until it is judged.
    void promise
      .then(() => judgeAll(job, root))
      .catch((error: Error) => context.tell(`${job.path} is not judged: ${reasonOf(error)}`))
      .finally(() => watched.delete(job.path))
  }
  /** Of a job with several logs, the newest. */
  function follow(job: TrackedJob, logs: readonly SafeFile[], root: string): void {
    const path = job.mode === 'splitlog' ? logs.at(-1)?.path : job.path
    if (path !== undefined) context.following.begin(job, path, root)
  }
  async function judgeAll(job: TrackedJob, root: string): Promise<void> {
    if (stopping.signal.aborted) return
    await context.following.end(job.number)
    const files = job.mode === 'splitlog' ? await logsOf(job, root) : [await safeFile(job.path, root)]
    const readable = files.flatMap(file => (isRefusal(file) || file.identity.size === 0 ? [] : [file]))
    await Promise.all(readable.map(file => judgeSoon(file, root)))
  }
  async function logsOf(job: TrackedJob, root: string): Promise<readonly SafeFile[]> {
    return job.logsDir === undefined || job.jobId === undefined ? [] : logsIn(job.logsDir, job.jobId, root)
  }
  return {
    async submit(submission, caller) {
      const file = await safeFile(submission.path, caller.root)
      if (isRefusal(file)) return file
      const known = state.jobOf(caller.name, file.path, '')
      if (known === undefined && !hasRoom(context))
        return refusal('JOB_LIMIT_REACHED', `${context.maxJobs} jobs are known, all of them heard of today`)
      const jobId = submission.jobId ?? known?.jobId ?? jobIdOfPath(file.path)
      const found = await modeOf(file, jobId, caller.root).catch((error: unknown) => {
        const readRefusal = refusalOf(error)
        if (readRefusal === undefined) throw error
        return readRefusal
      })
      if (isRefusal(found)) return found
      // Another request may have made it known while this one looked at the file.
      const before = state.jobOf(caller.name, file.path, '')
      const current: TrackedJob = {
        number: before?.number ?? state.next(),
        owner: caller.name,
        user: submission.user === 'unknown' ? (before?.user ?? 'unknown') : submission.user,
        path: file.path,
        jobId,
        cycleId: submission.cycleId ?? before?.cycleId ?? cycleOfPath(file.path),
        // Who only tells that a log is there says nothing of whether its job runs.
        intent: submission.intent === 'track_only' ? (before?.intent ?? 'track_only') : submission.intent,
        ...found,
        createdMs: before?.createdMs ?? now(),
      }
      if (JSON.stringify(before) !== JSON.stringify(current)) journal.write({ is: 'job', job: current })
      const logs = await logsOf(current, caller.root)
      // Where there is a later one, a log is complete.
      for (const log of logs.slice(0, -1)) void judgeSoon(log, caller.root)
      if (submission.intent === 'terminal') watch(current, caller.root)
      if (submission.intent === 'progressive') follow(current, logs, caller.root)
      return {
        submitted: true,
        normalized_path: file.path,
        mode: current.mode,
        logs_dir: current.logsDir ?? null,
        sched_restarts: current.schedulerRestarts,
        files_analyzed:
          current.mode === 'splitlog' ? logs.filter(({ path }) => state.judged(path) !== undefined).length : null,
      }
    },
    whenQuiet: path => watched.get(path)?.promise,
    settling: () => [...watched].map(([path, { sinceMs }]) => ({ path, sinceMs })),
    resume(rootOf) {
      for (const job of state.jobs()) {
        const root = rootOf(job.owner)
        if (root === undefined || job.path === '') continue
        if (job.intent === 'progressive') void logsOf(job, root).then(logs => follow(job, logs, root))
        if (job.intent !== 'terminal') continue
        void safeFile(job.path, root).then(async file => {
          const kept = state.judged(job.path)
          if (isRefusal(file) || (kept !== undefined && isSameFile(kept.identity, file.identity))) return
          // What was followed when the process ended may not have been read to its end.
          if (state.followedTo(job.number) !== undefined) follow(job, await logsOf(job, root), root)
          watch(job, root)
        })
      }
    },
    logsOf,
    stop: () => stopping.abort(),
  }
}

/** How the logs of a job lie, by what its output says so far. */
async function modeOf(
  file: SafeFile,
  jobId: string | undefined,
  root: string,
): Promise<Pick<TrackedJob, 'mode' | 'logsDir' | 'schedulerRestarts'> | Refusal> {
  const none: JobOutput = { logsDir: undefined, schedulerRestarts: 0 }
  const output = jobId === undefined || file.identity.size === 0 ? none : await readJobOutput(file.path, root)
  const folder = output.logsDir === undefined ? undefined : await safeFolder(output.logsDir, root)
  if (isRefusal(folder)) return folder
  const { schedulerRestarts } = output
  if (folder !== undefined) return { mode: 'splitlog', logsDir: folder, schedulerRestarts }
  const mayStillSay = jobId !== undefined && (file.identity.size < SMALL_BYTES || output.logsDir !== undefined)
  return {
    mode: file.identity.size === 0 || mayStillSay ? 'pending' : 'single',
    logsDir: undefined,
    schedulerRestarts,
  }
}

/** Sees to it that one more job can be known, by forgetting one that nobody has heard of for long. */
function hasRoom({ state, journal, maxJobs, now }: Context): boolean {
  const jobs = state.jobs()
  if (jobs.length < maxJobs) return true
  const old = jobs.find(job => now() - state.heardOf(job) > FORGOTTEN_AFTER_MS)
  if (old !== undefined) journal.write({ is: 'forgotten', job: old.number })
  return old !== undefined
}

/** Resolves when a log has not changed for a while, or was watched for long enough. */
async function untilQuiet(
  path: string,
  { leastMs, quietMs, mostMs, pollMs }: Context['settling'],
  { now, stopped }: { readonly now: () => number; readonly stopped: AbortSignal },
): Promise<void> {
  const began = now()
  let last = ''
  let changed = began
  while (!stopped.aborted) {
    const stats = await stat(path).catch(() => undefined)
    const seen = stats === undefined ? '' : JSON.stringify(identityOf(stats))
    if (seen !== last) {
      if (last !== '') changed = now()
      last = seen
    }
    const passed = now() - began
    if (passed >= mostMs || (passed >= leastMs && now() - changed >= quietMs)) return
    await wait(pollMs, undefined, { ref: false, signal: stopped }).catch(() => undefined)
  }
}
