// Where a process that reads records gets its lines from, and how that is brought to an end.
import { fstatSync } from 'node:fs'
import type { Measure } from '../metrics/families.ts'
import type { Problem } from '../problem.ts'
import type { Trust } from '../record/stream-marks.ts'
import type { KeptStages } from '../sources/checkpoint.ts'
import { fileInput, isFileInput } from './file-input.ts'
import { type OpenSource, sourceStream } from './source.ts'

export interface Input {
  readonly stream: NodeJS.ReadableStream & { destroy(): unknown }
  /**
   * What the first SIGINT does: nothing where whoever writes to us got it too and its end of file will end us; end a
   * source of our own; stop at once.
   */
  readonly onInterrupt: 'wait' | 'end' | 'stop'
  /** Which records are believed by a reader of raw lines; undefined where the first line is to say it. */
  readonly trust?: Trust
  /** Takes a chunk back that was read. */
  giveBack?(chunk: Buffer): void
  /** Told how many bytes of the stream are done with: what a source has read of them need not be read again. */
  acknowledged?(bytes: number): void
  /** Writes what the stages know beside the positions of what is acknowledged; absent where it keeps no positions. */
  keep?(stages: KeptStages): void
  /** How far behind it is, for whoever collects metrics. */
  measures?(): readonly Measure[]
  /** Called once, when nothing more is acknowledged. */
  finish?(): Promise<void>
  /** Asked after the end: true where something of the input could not be read, or kept. */
  failed?(): boolean
  end(): void
}

/** Returns standard input, or what is wrong with it: Node takes a directory (`< logs`) for empty input. */
export function standardInput(): Input | readonly Problem[] {
  if (isDirectory(0))
    return [
      { place: 'standard input', reason: 'is a directory: give it a file, or follow the directory with logmon-follow' },
    ]
  if (isFileInput()) return { ...fileInput(0), onInterrupt: 'wait' }
  return pipeInput(process.stdin)
}

/** Returns what is read of standard input, a pipe or a terminal, by way of `stream`. */
export function pipeInput(stream: Input['stream']): Input {
  return { stream, onInterrupt: process.stdin.isTTY ? 'stop' : 'wait', end: () => void process.stdin.push(null) }
}

/** Returns a source as input. Ended, also by a first Ctrl-C, it gives what was read so far; its positions are saved. */
export function sourceInput(open: (stop: AbortSignal) => OpenSource): Input {
  const stop = new AbortController()
  const source = open(stop.signal)
  const { stream, acknowledged, finish } = sourceStream(source)
  return {
    stream,
    acknowledged,
    async finish() {
      stop.abort() // where nobody reads our records any more, it has not ended yet
      await finish()
    },
    trust: 'source',
    ...(source.keep === undefined ? {} : { keep: source.keep }),
    ...(source.measures === undefined ? {} : { measures: source.measures }),
    failed: () => source.exitCode() !== 0,
    onInterrupt: 'end',
    end: () => stop.abort(),
  }
}

/** True where standard input is a pipe: somebody writes what we read. */
export function isPiped(): boolean {
  try {
    const stat = fstatSync(0)
    return stat.isFIFO() || stat.isSocket()
  } catch {
    return false // closed
  }
}

function isDirectory(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isDirectory()
  } catch {
    return false // closed: empty input
  }
}
