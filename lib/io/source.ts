// What a source is: the one declaration of its command line, and the form in which it gives bytes to whoever writes
// them out.
import { Readable } from 'node:stream'
import type { OptionsOf, OptionTable } from '../options.ts'
import type { Problem } from '../problem.ts'

/** Some whole output lines, and what to call once they were handed on: only then may a reading position be saved. */
export interface Batch {
  /** Its memory is used again after `handedOn`. */
  readonly bytes: Buffer
  handedOn(): void
}

/** A source at work. */
export interface OpenSource {
  /**
   * Gives batches until the source ends or is stopped. The next batch is asked for when the last one was handed on:
   * that is the back-pressure.
   */
  readonly batches: AsyncIterable<Batch>
  /** Saves what was handed on. Called once, after the last batch or after a failure. */
  finish(): Promise<void>
  /** Exit status that it wants. Asked after the end. */
  exitCode(): number
}

export interface Source<T extends OptionTable = OptionTable, Settings = unknown> {
  /** The binary is `logmon-<name>`. */
  readonly name: string
  /** One sentence, at most 72 characters. */
  readonly summary: string
  /** Names of the positional arguments for the usage line. */
  readonly positionals: string
  readonly options: T
  readonly examples: readonly { readonly command: string; readonly describe: string }[]
  /** Turns parsed options and positional arguments into settings, or says what is wrong with them. */
  settle(
    options: OptionsOf<T>,
    positionals: readonly string[],
    environment: Readonly<Record<string, string | undefined>>,
  ): Settings | readonly Problem[]
  /** Starts reading; `stop` asks for a clean end: what was handed on is saved, nothing more is read. */
  open(settings: Settings, stop: AbortSignal): OpenSource
}

/** Keeps the option types of a source literal, so that `settle` sees each option's own type. */
export function defineSource<const T extends OptionTable, Settings>(source: Source<T, Settings>): Source<T, Settings> {
  return source
}

/**
 * What may be on its way in a chain of streams behind us: a chunk in ours, one in the next stage, one in its output.
 */
const CHUNKS_ON_THE_WAY = 3

/**
 * Returns the source as a stream of bytes, for a chain of stages in this process. A batch counts as handed on when so
 * many later ones were asked for that it has left the chain, or at the end: a kill in between repeats lines and loses
 * none.
 */
export function sourceStream(source: OpenSource): Readable {
  async function* bytes(): AsyncGenerator<Buffer> {
    const onTheWay: Batch[] = []
    try {
      for await (const batch of source.batches) {
        onTheWay.push(batch)
        yield Buffer.from(batch.bytes) // copied: a chain may hold on to it for longer than is told here
        if (onTheWay.length > CHUNKS_ON_THE_WAY) onTheWay.shift()?.handedOn()
      }
      for (const batch of onTheWay) batch.handedOn()
    } finally {
      await source.finish()
    }
  }
  return Readable.from(bytes(), { objectMode: false, highWaterMark: 1 })
}
