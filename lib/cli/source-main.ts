// What every source does: read argv, settle, open, write each batch and only then let its positions be saved.
import type { AnySource, Batch } from '../io/source.ts'
import { version } from '../io/version.ts'
import { isProblems } from '../problem.ts'
import { type CommandLine, parseArguments } from './args.ts'
import { EXIT, formatProblem } from './errors.ts'
import { refuse } from './main.ts'
import { print } from './print.ts'

export function sourceCommandLine(source: AnySource): CommandLine {
  const { summary, options, positionals, examples } = source
  return { program: `logmon-${source.name}`, summary, options, positionals, examples, version }
}

/** Runs one source as a process, from argv to exit code. */
export async function sourceMain(source: AnySource, argv: readonly string[] = process.argv.slice(2)): Promise<void> {
  const line = sourceCommandLine(source)
  const parsed = await parseArguments(line, argv)
  if (parsed.is === 'print') {
    print(line.program, parsed.text)
    return
  }
  if (parsed.is === 'usage') return refuse(line.program, parsed.problems)
  const settings = source.settle(parsed.values as never, parsed.positionals, process.env)
  if (isProblems(settings)) return refuse(line.program, settings)

  const stop = new AbortController()
  const release = handleSignals(stop)
  // An error of stdout reaches the write that it belongs to; without a listener it would be thrown.
  process.stdout.on('error', () => {})
  try {
    const open = source.open(settings, stop.signal)
    try {
      for await (const batch of open.batches) {
        await write(batch)
        batch.handedOn()
      }
    } finally {
      await open.finish()
    }
    process.exitCode = process.exitCode ?? open.exitCode()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return // the reader went away: no failure
    process.exitCode = process.exitCode ?? EXIT.failed
    process.stderr.write(`${formatProblem(line.program, { place: '', reason: (error as Error).message })}\n`)
  } finally {
    release()
  }
}

function write(batch: Batch): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(batch.bytes, error => (error ? reject(error) : resolve()))
  })
}

/** SIGTERM and the first SIGINT end reading cleanly: what was handed on is saved. A second SIGINT ends at once. */
function handleSignals(stop: AbortController): () => void {
  const terminate = (): void => stop.abort()
  const interrupt = (): void => {
    process.exitCode = EXIT.interrupted
    if (stop.signal.aborted) process.stdout.destroy()
    stop.abort()
  }
  // Beyond a limit on file sizes (ulimit -f) the write fails, as on a full disk; the signal would end us in the middle
  // of it.
  process.on('SIGXFSZ', () => {})
  process.on('SIGTERM', terminate)
  process.on('SIGINT', interrupt)
  return () => {
    process.off('SIGTERM', terminate)
    process.off('SIGINT', interrupt)
  }
}
