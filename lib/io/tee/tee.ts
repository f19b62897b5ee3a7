// Standard input, or the output of a command, passed through unchanged, with a copy of every line in NVRx message
// files.
import { hostname } from 'node:os'
import { Readable, type Writable } from 'node:stream'
import { type NvrxRanks, nvrxOrigin, seriesName } from '../../sources/nvrx-files.ts'
import type { Clock } from '../clock.ts'
import { reasonOf } from '../error-words.ts'
import { lineEnds, type RunCounts } from '../measure/run-counts.ts'
import { startCommand } from './command.ts'
import { type LineLog, lineLog } from './line-log.ts'
import { messageFiles } from './message-files.ts'

export interface TeeSettings {
  readonly directory: string
  readonly prefix: string
  readonly ranks: NvrxRanks
  readonly maxBytes: number
  readonly maxFiles: number
  /** Empty: standard input is read. */
  readonly command: readonly string[]
}

/** An error is told once, then again when it has cost ten times as many lines. */
const TELL_AGAIN = 10

/** Writes a line to stderr. */
type Complain = (text: string) => void

/**
 * Runs until the input has ended; resolves with how to end: as the command ended; without one 0, or 1 where a line
 * could not be kept or passed on.
 */
export async function tee(
  settings: TeeSettings,
  clock: Clock,
  complain: Complain,
  counts?: RunCounts,
): Promise<number | NodeJS.Signals> {
  const { logOf, close } = messageLogs(settings, clock, complain, counts)
  const telling = { complain, counts }
  if (settings.command.length === 0) {
    const passed = await pass(process.stdin, process.stdout, logOf('stdin'), telling)
    return close() && passed ? 0 : 1
  }
  const { child, ended } = startCommand(settings.command, complain)
  await Promise.all([
    pass(child.stdout as Readable, process.stdout, logOf('stdout'), telling),
    pass(child.stderr as Readable, process.stderr, logOf('stderr'), telling),
  ])
  const outcome = await ended
  close()
  return outcome
}

/**
 * Standard input as it is, of which every line is kept as it passes. `failed` is asked after its end: true where a line
 * could not be kept.
 */
export function keptInput(
  settings: TeeSettings,
  clock: Clock,
  complain: Complain,
): { readonly stream: Readable; readonly failed: () => boolean } {
  let failed = false
  async function* kept(): AsyncGenerator<Buffer> {
    const { logOf, close } = messageLogs(settings, clock, complain)
    const log = logOf('stdin')
    for await (const chunk of process.stdin) {
      log.take(chunk as Buffer)
      yield chunk as Buffer
    }
    log.end()
    failed = !close()
  }
  return { stream: Readable.from(kept()), failed: () => failed }
}

/**
 * The message files of a process, as one log for each of its streams; whatever becomes of them, what is passed on goes
 * on. `close` returns false where they have not every line.
 */
function messageLogs(
  settings: TeeSettings,
  clock: Clock,
  complain: Complain,
  counts?: RunCounts,
): { readonly logOf: (stream: string) => LineLog; readonly close: () => boolean } {
  const { directory, prefix, ranks, maxBytes, maxFiles } = settings
  const files = messageFiles({ directory, series: seriesName(ranks.localRank, prefix), maxBytes, maxFiles }, clock.now)
  let lost = 0
  let tellAt = 1
  const failed = (error: Error, lines: number): void => {
    lost += lines
    counts?.failed(lines)
    if (lost < tellAt) return
    tellAt = lost * TELL_AGAIN
    complain(`${directory}: ${reasonOf(error)}; ${lost} line(s) are not in the message files`)
  }
  return {
    logOf: stream => lineLog(files, { origin: nvrxOrigin('INFO', hostname(), ranks), stream }, clock.now, failed),
    close() {
      if (lost > 0) complain(`${directory}: ${lost} line(s) in all are not in the message files`)
      files.close()
      return lost === 0
    },
  }
}

/**
 * Passes a stream on. Whatever becomes of the reader, the input is read to its end: the training process must not be
 * stopped by us. Returns false where the output failed; a reader that went away is none.
 */
async function pass(
  input: Readable,
  output: Writable,
  log: LineLog,
  { complain, counts }: { readonly complain: Complain; readonly counts: RunCounts | undefined },
): Promise<boolean> {
  let broken = false
  let failed = false
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (!broken && error.code !== 'EPIPE') {
      failed = true
      complain(`output: ${reasonOf(error)}; the message files go on`)
    }
    broken = true
  })
  for await (const chunk of input) {
    const hasRoom = broken || output.write(chunk)
    if (counts !== undefined) counts.read(chunk.length, lineEnds(chunk))
    log.take(chunk as Buffer)
    // A broken output never drains; its error comes instead.
    if (!hasRoom && !broken) await drainOrEnd(output)
    if (!broken) counts?.passed()
  }
  log.end()
  return !failed
}

/** Resolves when there is room again, or will never be. */
function drainOrEnd(output: Writable): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      for (const event of ['drain', 'error', 'close']) output.off(event, done)
      resolve()
    }
    for (const event of ['drain', 'error', 'close']) output.on(event, done)
  })
}
