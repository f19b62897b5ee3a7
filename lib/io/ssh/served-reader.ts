// Reads the files of a host through the logmon-follow that is installed there: it looks and reads, we keep the
// positions and make the records.

import { fileKey } from '../../sources/follow/tracked-file.ts'
import { type Frame, frameReader, PROTOCOL, type ServeRequest } from '../../sources/frames.ts'
import type { Position } from '../../sources/position.ts'
import type { RecordFrame } from '../../sources/record-frame.ts'
import type { Batch } from '../source.ts'
import { version } from '../version.ts'
import type { Conversation } from './conversation.ts'
import type { HostOutput } from './host-output.ts'
import type { HostReader, HostSettings, ReadingStart } from './host-reader.ts'

const PROGRAM = 'logmon-follow'
/** As many as the other end follows. */
const MAX_FRAMES = 20_000

/** True where a logmon-follow of our own version is on the host. */
export async function isServed(conversation: Conversation): Promise<boolean> {
  const answer = await conversation.ask(
    `command -v ${PROGRAM} >/dev/null 2>&1 && ${PROGRAM} --version 2>/dev/null </dev/null`,
  )
  return answer.toString('latin1').trim() === `${PROGRAM} ${version}`
}

/** `save` resolves when what it is given is kept for good. */
export function servedReader(
  settings: HostSettings,
  out: HostOutput,
  { saved, isFirst }: ReadingStart,
  save: (positions: readonly Position[]) => Promise<void>,
): HostReader {
  /** By device and inode, as the other end knows its files. */
  let taken = new Map(saved.map(position => [fileKey(position), position]))
  let acknowledged = new Map(taken)
  /** What the lines that are on their way move. */
  let moved = new Map<string, Position>()
  let first = isFirst
  const frames = new Map<string, RecordFrame>()

  function frameOf(path: string): RecordFrame {
    const frame = frames.get(path) ?? out.frameOf(path)
    if (frames.size >= MAX_FRAMES) frames.clear()
    frames.set(path, frame)
    return frame
  }
  /** The other end knows which files there are; where reading stands is known here, unless a file was begun anew. */
  function merged(known: ReadonlyMap<string, Position>, positions: readonly Position[]): Map<string, Position> {
    return new Map(
      positions.map(position => {
        const own = known.get(fileKey(position))
        return [fileKey(position), own === undefined || own.offset > position.offset ? position : own]
      }),
    )
  }
  function request(): ServeRequest {
    const {
      paths,
      exclude,
      from,
      once,
      intervalMs,
      remembers,
      localPollMs: pollMs,
      warnAfterMs,
      maxLineBytes,
      tellsAge,
    } = settings
    const rounds = intervalMs !== undefined
    const beginning = first ? from : 'start'
    return {
      protocol: PROTOCOL,
      paths,
      exclude,
      from: beginning,
      saved: [...taken.values()],
      once: once || rounds,
      remembers: remembers || rounds,
      pollMs,
      warnAfterMs,
      maxLineBytes,
      // On a later connection lines have told how silent it is.
      tellsAge: first ? tellsAge : 'none',
    }
  }

  const isOfRound = (code: string): boolean =>
    code === 'source_missing' || (code === 'nothing_matches' && settings.intervalMs !== undefined)

  function take(): Batch {
    const positions = moved
    moved = new Map()
    return out.take(() => {
      for (const [key, position] of positions) acknowledged.set(key, position)
    })
  }
  function step(position: Position): void {
    taken.set(fileKey(position), position)
    moved.set(fileKey(position), position)
  }

  async function* read(conversation: Conversation): AsyncGenerator<Batch> {
    const { output, write } = conversation.handOver(`${PROGRAM} --serve`)
    const reader = frameReader()
    async function* takeFrame(frame: Frame): AsyncGenerator<Batch, boolean> {
      switch (frame.is) {
        case 'hello':
          if (frame.protocol !== PROTOCOL) throw new Error('the logmon there speaks another protocol')
          write(`${JSON.stringify(request())}\n`)
          return false
        case 'block':
          out.add(frame, frameOf(frame.position.path))
          step(frame.position)
          return false
        case 'error file':
          out.addErrorFile(frame.position.path, frame.bytes)
          step(frame.position)
          return false
        case 'notice':
          // A round is no reason to say that a file is not there yet.
          if (settings.once || !isOfRound(frame.code)) out.notice(frame.code, frame.message, frame.file)
          return false
        case 'last written':
          out.lastWritten(frame.path, frame)
          return false
        case 'positions':
          if (!out.isEmpty()) yield take()
          taken = merged(taken, frame.positions)
          acknowledged = merged(acknowledged, frame.positions)
          for (const { path } of frame.positions) out.pathSeen(path, first)
          first = false
          settings.looked()
          await save([...acknowledged.values()])
          return false
        case 'end':
          if (frame.failed && settings.once) settings.fail()
          return true
      }
    }
    for await (const chunk of output) {
      for (const frame of reader.push(chunk)) {
        if (yield* takeFrame(frame)) {
          if (!out.isEmpty()) yield take()
          return
        }
        if (out.isFull()) yield take()
      }
      if (!out.isEmpty()) yield take()
    }
  }
  /** What the other end has not read yet it does not say. */
  const unread = (): number => {
    let sum = 0
    for (const [key, { offset }] of moved) sum += offset - (acknowledged.get(key)?.offset ?? 0)
    return sum
  }
  const positions = { taken: () => [...taken.values()], acknowledged: () => [...acknowledged.values()] }
  return { read, take, ...positions, unread, save }
}
