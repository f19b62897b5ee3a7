// Many jobs on all cores: child processes judge one job after the other, so that a log which kills the process that
// reads it costs its own row and no other.

import { type ChildProcess, fork } from 'node:child_process'
import type { JudgedJob } from '../../why/judged.ts'
import { reasonOf } from '../error-words.ts'

/** What a worker is told: first how, then job by job. */
export type ToWorker =
  | { readonly is: 'begin'; readonly how: unknown }
  | { readonly is: 'job'; readonly index: number; readonly files: readonly string[] }

/** What a worker tells. */
export type FromWorker =
  | { readonly is: 'progress'; readonly index: number; readonly bytes: number }
  | { readonly is: 'judged'; readonly index: number; readonly judged: JudgedJob }

export interface Work {
  /** The files of each job. */
  readonly jobs: readonly (readonly string[])[]
  /** Path of the program that judges. */
  readonly program: string
  /** What it is told first. */
  readonly how: unknown
  readonly processes: number
  /** Called with more bytes that were read of a job. */
  progress(index: number, bytes: number): void
  /** Called once for each job, as it is judged. */
  judged(index: number, judged: JudgedJob): void
  readonly stop: AbortSignal
}

/** Resolves when every job was judged, or when it is asked to stop. */
export async function judgeInProcesses(work: Work): Promise<void> {
  const queue = work.jobs.keys()
  await Promise.all(
    Array.from({ length: Math.min(work.processes, work.jobs.length) }, async () => {
      // The queue is shared: a process that died is followed by another one, with the jobs that are left.
      while (!work.stop.aborted && (await oneProcess(work, queue))) {}
    }),
  )
}

/** Resolves when a process has ended, to true where jobs are left that it could have judged. */
function oneProcess(work: Work, queue: IterableIterator<number>): Promise<boolean> {
  let at = queue.next()
  if (at.done === true) return Promise.resolve(false)
  const child = fork(work.program, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const give = (index: number): void => tell(child, { is: 'job', index, files: work.jobs[index] as readonly string[] })
  const stop = (): void => void child.kill()
  work.stop.addEventListener('abort', stop, { once: true })
  tell(child, { is: 'begin', how: work.how })
  give(at.value)
  child.on('message', (message: FromWorker) => {
    if (message.is === 'progress') work.progress(message.index, message.bytes)
    else {
      work.judged(message.index, message.judged)
      at = queue.next()
      if (at.done === true) child.disconnect()
      else give(at.value)
    }
  })
  return new Promise(resolve => {
    let hasEnded = false
    const ended = (reason: string): void => {
      if (hasEnded) return
      hasEnded = true
      work.stop.removeEventListener('abort', stop)
      if (at.done !== true && !work.stop.aborted) {
        const file = (work.jobs[at.value] as readonly string[])[0] as string
        work.judged(at.value, { attempts: [], records: [], unread: [{ file, reason }] })
      }
      resolve(at.done !== true)
    }
    child.on('error', error => ended(`no process could be started for it: ${reasonOf(error)}`))
    child.on('exit', (status, signal) =>
      ended(`the process that read it was ended ${signal === null ? `with status ${status}` : `by ${signal}`}`),
    )
  })
}

/** A child that is gone tells so by its end. */
const tell = (child: ChildProcess, message: ToWorker): void => void child.send(message, () => undefined)
