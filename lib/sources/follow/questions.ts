// What the machine asks of its hand (a file system, or a shell on another host), and what it tells it to do. The
// machine is a generator that yields questions and is resumed with their answers: it opens and reads nothing itself.
import type { Position } from '../position.ts'
import { type FileSeen, type Identity, isSameFile, type TrackedFile } from './tracked-file.ts'

/**
 * open: it can be read. moved: its path is gone or leads to another file. rewritten: other text stands where it was
 * read. unreadable: it is not ours to read.
 */
export type Opened = 'open' | 'moved' | 'rewritten' | 'unreadable'

export type Question<F extends TrackedFile> =
  | { readonly is: 'look'; readonly path: string }
  /** All that rotation made of a path, oldest first, each file once. */
  | { readonly is: 'rotated'; readonly path: string }
  /** Where a file is, other than among the rotated ones of its path. */
  | { readonly is: 'elsewhere'; readonly file: Identity }
  /** Which of some positions a file holds the text of; with `headOnly` only the first bytes are compared. */
  | {
      readonly is: 'match'
      readonly seen: FileSeen
      readonly positions: readonly Position[]
      readonly headOnly: boolean
    }
  | { readonly is: 'open'; readonly file: F }
  /** Moves the position of an open file, and learns what its text begins with. */
  | { readonly is: 'seek'; readonly file: F; readonly offset: number }
  /** Where the unfinished last line of an open file starts. */
  | { readonly is: 'last line'; readonly file: F }
  | { readonly is: 'notice'; readonly code: string; readonly message: string; readonly path: string }

export interface AnswerTo {
  readonly look: FileSeen | undefined
  readonly rotated: readonly FileSeen[]
  readonly elsewhere: FileSeen | undefined
  /** An index of `positions`, -1 for none; moved: the path no longer leads to the file that was seen. */
  readonly match: number | 'moved'
  readonly open: Opened
  /** moved: it could be opened a moment ago, and cannot now. */
  readonly seek: undefined | 'moved'
  readonly 'last line': number | 'moved'
  readonly notice: undefined
}

/** A part of the machine: yields questions, is resumed with their answers, returns a `Result`. */
export type Machine<F extends TrackedFile, Result> = Generator<Question<F>, Result, unknown>

type Kind = keyof AnswerTo

function* ask<F extends TrackedFile, K extends Kind>(
  question: Extract<Question<F>, { readonly is: K }>,
): Machine<F, AnswerTo[K]> {
  // What a generator is resumed with has one type for all of its yields; the pair of tables above says which belongs.
  return (yield question) as AnswerTo[K]
}

/** Thrown where a file was moved between two questions: `untilStill` begins again with a new look. */
class Moved extends Error {}

/** Most new looks at once at files that move all the time. */
const MAX_LOOKS = 10

/**
 * Runs a part of the machine again from its start whenever a file was moved while it asked about it; 'moving' where
 * that goes on: nothing is known then, and the next round asks again. A part changes nothing before its last question.
 */
export function* untilStill<F extends TrackedFile, Result>(
  part: () => Machine<F, Result>,
): Machine<F, Result | 'moving'> {
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    try {
      return yield* part()
    } catch (error) {
      if (!(error instanceof Moved)) throw error
    }
  }
  return 'moving'
}

export const look = <F extends TrackedFile>(path: string) => ask<F, 'look'>({ is: 'look', path })
export const rotated = <F extends TrackedFile>(path: string) => ask<F, 'rotated'>({ is: 'rotated', path })
export const elsewhere = <F extends TrackedFile>(file: Identity) => ask<F, 'elsewhere'>({ is: 'elsewhere', file })
export const open = <F extends TrackedFile>(file: F) => ask<F, 'open'>({ is: 'open', file })
export const notice = <F extends TrackedFile>(code: string, message: string, path: string) =>
  ask<F, 'notice'>({ is: 'notice', code, message, path })

/** Moves the position of an open file, and learns what its text begins with. */
export function* seek<F extends TrackedFile>(file: F, offset: number): Machine<F, void> {
  if ((yield* ask<F, 'seek'>({ is: 'seek', file, offset })) === 'moved') throw new Moved()
}

/** Returns where the unfinished last line of an open file starts. */
export function* lastLine<F extends TrackedFile>(file: F): Machine<F, number> {
  const offset = yield* ask<F, 'last line'>({ is: 'last line', file })
  if (offset === 'moved') throw new Moved()
  return offset
}

/**
 * Returns the index of the first position whose text a file holds, or -1. An unread file is no proof of anything.
 * `path` is the followed one: where rotation has renamed the file since it was seen, it is found by what it is.
 */
export function* match<F extends TrackedFile>(
  path: string,
  seen: FileSeen,
  positions: readonly Position[],
  headOnly = false,
): Machine<F, number> {
  if (positions.every(({ headBytes }) => headBytes === 0)) return -1
  let there: FileSeen | undefined = seen
  for (let looks = 0; there !== undefined && looks < MAX_LOOKS; looks++) {
    const index = yield* ask<F, 'match'>({ is: 'match', seen: there, positions, headOnly })
    if (index !== 'moved') return index
    there = yield* findNow<F>(path, seen)
  }
  throw new Moved()
}

function* findNow<F extends TrackedFile>(path: string, file: Identity): Machine<F, FileSeen | undefined> {
  const old = (yield* rotated<F>(path)).find(one => isSameFile(one, file))
  if (old !== undefined) return old
  const live = yield* look<F>(path)
  return live !== undefined && isSameFile(live, file) ? live : undefined
}

/** Gives the machine its answers. `answer` may return a promise of one. */
export async function runMachine<F extends TrackedFile, Result>(
  machine: Machine<F, Result>,
  answer: (question: Question<F>) => unknown,
): Promise<Result> {
  let step = machine.next()
  while (step.done !== true) {
    const given = answer(step.value)
    step = machine.next(given instanceof Promise ? await given : given)
  }
  return step.value
}
