// Turns a driver into a process: lines in, records out, one timer, signals, back-pressure.
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { transform } from 'through2'
import { type ClockMode, type Driver, type Envelope, madeEnvelope, readEnvelope } from '../drive.ts'
import { addLine, addText, type ByteSink, byteSink, giveBack, takeBytes } from '../record/bytes.ts'
import { rawRecord, readLine, readRecord } from '../record/read.ts'
import {
  beginsStream,
  brokeOffRecord,
  isTrusted,
  sourcesAfter,
  type Trust,
  takenAsTextRecord,
} from '../record/stream-marks.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import { recordText } from '../record/write.ts'
import { type Acknowledging, newAcknowledging, noteChunk, noteLeft, noteWritten } from './acknowledge.ts'
import type { Clock } from './clock.ts'
import type { Effect } from './effect.ts'
import { type Keeping, type KeepState, keepState } from './keep-state.ts'
import { type LineSplitter, lineSplitter } from './lines.ts'
import type { RunCounts } from './measure/run-counts.ts'

export interface RunOptions {
  readonly driver: Driver
  readonly mode: ClockMode
  readonly clock: Clock
  /** True where the first stage takes raw lines itself. */
  readonly readsLines: boolean
  /** Which records it believes then; undefined where the first line is to say it. */
  readonly trust?: Trust | undefined
  /** The first stage, for what the runner itself has to tell: in a pipe it would be that one. */
  readonly name: string
  /** True where the input ends because we were asked to end. */
  isAsked?(): boolean
  /** Writes only records that were not read from the input. */
  readonly only: boolean
  /** What is written of a record, '' for nothing; absent where each is written as a line of JSON. */
  readonly textOf?: (record: AnyRecord) => string
  readonly maxLineBytes: number
  /** Keeps what the stages know, from time to time and at the end. */
  readonly keep?: KeepState
  /** Left before anything else. */
  readonly opening?: readonly AnyRecord[]
  /** Tells of records from elsewhere that go through all stages, from before the first line; returns what ends it. */
  readonly besides?: ((take: (record: AnyRecord) => void) => () => void) | undefined
  readonly effects?: readonly Effect[]
  /** Told what is read, and that it has left; absent where nobody counts. */
  readonly counts?: RunCounts
}

export interface RunStreams {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
  /** Called with a chunk of the input when it was read. */
  giveBack?(chunk: Buffer): void
  /**
   * Called with how many bytes of the input are done with: their lines have left all stages, the output took their
   * records, and their effects are done. For input whose chunks are whole lines.
   */
  acknowledged?(bytes: number): void
  /** Called once, after the last acknowledgement or after a failure. */
  finish?(): Promise<void>
}

/**
 * Records that wait to be written together: more gain no time, and live long enough to be moved out of young memory (3
 * MiB of peak).
 */
const MAX_LEAVING = 256

/** How long the newest state of a bar waits for what ends its line: as long as an entry waits in parse. */
const DRAWN_MS = 200

const NO_EFFECTS: readonly Effect[] = []

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
  /** What effects are still taking: it holds the stream. */
  readonly taking: Set<Promise<void>>
  /** Lines and records that the driver was given. */
  fed: number
  /** True when the driver was told that input has ended. */
  hasEnded: boolean
  /** Which records of a log are believed; undefined until the first line has come. */
  trust: Trust | undefined
  /** Sources upstream that have begun and not ended. */
  sources: number
  /** Absent where nobody asks for acknowledgements. */
  readonly acknowledging: Acknowledging | undefined
  /** Absent where nothing is kept. */
  keeping: Keeping | undefined
  /** When the newest state of a bar, whose line may never end, is taken as it is; undefined where none waits. */
  drawnDue: number | undefined
  /** For when the one timer is armed, and how it is called off. */
  armedFor: number | undefined
  disarm(): void
}

type Done = (error?: Error | null) => void

/**
 * Runs until input ends; resolves to false where the reader of our output went away first (EPIPE), which is no failure.
 * Rejects on any other stream error, and where an effect cannot be done.
 */
export async function run(options: RunOptions, streams: RunStreams): Promise<boolean> {
  const state = startRun(options, streams)
  const { effects = [] } = options
  for (const record of options.opening ?? []) leave(state, madeEnvelope(record))
  // Stages that wait for a first record must know since when.
  fire(state)
  const stopBesides = options.besides?.(record => takeBesides(state, record))
  const stream = state.stream as unknown as NodeJS.ReadWriteStream
  try {
    await pipeline(streams.input, stream, returning(streams.output, state))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') {
      for (const effect of effects) effect.stop?.()
      throw error
    }
    // Nobody reads our records any more, but what they ask for is still done.
    for (const effect of effects) effect.unread?.()
    if (effects.length > 0) end(state)
    await finishEffects(state)
    return false
  } finally {
    stopBesides?.()
    state.disarm()
    state.keeping?.stop()
    await streams.finish?.()
  }
}

function startRun(options: RunOptions, { acknowledged: onAcknowledged, giveBack }: RunStreams): Run {
  const { keep, driver, clock } = options
  const acknowledged = onAcknowledged ?? (keep === undefined ? undefined : () => {})
  const state: Run = {
    options,
    splitter: lineSplitter(options.maxLineBytes),
    stream: transform(
      (chunk: Buffer, _encoding: string, done: Done) => {
        try {
          takeChunk(state, chunk, giveBack)
          whenTaken(state, done)
        } catch (error) {
          done(error as Error)
        }
      },
      (done: Done) => {
        finish(state).then(() => done(), done)
      },
    ),
    sink: byteSink(),
    leaving: [],
    emit: envelope => leave(state, envelope),
    taking: new Set(),
    fed: 0,
    hasEnded: false,
    trust: options.trust,
    sources: 0,
    acknowledging:
      acknowledged === undefined ? undefined : newAcknowledging(acknowledged, error => state.stream.destroy(error)),
    keeping: undefined,
    drawnDue: undefined,
    armedFor: undefined,
    disarm() {},
  }
  const { acknowledging } = state
  if (keep !== undefined && acknowledging !== undefined)
    state.keeping = keepState({ keep, driver, clock, acknowledging, push: () => push(state) })
  return state
}

function takeChunk(state: Run, chunk: Buffer, giveBack: RunStreams['giveBack']): void {
  const { driver, clock, counts } = state.options
  const now = clock.now()
  const { length } = chunk
  const lines = state.splitter.push(chunk)
  counts?.read(length, lines.length)
  giveBack?.(chunk)
  for (const line of lines) takeLine(state, line, now)
  // By the wall clock alone: where records move time, the end of the input is never far.
  state.drawnDue = state.options.mode === 'wall' && state.splitter.isDrawing() ? now + DRAWN_MS : undefined
  driver.flush(state.emit)
  if (state.acknowledging !== undefined) noteChunk(state.acknowledging, length, state.fed)
  state.keeping?.changed(now)
  push(state)
  arm(state)
}

/** Takes a record that did not come with the input. */
function takeBesides(state: Run, record: AnyRecord): void {
  if (state.hasEnded) return
  const { driver, clock } = state.options
  try {
    const now = clock.now()
    feed(state, madeEnvelope(record), now)
    driver.flush(state.emit)
    state.keeping?.changed(now)
    push(state)
    arm(state)
  } catch (error) {
    state.stream.destroy(error as Error)
  }
}

/** Calls `done` when no effect holds the stream. */
function whenTaken(state: Run, done: Done): void {
  if (state.taking.size === 0) done()
  else Promise.all(state.taking).then(() => whenTaken(state, done), done)
}

async function finish(state: Run): Promise<void> {
  state.disarm()
  end(state)
  push(state)
  await Promise.all(state.taking)
  await finishEffects(state)
  push(state)
  const isLeft = state.options.effects?.some(effect => effect.leavesUndone?.()) === true
  if (!isLeft) await state.acknowledging?.effects
}

/** Tells the driver that the input has ended. */
function end(state: Run): void {
  if (state.hasEnded) return
  state.hasEnded = true
  const now = state.options.clock.now()
  for (const line of state.splitter.end()) {
    state.options.counts?.read(0, 1)
    takeLine(state, line, now)
  }
  const { driver, name, mode, isAsked } = state.options
  const ending = isAsked?.() === true ? 'stopped' : 'ended'
  if (state.sources > 0 && ending === 'ended') {
    feed(state, madeEnvelope(brokeOffRecord(name, mode === 'wall' ? now : undefined)), now)
  }
  // Who is stopped and goes on later neither lets go of what is held nor says that this was all.
  if (state.keeping === undefined || ending === 'ended') driver.end(now, state.emit, ending)
  else driver.flush(state.emit)
  state.keeping?.end()
}

async function finishEffects({ options: { effects = [] } }: Run): Promise<void> {
  await Promise.all(effects.map(effect => effect.finish()))
}

function takeLine(state: Run, line: string, now: number): void {
  if (state.options.readsLines) takeLogLine(state, line, now)
  else takeRecordLine(state, line, now)
}

/** A line of a log, or of a source's stream. */
function takeLogLine(state: Run, line: string, now: number): void {
  state.trust ??= trustOf(state, line, now)
  const record = state.trust === 'none' ? undefined : readRecord(line)
  if (record === undefined || !isTrusted(state.trust, record)) feed(state, line, now)
  else feedRecord(state, readEnvelope(record, line), now)
}

/** The first line says what the others are: a log, unless a source begins. */
function trustOf(state: Run, first: string, now: number): Trust {
  const record = readRecord(first)
  if (record === undefined) return 'none'
  if (beginsStream(record)) return 'source'
  feed(state, madeEnvelope(takenAsTextRecord(state.options.name)), now)
  return 'none'
}

function takeRecordLine(state: Run, line: string, now: number): void {
  const read = readLine(line)
  if (read.is === 'record') feedRecord(state, readEnvelope(read.record, line), now)
  else if (read.is === 'raw') {
    const record = rawRecord(line)
    feed(state, readEnvelope(record, JSON.stringify(record)), now)
  } else {
    state.options.driver.flush(state.emit)
    if (!state.options.only) state.leaving.push(line) // somebody else's JSON passes untouched
  }
}

function feedRecord(state: Run, envelope: Envelope, now: number): void {
  state.sources = sourcesAfter(state.sources, envelope.record)
  feed(state, envelope, now)
}

function feed(state: Run, item: Envelope | string, now: number): void {
  state.fed++
  state.options.driver.feed(item, now, state.emit)
}

/** Takes what leaves the driver: it is written soon, and the effects take it. */
function leave(state: Run, envelope: Envelope): void {
  const made = envelope.line === undefined
  if (made || !state.options.only) state.leaving.push(envelope)
  if (made) state.keeping?.noteMade(envelope.record)
  giveToEffects(state, envelope.record, made, 0)
  if (state.leaving.length >= MAX_LEAVING) writeLeaving(state)
}

/** Gives a record to all effects from that one on. */
function giveToEffects(state: Run, record: AnyRecord, made: boolean, from: number): void {
  const { effects = [] } = state.options
  for (let index = from; index < effects.length; index++) {
    const taking = effects[index]?.take(record, made, own => leaveLate(state, own, index))
    if (taking !== undefined) hold(state, taking)
  }
}

/** Holds the stream until an effect has taken what it was given. */
function hold(state: Run, taking: Promise<void>): void {
  state.taking.add(taking)
  taking.then(
    () => state.taking.delete(taking),
    (error: Error) => state.stream.destroy(error),
  )
}

/** Takes a record that the effect of that place has made: it is written, and those after it take it. */
function leaveLate(state: Run, record: AnyRecord, place: number): void {
  state.leaving.push(madeEnvelope(record))
  giveToEffects(state, record, true, place + 1)
  // Results arrive outside a chunk; those that come inside one leave with it.
  queueMicrotask(() => push(state))
}

function writeLeaving({ leaving, sink, options: { textOf } }: Run): void {
  for (const item of leaving) {
    if (textOf !== undefined) {
      // What is no record is somebody else's JSON, which has no words here.
      if (typeof item !== 'string') addText(sink, textOf(item.record))
    } else if (typeof item === 'string') addLine(sink, item)
    else if (item.line === undefined) addText(sink, recordText(item.record, item.form))
    else addLine(sink, item.line)
  }
  leaving.length = 0
}

function push(state: Run): void {
  writeLeaving(state)
  for (const effect of state.options.effects ?? NO_EFFECTS) {
    const flushing = effect.flush?.()
    if (flushing !== undefined) hold(state, flushing)
  }
  const bytes = takeBytes(state.sink)
  if (bytes !== undefined) {
    state.stream.push(bytes)
    if (state.acknowledging !== undefined) state.acknowledging.pieces++
  }
  if (state.acknowledging !== undefined) noteLeft(state.acknowledging, oldestHeld(state), () => effectsDone(state))
}

/** What is held is kept with all else that the stages know, where that is kept. */
const oldestHeld = ({ keeping, options: { driver } }: Run): number | undefined =>
  keeping === undefined ? driver.oldestHeld() : undefined

/** Resolves when all that the effects were given is done; undefined where it is. */
function effectsDone({ taking, options: { effects = [] } }: Run): Promise<unknown> | undefined {
  const waiting = [...taking, ...effects.flatMap(effect => effect.done?.() ?? [])]
  return waiting.length === 0 ? undefined : Promise.all(waiting)
}

/** Arms the timer for the driver's next deadline. */
function arm(state: Run): void {
  const { driver, clock } = state.options
  const due = earlier(driver.deadline(), state.drawnDue)
  if (due === state.armedFor) return
  state.disarm()
  state.armedFor = due
  state.disarm = due === undefined ? () => {} : clock.at(due, () => fire(state))
}

const earlier = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || (other !== undefined && other < one) ? other : one

/** The bar stands as it was drawn last: nothing came behind it. */
function takeDrawn(state: Run, now: number): void {
  if (state.drawnDue === undefined || state.drawnDue > now) return
  state.drawnDue = undefined
  for (const line of state.splitter.drawn()) {
    state.options.counts?.read(0, 1)
    takeLine(state, line, now)
  }
  state.options.driver.flush(state.emit)
}

/** Gives the driver the time. */
function fire(state: Run): void {
  const { driver, clock } = state.options
  state.armedFor = undefined
  try {
    const now = clock.now()
    takeDrawn(state, now)
    driver.tick(now, state.emit)
    state.keeping?.changed(now)
    push(state)
    arm(state)
  } catch (error) {
    state.stream.destroy(error as Error)
  }
}

/** Returns a stream that writes into `output`, which it does not end, and gives the bytes back when they have left. */
function returning(output: NodeJS.WritableStream, { sink, acknowledging, options: { counts } }: Run): Writable {
  const stream = new Writable({
    write(bytes: Buffer, _encoding, done) {
      output.write(bytes, error => {
        giveBack(sink, bytes)
        if (acknowledging !== undefined && !error) noteWritten(acknowledging)
        if (!error) counts?.passed()
        done(error)
      })
    },
  })
  output.on('error', error => stream.destroy(error))
  return stream
}
