// Metrics as a file: replaced as a whole, so that whoever reads it never sees half of it.
import type { Clock } from '../clock.ts'
import { reasonOf } from '../error-words.ts'
import { replaceFile } from '../safe-file.ts'

export interface MetricsFile {
  /** Writes it for the last time. */
  close(): Promise<void>
}

/** How often it is written. */
export const EVERY_MS = 5000
/** Whoever collects metrics is another user. */
const SHARED_MODE = 0o644

interface Keeping {
  readonly path: string
  readonly clock: Clock
  readonly textNow: () => Promise<string>
  /** Told once where it cannot be written. */
  readonly tell: (text: string) => void
}

/** Keeps a file up to date; it is there once this has resolved, unless it cannot be written. */
export async function keepMetricsFile({ path, clock, textNow, tell }: Keeping): Promise<MetricsFile> {
  let isTold = false
  let isClosed = false
  let disarm = (): void => {}
  let writing: Promise<void> = Promise.resolve()
  /** A disk that is slower than the clock holds one write back, not a queue of them. */
  const write = (): Promise<void> =>
    textNow()
      .then(text => replaceFile(path, text, SHARED_MODE))
      .catch((error: Error) => {
        if (!isTold) tell(`${path} is not written: ${reasonOf(error)}`)
        isTold = true
      })
  const next = (): void => {
    writing = write().then(() => {
      if (!isClosed) disarm = clock.at(clock.now() + EVERY_MS, next)
    })
  }
  next()
  await writing
  return {
    async close() {
      isClosed = true
      disarm()
      await writing
      await write()
    },
  }
}
