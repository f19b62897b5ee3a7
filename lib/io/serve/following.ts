// Logs of jobs that run, read as they grow: which they are, and when each is read (see followed-log.ts).
import { BOUNDS } from '../../bounds.ts'
import type { Driver } from '../../drive.ts'
import type { FollowedTo, TrackedJob } from '../../serve/events.ts'
import type { ServeState } from '../../serve/state.ts'
import { reasonOf } from '../error-words.ts'
import type { ChainStates, NewChain } from './chain-states.ts'
import { endOf, type Followed, newFollowed, type Reading, type ReadingSetting, readOn } from './followed-log.ts'

export interface Following {
  /** Follows the log of a job from now on; of one that is followed already, nothing changes. */
  begin(job: TrackedJob, path: string, root: string): void
  /** The job has ended: resolves when what is left of its log was read. */
  end(job: number): Promise<void>
  count(): number
  stop(): void
}

interface FollowingSetting extends ReadingSetting {
  readonly newChain: NewChain
  readonly chains: ChainStates
  readonly state: ServeState
  readonly everyMs: number
  readonly tell: (message: string) => void
}

const MOST_FOLLOWED = BOUNDS['serve.followed'].most
/** Storage may be away for an hour; a log that is away for longer is gone for good. */
const MOST_FAILURES = 3600
/** What the stages know is kept when nothing has changed for so long: of a log that goes on it is soon known again. */
const QUIET_MS = 2000

export function following(setting: FollowingSetting): Following {
  const { newChain, chains, state, tell, everyMs, now } = setting
  const logs = new Map<number, Followed>()
  const stopped = new AbortController()
  let isLooking = false
  /** Runs what reads a log when nothing else reads it: each line is read once. */
  const inTurn = <T>(log: Followed, work: () => Promise<T>): Promise<T> => {
    const done = log.turn.then(work, work)
    log.turn = done.catch(() => undefined)
    return done
  }
  const readingOf = (log: Followed): Reading => ({ ...setting, log, stopped: stopped.signal })
  /** Keeps what the stages know of a log, where all that they were given has become records. */
  function keep(log: Followed): void {
    if (!log.isChanged || log.driver.oldestHeld() !== undefined || log.unwritten.length > 0) return
    chains.keep(log.job, log.to, log.driver)
    log.isChanged = false
  }
  /** The stages of a log, as they were where nothing was written since they were kept. */
  function chainOf(job: number, to: FollowedTo | undefined): Driver {
    const known = to === undefined ? undefined : chains.at(job, to)
    try {
      return newChain(known)
    } catch {
      return newChain() // its settings are others now
    }
  }
  let isTold = false
  async function look(): Promise<void> {
    if (isLooking) return
    isLooking = true
    let wrong: Error | undefined
    try {
      for (const log of [...logs.values()]) {
        if (logs.get(log.job) !== log || stopped.signal.aborted) continue
        const isThere = await inTurn(log, () => readOn(readingOf(log))).catch((error: Error) => {
          wrong ??= error
          return true // the log is there
        })
        log.failures = isThere ? 0 : log.failures + 1
        if (now() - log.changedMs >= QUIET_MS) keep(log)
        // It is gone, and nobody said that the job has ended; or the job was forgotten.
        const isOver = log.failures > MOST_FAILURES || state.job(log.job) === undefined
        if (!isOver || logs.get(log.job) !== log) continue
        logs.delete(log.job)
        chains.forget(log.job)
      }
    } finally {
      isLooking = false
    }
    // A full disk fails at each look: it is told once.
    if (wrong !== undefined && !isTold) tell(`logs are not followed: ${reasonOf(wrong)}`)
    isTold = wrong !== undefined
  }
  /** Reads what is left of a log, and lets go of what the stages hold. */
  function finish(log: Followed): Promise<void> {
    return inTurn(log, async () => {
      const reading = readingOf(log)
      for (let before = -1; before !== log.read.bytes && !stopped.signal.aborted; ) {
        before = log.read.bytes
        if (!(await readOn(reading, true))) break
      }
      endOf(reading)
    })
  }
  const timer = setInterval(() => void look(), everyMs).unref()
  return {
    begin(job, path, root) {
      const known = logs.get(job.number)
      if (known?.path === path) return
      if (known === undefined && logs.size >= MOST_FOLLOWED) {
        tell(`${path} is not followed: ${MOST_FOLLOWED} logs are`)
        return
      }
      // What is left of the log before this one comes first.
      const turn = known === undefined ? Promise.resolve() : finish(known).catch(() => undefined)
      const to = state.followedTo(job.number)
      const driver = known === undefined && to?.path === path ? chainOf(job.number, to) : newChain()
      logs.set(job.number, newFollowed({ job: job.number, path, root, driver, turn }, to))
      // What is there already is shown soon, and not after the next tick.
      void look()
    },
    async end(job) {
      const log = logs.get(job)
      if (log === undefined) return
      logs.delete(job)
      await finish(log)
      chains.forget(job)
    },
    count: () => logs.size,
    stop() {
      clearInterval(timer)
      stopped.abort()
      for (const log of logs.values()) keep(log)
    },
  }
}
