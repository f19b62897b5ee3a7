// logmon-tee as a process. It is neither filter nor source: its output is the training process's own.
import { wallClock } from '../clock.ts'
import type { RunCounts } from '../measure/run-counts.ts'
import { type TeeSettings, tee } from './tee.ts'

/** Passes on standard input, or what a command writes; resolves with how to end, as `tee` does. */
export async function passOn(
  settings: TeeSettings,
  say: (text: string) => void,
  counts?: RunCounts,
): Promise<number | NodeJS.Signals> {
  const release = settings.command.length === 0 ? waitForUpstream() : () => {}
  const ending = await tee(settings, wallClock, say, counts)
  release()
  return ending
}

/**
 * A scheduler that ends a job signals every process of it, and the training process goes on to write its last words:
 * its end of file ends us. Only a second signal of a kind ends us at once.
 */
function waitForUpstream(): () => void {
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
  for (const signal of signals) process.once(signal, () => {})
  return () => {
    for (const signal of signals) process.removeAllListeners(signal)
  }
}
