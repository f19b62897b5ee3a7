// Many jobs judged on all cores, with a bar on a terminal.
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { STANDARD_INPUT } from '../../io/classify/open-log.ts'
import { progressBar } from '../../io/progress-bar.ts'
import { sizeOf } from '../../io/why/find-logs.ts'
import { type JudgeSettings, judgeJob } from '../../io/why/judge-job.ts'
import { judgeInProcesses } from '../../io/why/pool.ts'
import type { Job } from '../../why/jobs.ts'
import type { JudgedJob } from '../../why/judged.ts'
import type { Output } from '../output.ts'
import { handleSignals } from '../signals.ts'
import type { JudgeOrder } from './settings.ts'

/** A process of its own pays from that many bytes on. */
const BYTES_FOR_A_PROCESS = 4 * 1024 * 1024

export interface Judging {
  readonly judged: readonly JudgedJob[]
  readonly hasUnread: boolean
  readonly isInterrupted: boolean
}

/** Judges all jobs, with a bar on a terminal; records are printed in the order of the jobs. */
export async function judgeAll(
  jobs: readonly Job[],
  order: JudgeOrder,
  settings: JudgeSettings,
  output: Output,
): Promise<Judging> {
  const files = jobs.map(job => job.files)
  const judged: JudgedJob[] = []
  let printed = 0
  let hasUnread = false
  let leaving: Promise<unknown> = Promise.resolve()
  const stop = new AbortController()
  const bar = progressBar()
  const meter = meterOf(files, bar.show)
  const take = (index: number, each: JudgedJob): void => {
    // What was printed need not be kept.
    judged[index] = each
    meter.done(index)
    if (each.unread.length > 0) hasUnread = true
    for (; judged[printed] !== undefined; printed++) {
      const { records, unread } = judged[printed] as JudgedJob
      if (!order.wantsRecords) continue
      for (const problem of unread) output.say(`${problem.file}: cannot be read: ${problem.reason}`)
      if (records.length > 0)
        leaving = output.print(records.map(record => `${JSON.stringify(record)}\n`).join('')).then(isRead => {
          if (!isRead) stop.abort()
        })
      judged[printed] = { attempts: [], unread, records: [] }
    }
  }
  const signals = handleSignals({ onInterrupt: 'stop', end: () => stop.abort(), stop: () => stop.abort() })
  await bar.begin(files.flat())
  try {
    await judgeEach({ files, order, settings, take, progress: meter.add, stop: stop.signal })
    await leaving
  } finally {
    bar.clear()
  }
  return { judged, hasUnread, isInterrupted: signals.isInterrupted() }
}

/** Adds up what was read of all jobs; one that is done counts as read, whatever was said of it. */
function meterOf(
  files: readonly (readonly string[])[],
  show: (bytes: number) => void,
): { add(index: number, bytes: number): void; done(index: number): void } {
  const left = files.map(sizeOf)
  let total = 0
  const add = (index: number, bytes: number): void => {
    const counted = Math.min(bytes, left[index] as number)
    left[index] = (left[index] as number) - counted
    total += counted
    show(total)
  }
  return { add, done: index => add(index, Number.POSITIVE_INFINITY) }
}

interface Judged {
  readonly files: readonly (readonly string[])[]
  readonly order: JudgeOrder
  readonly settings: JudgeSettings
  take(index: number, judged: JudgedJob): void
  progress(index: number, bytes: number): void
  readonly stop: AbortSignal
}

/** One job, and standard input, here; else in a process per core, or in fewer where there is little to read. */
async function judgeEach({ files, order, settings, take, progress, stop }: Judged): Promise<void> {
  const isHere = (job: readonly string[]): boolean => files.length === 1 || job.includes(STANDARD_INPUT)
  const elsewhere = [...files.keys()].filter(index => !isHere(files[index] as readonly string[]))
  const jobs = elsewhere.map(index => files[index] as readonly string[])
  await judgeInProcesses({
    jobs,
    program: join(dirname(fileURLToPath(import.meta.url)), '..', 'why-worker.js'),
    how: order,
    processes: Math.min(availableParallelism(), Math.max(1, Math.ceil(sizeOf(jobs.flat()) / BYTES_FOR_A_PROCESS))),
    progress: (place, bytes) => progress(elsewhere[place] as number, bytes),
    judged: (place, judged) => take(elsewhere[place] as number, judged),
    stop,
  })
  for (const [index, job] of files.entries())
    if (isHere(job) && !stop.aborted) take(index, await judgeJob(job, settings, bytes => progress(index, bytes)))
}
