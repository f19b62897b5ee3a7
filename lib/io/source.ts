// What a source is: the one declaration of its command line, and the form in which it gives bytes to whoever writes
// them out.
import { Readable } from 'node:stream'
import type { Measure } from '../metrics/families.ts'
import type { OptionsOf, OptionTable } from '../options.ts'
import type { Problem } from '../problem.ts'
import type { KeptStages } from '../sources/checkpoint.ts'

/** Some whole output lines. */
export interface Batch {
  readonly bytes: Buffer
  /** Takes the memory of the bytes back: they were written or copied. */
  reuse(): void
  /** Called, in the order of the batches, once nothing can be lost of them: only then may a position be saved. */
  acknowledged(): void
}

/** A source at work. */
export interface OpenSource {
  /**
   * Gives batches until the source ends or is stopped. The next batch is asked for when the last one was taken: that is
   * the back-pressure. Acknowledgements may come later, also after the last batch.
   */
  readonly batches: AsyncIterable<Batch>
  /** Saves what was acknowledged. Called once, after the last acknowledgement or after a failure. */
  finish(): Promise<void>
  /** Exit status that it wants. Asked after the end. */
  exitCode(): number
  /** Resolves once it was looked at all that there is: nothing that is written from then on is left out. */
  looked?(): Promise<void>
  /** How far it is behind, for whoever collects metrics. */
  measures?(): readonly Measure[]
  /** True where the batches are records, false for anything else. */
  readonly writesRecords: boolean
  /** Writes what the stages behind it know beside its positions, as both are at this moment; absent where it cannot. */
  keep?(stages: KeptStages): void
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
  /** Starts reading; `stop` asks for a clean end: what was acknowledged is saved, nothing more is read. */
  open(settings: Settings, stop: AbortSignal): OpenSource
}

/** Keeps the option types of a source literal, so that `settle` sees each option's own type. */
export function defineSource<const T extends OptionTable, Settings>(source: Source<T, Settings>): Source<T, Settings> {
  return source
}

/** A source as a stream of bytes, for a chain of stages in this process. */
export interface SourceStream {
  readonly stream: Readable
  /** Tells that so many bytes of the stream are done with: the batches that they hold are acknowledged. */
  acknowledged(bytes: number): void
  /** Saves what was acknowledged, when the source has ended. */
  finish(): Promise<void>
}

export function sourceStream(source: OpenSource): SourceStream {
  /** Batches that were given and not acknowledged, and where each ends. */
  const given: { readonly batch: Pick<Batch, 'acknowledged'>; readonly end: number }[] = []
  let bytesGiven = 0
  let hasStarted = false
  let ended = (): void => {}
  const end = new Promise<void>(resolve => {
    ended = resolve
  })
  async function* bytes(): AsyncGenerator<Buffer> {
    hasStarted = true
    try {
      for await (const batch of source.batches) {
        bytesGiven += batch.bytes.length
        given.push({ batch, end: bytesGiven })
        const copy = Buffer.from(batch.bytes)
        batch.reuse()
        yield copy
      }
    } finally {
      ended()
    }
  }
  return {
    stream: Readable.from(bytes(), { objectMode: false, highWaterMark: 1 }),
    acknowledged(count) {
      while (given.length > 0 && (given[0] as (typeof given)[number]).end <= count) given.shift()?.batch.acknowledged()
    },
    async finish() {
      if (hasStarted) await end
      await source.finish()
    },
  }
}
