// The small file that says how the jobs of a run are now.

import { mkdirSync, readFileSync } from 'node:fs'
import { homedir, hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { formatTime } from '../../record/time.ts'
import type { AnyRecord } from '../../record/types.generated.ts'
import { newView, takeRecord, type View } from '../../view/model.ts'
import { fileNameFor, jobSnapshot, type RunSnapshot, readSnapshot, snapshotText } from '../../view/snapshot.ts'
import type { Clock } from '../clock.ts'
import type { Effect } from '../effect.ts'
import { reasonOf } from '../error-words.ts'
import { replaceFile } from '../safe-file.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface StatusSettings {
  readonly path: string
  /** What a job is called whose records do not name it; it is WAITING until something is heard of it. */
  readonly job: string
  readonly clock: Clock
  /** Told once where the file cannot be written; absent where that is nobody's business. */
  readonly tell?: (text: string) => void
}

interface Keeping {
  /** The write under way. */
  writing: Promise<void> | undefined
  /** True where something changed since it began. */
  isStale: boolean
  disarm: (() => void) | undefined
  isTold: boolean
  /** True once the last was written: what other effects tell of their own end changes nothing. */
  isOver: boolean
}

/** Steps are written so often at most; a change of state at once. */
const EVERY_MS = 10_000
const PUBLIC_MODE = 0o644

/** Returns the folder of the files that runs keep unless they are told another place. */
export const statusFolder = (environment: Environment): string =>
  join(environment['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'logmon', 'status')

/** Returns the path of a run's file: that of its job, or beside it where a run that is alive keeps that one. */
export function statusPath(job: string, environment: Environment): string {
  const path = join(statusFolder(environment), fileNameFor(basename(job)))
  const kept = keptBy(path)
  const isTaken = kept !== undefined && kept.pid !== process.pid && isAlive(kept)
  return isTaken ? path.replace(/\.json$/, `-${process.pid}.json`) : path
}

function keptBy(path: string): RunSnapshot | undefined {
  try {
    return readSnapshot(readFileSync(path, 'utf8'))
  } catch {
    return undefined // there is none
  }
}

/** True where the run that keeps a file goes on, as far as this host can know. */
export function isAlive({ ended, host, pid }: RunSnapshot): boolean {
  if (ended !== undefined) return false
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // somebody else's process
  }
}

/** Returns what keeps the file: WAITING is written at once. */
export function keepStatus(settings: StatusSettings): Effect {
  const { path, clock, job, tell } = settings
  const started = formatTime(clock.now()) ?? ''
  const view = newView(clock.now())
  const state: Keeping = { writing: undefined, isStale: false, disarm: undefined, isTold: false, isOver: false }
  const textNow = (ended?: string): string =>
    snapshotText({
      ...{ pid: process.pid, host: hostname(), started, updated: formatTime(clock.now()) ?? started },
      ...(ended === undefined ? {} : { ended }),
      jobs: jobsOf(view, job),
    })
  const put = (text: string): Promise<void> =>
    replaceFile(path, text, PUBLIC_MODE).catch((error: Error) => {
      if (!state.isTold) tell?.(`${path} cannot be written: ${reasonOf(error)}`)
      state.isTold = true
    })
  /** States that change faster than a disk writes are not all written: the last one is. */
  const write = (): void => {
    state.disarm?.()
    state.disarm = undefined
    state.isStale = true
    state.writing ??= (async () => {
      while (state.isStale) {
        state.isStale = false
        await put(textNow())
      }
      state.writing = undefined
    })()
  }
  try {
    mkdirSync(dirname(path), { recursive: true })
  } catch {
    // The write tells it.
  }
  write()
  return {
    take(record) {
      if (state.isOver || !saysHow(record)) return
      takeRecord(view, record, clock.now())
      if (record.kind === 'status' || record.kind === 'verdict') write()
      else state.disarm ??= clock.at(clock.now() + EVERY_MS, write)
    },
    async finish() {
      state.isOver = true
      state.disarm?.()
      await state.writing
      await put(textNow(formatTime(clock.now())))
    },
    stop: () => state.disarm?.(),
    failed: () => state.isTold && tell !== undefined,
  }
}

/** Most lines of a log say nothing of how the job is: they are not looked at. */
const saysHow = (record: AnyRecord): boolean =>
  record.kind === 'log' ? record.step !== undefined : record.kind !== 'match' && !isOfRule(record)
const isOfRule = (record: AnyRecord): boolean => record.kind === 'status' && record.scope !== 'job'

function jobsOf({ jobs, now }: View, job: string): RunSnapshot['jobs'] {
  if (jobs.size > 0) return [...jobs.values()].map(each => ({ ...jobSnapshot(each), job: each.name || job }))
  const since = formatTime(now)
  return [{ job, state: 'WAITING', ...(since === undefined ? {} : { since }), alerts: 0, alerts_failed: 0 }]
}
