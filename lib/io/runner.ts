// Turns a driver into a process: lines in, records out, one timer, signals, back-pressure.
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { transform } from 'through2'
import type { ClockMode, Driver } from '../drive.ts'
import { addLine, type ByteSink, byteSink, giveBack, takeBytes } from '../record/bytes.ts'
import { rawRecord, readLine, readRecord } from '../record/read.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import { writeRecord } from '../record/write.ts'
import type { Clock } from './clock.ts'
import { lineSplitter } from './lines.ts'

/** Carries out what records ask for (mail, webhooks), and reports. */
export interface Performer {
  /**
   * Looks at every record that is written; `emit` writes a record of its own, later. `made`: this process made it, it
   * was not read.
   */
  see(record: AnyRecord, emit: (record: AnyRecord) => void, made: boolean): void
  /** Resolves when all that was started has ended. */
  finish(): Promise<void>
  /** Ends what was started at once: the user does not want to wait. */
  stop?(): void
  /** Nobody reads our records any more: what is only for the stream need not be done. */
  unread?(): void
  /** True when something could not be done at all. */
  failed(): boolean
}

/** Both at once; each sees every record. */
export const both = (one: Performer, other: Performer): Performer => ({
  see(record, emit, made) {
    one.see(record, emit, made)
    other.see(record, emit, made)
  },
  async finish() {
    await Promise.all([one.finish(), other.finish()])
  },
  stop() {
    one.stop?.()
    other.stop?.()
  },
  unread() {
    one.unread?.()
    other.unread?.()
  },
  failed: () => one.failed() || other.failed(),
})

export interface RunOptions {
  readonly driver: Driver
  readonly mode: ClockMode
  readonly clock: Clock
  /** True where the first stage takes raw lines itself. */
  readonly readsLines: boolean
  /** Writes only records that were not read from the input. */
  readonly only: boolean
  readonly maxLineBytes: number
  readonly performer?: Performer
  /** Called with every record on its way out, for a view beside the stream. */
  readonly watch?: (record: AnyRecord) => void
}

export interface RunStreams {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
  /** Called with a chunk of the input when it was read. */
  giveBack?(chunk: Buffer): void
}

/**
 * Records that wait to be written together: more gain no time, and live long enough to be moved out of young memory (3
 * MiB of peak).
 */
const MAX_LEAVING = 256

/**
 * Runs until input ends; resolves to false where the reader of our output went away first (EPIPE), which is no failure.
 * Rejects on any other stream error.
 */
export async function run(options: RunOptions, streams: RunStreams): Promise<boolean> {
  const { driver, clock, performer, watch } = options
  const splitter = lineSplitter(options.maxLineBytes)
  let disarm: (() => void) | undefined
  let armedFor: number | undefined
  const output = byteSink()

  /** The record that was read last, and its line: a record that leaves as it came is written as it came. */
  let source: AnyRecord | undefined
  let sourceLine = ''

  /**
   * What leaves, in order; lines leave as they came. Written together: turning from one to the other for each line
   * takes a twentieth of the time.
   */
  let leaving: (AnyRecord | string)[] = []
  const writeLeaving = (): void => {
    for (const item of leaving) {
      if (typeof item === 'string') addLine(output, item)
      else writeRecord(output, item)
    }
    leaving = []
  }

  const write = (record: AnyRecord): void => {
    const made = record !== source
    if (made) leaving.push(record)
    else if (!options.only) leaving.push(sourceLine)
    watch?.(record)
    performer?.see(record, late, made)
    if (leaving.length >= MAX_LEAVING) writeLeaving()
  }
  const writeAll = (records: readonly AnyRecord[]): void => {
    source = undefined
    for (const record of records) write(record)
  }

  function settle(): void {
    source = undefined
    driver.settle(write)
  }

  function takeLine(line: string, now: number): void {
    if (options.readsLines) {
      source = readRecord(line)
      sourceLine = line
      driver.feed(source ?? line, now, write)
      return
    }
    const read = readLine(line)
    if (read.is === 'foreign') {
      if (!options.only) leaving.push(line) // somebody else's JSON passes untouched
      return
    }
    source = read.is === 'record' ? read.record : rawRecord(line)
    sourceLine = read.is === 'record' ? line : JSON.stringify(source)
    driver.feed(source, now, write)
  }

  const stream = transform(
    function (
      this: { push(bytes: Buffer): void },
      chunk: Buffer,
      _encoding: string,
      done: (error?: Error | null) => void,
    ) {
      try {
        const now = clock.now()
        const lines = splitter.push(chunk)
        streams.giveBack?.(chunk)
        for (const line of lines) takeLine(line, now)
        settle()
        flush()
        done()
      } catch (error) {
        done(error as Error)
      }
    },
    function (this: { push(bytes: Buffer): void }, done: (error?: Error | null) => void) {
      const finish = async (): Promise<void> => {
        disarm?.()
        const now = clock.now()
        for (const line of splitter.end()) takeLine(line, now)
        settle()
        writeAll(driver.end(now))
        flush(true)
        await performer?.finish()
        flush(true)
      }
      finish().then(() => done(), done)
    },
  )

  function flush(ended = false): void {
    push()
    if (!ended) arm()
  }
  function late(record: AnyRecord): void {
    leaving.push(record)
    watch?.(record)
    // Results arrive outside a chunk; those that come inside one leave with it.
    queueMicrotask(push)
  }
  function push(): void {
    writeLeaving()
    const bytes = takeBytes(output)
    if (bytes !== undefined) stream.push(bytes)
  }
  function arm(): void {
    const due = driver.deadline()
    if (due === armedFor) return
    disarm?.()
    armedFor = due
    disarm = due === undefined ? undefined : clock.at(due, fire)
  }
  function fire(): void {
    armedFor = undefined
    try {
      writeAll(driver.tick(clock.now()))
      flush()
    } catch (error) {
      stream.destroy(error as Error)
    }
  }

  // Stages that wait for a first record must know since when.
  writeAll(driver.tick(clock.now()))
  arm()
  try {
    await pipeline(streams.input, stream as unknown as NodeJS.ReadWriteStream, returning(streams.output, output))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') {
      performer?.stop?.()
      throw error
    }
    if (performer !== undefined) {
      // Nobody reads our records any more, but what they ask for is still done.
      performer.unread?.()
      writeAll(driver.end(clock.now()))
      await performer.finish()
    }
    return false
  } finally {
    disarm?.()
  }
}

/** Returns a stream that writes into `output`, which it does not end, and gives the bytes back when they have left. */
function returning(output: NodeJS.WritableStream, sink: ByteSink): Writable {
  const stream = new Writable({
    write(bytes: Buffer, _encoding, done) {
      output.write(bytes, error => {
        giveBack(sink, bytes)
        done(error)
      })
    },
  })
  output.on('error', error => stream.destroy(error))
  return stream
}
