// What a source is: the one declaration of its command line, and the form in which it gives bytes to whoever writes them out.
import { Readable } from 'node:stream'
import type { OptionsOf, OptionTable, Problem } from '../stage.ts'

/** Some whole output lines, and what to call once they were handed on: only then may a reading position be saved. */
export interface Batch {
  readonly bytes: Buffer
  handedOn(): void
}

/** A source at work. */
export interface OpenSource {
  /** Gives batches until the source ends or is stopped. The next batch is asked for when the last one was handed on: that is the back-pressure. */
  readonly batches: AsyncIterable<Batch>
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
  settle(options: OptionsOf<T>, positionals: readonly string[], environment: Readonly<Record<string, string | undefined>>): Settings | readonly Problem[]
  /** Starts reading; `stop` asks for a clean end: what was handed on is saved, nothing more is read. */
  open(settings: Settings, stop: AbortSignal): OpenSource
}

/** A source whose types are not known here. */
// biome-ignore lint/suspicious/noExplicitAny: the two type parameters are private to each source
export type AnySource = Source<any, any>

/** Keeps the option types of a source literal, so that `settle` sees each option's own type. */
export function defineSource<const T extends OptionTable, Settings>(source: Source<T, Settings>): Source<T, Settings> {
  return source
}

/** Returns the source as a stream of bytes, for a chain of stages in this process. What the stream still holds in its buffer counts as handed on. */
export function sourceStream(source: OpenSource): Readable {
  async function* bytes(): AsyncGenerator<Buffer> {
    for await (const batch of source.batches) {
      yield batch.bytes
      batch.handedOn()
    }
  }
  return Readable.from(bytes(), { objectMode: false, highWaterMark: 1 })
}
