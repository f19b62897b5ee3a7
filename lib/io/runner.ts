// Turns a driver into a process: lines in, records out, one timer, signals, back-pressure.
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { transform } from 'through2'
import { type ClockMode, type Driver, type Envelope, madeEnvelope, readEnvelope } from '../drive.ts'
import { addLine, addText, type ByteSink, byteSink, giveBack, takeBytes } from '../record/bytes.ts'
import { rawRecord, readLine, readRecord } from '../record/read.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import { recordText } from '../record/write.ts'
import type { Clock } from './clock.ts'
import { type LineSplitter, lineSplitter } from './lines.ts'

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

/** A run at work. */
interface Run {
  readonly options: RunOptions
  readonly splitter: LineSplitter
  readonly stream: ReturnType<typeof transform>
  readonly sink: ByteSink
  /**
   * What leaves, in order: records, and lines that are none. Written together: turning from one to the other for each
   * line takes a twentieth of the time.
   */
  leaving: (Envelope | string)[]
  /** Takes what leaves the driver. */
  readonly emit: (envelope: Envelope) => void
  /** For when the one timer is armed, and how it is called off. */
  armedFor: number | undefined
  disarm(): void
}

/**
 * Runs until input ends; resolves to false where the reader of our output went away first (EPIPE), which is no failure.
 * Rejects on any other stream error.
 */
export async function run(options: RunOptions, streams: RunStreams): Promise<boolean> {
  const { performer, clock, driver } = options
  const state = startRun(options, streams)
  // Stages that wait for a first record must know since when.
  fire(state)
  const stream = state.stream as unknown as NodeJS.ReadWriteStream
  try {
    await pipeline(streams.input, stream, returning(streams.output, state.sink))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') {
      performer?.stop?.()
      throw error
    }
    if (performer !== undefined) {
      // Nobody reads our records any more, but what they ask for is still done.
      performer.unread?.()
      driver.end(clock.now(), state.emit)
      await performer.finish()
    }
    return false
  } finally {
    state.disarm()
  }
}

function startRun(options: RunOptions, streams: RunStreams): Run {
  const state: Run = {
    options,
    splitter: lineSplitter(options.maxLineBytes),
    stream: transform(
      (chunk: Buffer, _encoding: string, done: (error?: Error | null) => void) => {
        try {
          takeChunk(state, chunk, streams)
          done()
        } catch (error) {
          done(error as Error)
        }
      },
      (done: (error?: Error | null) => void) => {
        finish(state).then(() => done(), done)
      },
    ),
    sink: byteSink(),
    leaving: [],
    emit: envelope => leave(state, envelope),
    armedFor: undefined,
    disarm() {},
  }
  return state
}

function takeChunk(state: Run, chunk: Buffer, streams: RunStreams): void {
  const { driver, clock } = state.options
  const now = clock.now()
  const lines = state.splitter.push(chunk)
  streams.giveBack?.(chunk)
  for (const line of lines) takeLine(state, line, now)
  driver.flush(state.emit)
  push(state)
  arm(state)
}

async function finish(state: Run): Promise<void> {
  const { driver, clock, performer } = state.options
  state.disarm()
  const now = clock.now()
  for (const line of state.splitter.end()) takeLine(state, line, now)
  driver.end(now, state.emit)
  push(state)
  await performer?.finish()
  push(state)
}

function takeLine(state: Run, line: string, now: number): void {
  const { driver, readsLines, only } = state.options
  if (readsLines) {
    const record = readRecord(line)
    driver.feed(record === undefined ? line : readEnvelope(record, line), now, state.emit)
    return
  }
  const read = readLine(line)
  if (read.is === 'foreign') {
    driver.flush(state.emit)
    if (!only) state.leaving.push(line) // somebody else's JSON passes untouched
    return
  }
  const record = read.is === 'record' ? read.record : rawRecord(line)
  const text = read.is === 'record' ? line : JSON.stringify(record)
  driver.feed(readEnvelope(record, text), now, state.emit)
}

/** Takes what leaves the driver: it is written soon, and the performer looks at it. */
function leave(state: Run, envelope: Envelope): void {
  const { only, performer } = state.options
  const made = envelope.line === undefined
  if (made || !only) state.leaving.push(envelope)
  performer?.see(envelope.record, record => leaveLate(state, record), made)
  if (state.leaving.length >= MAX_LEAVING) writeLeaving(state)
}

/** Takes a record of the performer's. */
function leaveLate(state: Run, record: AnyRecord): void {
  state.leaving.push(madeEnvelope(record))
  // Results arrive outside a chunk; those that come inside one leave with it.
  queueMicrotask(() => push(state))
}

function writeLeaving({ leaving, sink }: Run): void {
  for (const item of leaving) {
    if (typeof item === 'string') addLine(sink, item)
    else if (item.line === undefined) addText(sink, recordText(item.record, item.form))
    else addLine(sink, item.line)
  }
  leaving.length = 0
}

function push(state: Run): void {
  writeLeaving(state)
  const bytes = takeBytes(state.sink)
  if (bytes !== undefined) state.stream.push(bytes)
}

/** Arms the timer for the driver's next deadline. */
function arm(state: Run): void {
  const { driver, clock } = state.options
  const due = driver.deadline()
  if (due === state.armedFor) return
  state.disarm()
  state.armedFor = due
  state.disarm = due === undefined ? () => {} : clock.at(due, () => fire(state))
}

/** Gives the driver the time. */
function fire(state: Run): void {
  const { driver, clock } = state.options
  state.armedFor = undefined
  try {
    driver.tick(clock.now(), state.emit)
    push(state)
    arm(state)
  } catch (error) {
    state.stream.destroy(error as Error)
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
