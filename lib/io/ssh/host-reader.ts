import type { Millis } from '../../record/time.ts'
import type { TellsAge } from '../../sources/last-written.ts'
import type { Position } from '../../sources/position.ts'
import type { SshHost } from '../../sources/ssh-target.ts'
import type { LagOfPart } from '../measure/source-lag.ts'
import type { Batch } from '../source.ts'
import type { Conversation } from './conversation.ts'

/** What is known when reading of a host begins. */
export interface ReadingStart {
  /** Positions of the host's own paths. */
  readonly saved: readonly Position[]
  /** True on the first connection. */
  readonly isFirst: boolean
}

export interface HostSettings {
  readonly host: SshHost
  /** Paths, patterns and directories on the host. */
  readonly paths: readonly string[]
  readonly exclude: readonly string[]
  readonly sshOptions: readonly string[]
  readonly from: 'start' | 'end'
  readonly saved: readonly Position[]
  /** True where positions are saved: an unfinished last line is left for the next run then. */
  readonly remembers: boolean
  readonly raw: boolean
  readonly once: boolean
  /** Connects only every so often, reads what is new and hangs up; undefined keeps the connection. */
  readonly intervalMs: Millis | undefined
  readonly untilIdleMs: Millis | undefined
  /** How often the host is looked at by a shell, and by a logmon that runs there. */
  readonly pollMs: Millis
  readonly localPollMs: Millis
  readonly warnAfterMs: Millis
  readonly maxLineBytes: number
  /** Of which files that are there at the start it is told when they were written last. */
  readonly tellsAge: TellsAge
  /** True to use nothing but POSIX tools there. */
  readonly plain: boolean
  /** Where to say what is done; undefined where nobody wants to know. */
  readonly explain: ((text: string) => void) | undefined
  readonly tell: (text: string) => void
  readonly fail: () => void
  /** Called once all that is there at the start was looked at; also where the host cannot be reached. */
  readonly looked: () => void
  /** Told how far behind reading is. */
  readonly lag: LagOfPart
}

/** One way of reading the files of a host. It outlives the connections that it reads over. */
export interface HostReader {
  /**
   * Reads over a connection until everything was read (with `once` or rounds), or until the caller stops. Throws when
   * the connection breaks.
   */
  read(conversation: Conversation): AsyncGenerator<Batch>
  /** Takes all that was gathered, as when a connection broke in the middle. */
  take(): Batch
  /** Where reading stands, lines that are on their way included. Paths are those of the host. */
  taken(): readonly Position[]
  /** As `taken`, but only what has left this process. */
  acknowledged(): readonly Position[]
  /** Bytes that are known to be there and that were not passed on. */
  unread(): number
  /** Resolves when positions are kept for good. */
  save(positions: readonly Position[]): Promise<void>
}
