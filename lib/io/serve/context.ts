// What all parts of the service share.
import type { Millis } from '../../record/time.ts'
import type { ServeState } from '../../serve/state.ts'
import type { User } from '../../serve/users.ts'
import type { Following } from './following.ts'
import type { Journal } from './journal.ts'
import type { Judging } from './judging.ts'
import type { LineStore } from './line-store.ts'

/** Who asks. */
export interface Caller {
  /** '' where the service knows no users. */
  readonly name: string
  readonly isAdmin: boolean
  /** The folder below which logs may be read, without links. */
  readonly root: string
}

/** How long the log of a job that has ended is watched before it is judged: its last lines may be on their way. */
export interface Settling {
  readonly leastMs: Millis
  /** Time without a change. */
  readonly quietMs: Millis
  readonly mostMs: Millis
  readonly pollMs: Millis
}

export interface Context {
  readonly state: ServeState
  readonly journal: Journal
  readonly lines: LineStore
  readonly judging: Judging
  readonly following: Following
  readonly now: () => Millis
  /** Folder for files that are there for a moment. */
  readonly temporary: string
  readonly settling: Settling
  readonly maxJobs: number
  readonly clusterName: string
  /** Most lines of an id that are judged. */
  readonly mostLines: number
  readonly tell: (message: string) => void
}

/** True where a caller may see what an owner has submitted. */
export const maySee = ({ name, isAdmin }: Caller, owner: string): boolean => isAdmin || name === owner

export const callerOf = (user: User | undefined, root: string): Caller =>
  user === undefined
    ? { name: '', isAdmin: true, root }
    : { name: user.name, isAdmin: user.isAdmin, root: user.root ?? root }
