// The counts as a file: replaced as a whole, so that whoever reads it never sees half of it.
import { replaceFile } from '../safe-file.ts'
import type { ShipWorld, Tell } from './world.ts'

export interface MetricsFile {
  /** Writes it for the last time. */
  close(): Promise<void>
}

const EVERY_MS = 5000
/** Whoever collects metrics is another user. */
const SHARED_MODE = 0o644

/** Keeps a file up to date; undefined where none is asked for. */
export function openMetricsFile(
  path: string | undefined,
  { clock }: Pick<ShipWorld, 'clock'>,
  textNow: () => string,
  tell: Tell,
): MetricsFile | undefined {
  if (path === undefined) return undefined
  let isTold = false
  let disarm = (): void => {}
  let writing = Promise.resolve()
  function write(): void {
    const text = textNow()
    writing = writing.then(() =>
      replaceFile(path as string, text, SHARED_MODE).catch((error: Error) => {
        if (!isTold) tell('metrics_not_written', `${path} cannot be written: ${error.message}`)
        isTold = true
      }),
    )
  }
  function next(): void {
    write()
    disarm = clock.at(clock.now() + EVERY_MS, next)
  }
  next()
  return {
    async close() {
      disarm()
      write()
      await writing
    },
  }
}
