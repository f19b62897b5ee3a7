// What suspends rules and hang while a job runs: a file, while it is there (`touch FILE`, and `rm FILE` to go on), and
// two signals.
import { existsSync } from 'node:fs'
import { RESUMES, SUSPENDS, type SuspendedBy } from '../record/suspension.ts'

/** How soon a file is noticed. */
const LOOK_EVERY_MS = 250

interface Suspender {
  /** Undefined where only signals suspend. */
  readonly file: string | undefined
  /** What an earlier run was when it was stopped. */
  readonly wasSuspended: boolean
  /** Called at once where that is not so any more, and whenever it changes. */
  tell(isSuspended: boolean, by: SuspendedBy): void
}

/** Watches for both: all rests while the file is there or the one signal came. It keeps no process alive. */
export function watchSuspension({ file, wasSuspended, tell }: Suspender): () => void {
  let isSuspended = wasSuspended
  let isSignalled = false
  const judge = (by: SuspendedBy): void => {
    const rests = isSignalled || (file !== undefined && existsSync(file))
    if (rests === isSuspended) return
    isSuspended = rests
    tell(rests, by)
  }
  const ofFile: SuspendedBy = file === undefined ? 'start' : { file }
  const suspend = (): void => {
    isSignalled = true
    judge('signal')
  }
  const resume = (): void => {
    isSignalled = false
    judge('signal')
  }
  process.on(SUSPENDS, suspend)
  process.on(RESUMES, resume)
  // Who rested by a signal when it was stopped goes on: nothing would end it.
  judge(ofFile)
  const timer = file === undefined ? undefined : setInterval(() => judge(ofFile), LOOK_EVERY_MS)
  timer?.unref()
  return () => {
    clearInterval(timer)
    process.off(SUSPENDS, suspend)
    process.off(RESUMES, resume)
  }
}
