// One state file for all that is followed at once: local files and every host are a part each. Where the stages behind
// them keep what they know, too, it stands in the same file, and positions are written only together with it: what the
// stages know is of the lines before the positions, and of no other.
import type { KeptStages } from '../sources/checkpoint.ts'
import type { Position } from '../sources/position.ts'
import { savePositions } from './follow/state-file.ts'

/** One part's share of the state. */
export interface StatePart {
  /** Says who knows the positions at any moment; absent where nobody asks between two changes. */
  live?(positions: () => readonly Position[]): void
  /** Tells that positions have changed; they are asked for and written soon. */
  changed(positions: () => readonly Position[]): void
  /** Resolves when the positions are written, of files that were not known before. */
  save(positions: readonly Position[]): Promise<void>
}

export interface StateStore {
  /** `saved` holds until the part tells something else. */
  part(saved: readonly Position[]): StatePart
  /** Writes what the stages know, with the positions as they are at this moment. */
  keep(stages: KeptStages): void
  /**
   * Writes the positions as they are now, where any part has told that its own change: what was acknowledged since the
   * last write changes them too. Rejects where an earlier write failed.
   */
  close(): Promise<void>
}

const SAVE_MS = 1000

/** Without a path nothing is kept. */
export function stateStore(path: string | undefined): StateStore {
  const parts: (() => readonly Position[])[] = []
  let timer: NodeJS.Timeout | undefined
  let hasChanged = false
  /** The last write, after all those before it. */
  let writing = Promise.resolve()

  function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    if (path === undefined) return writing
    writing = writing.then(() =>
      savePositions(
        path,
        parts.flatMap(positions => positions()),
      ),
    )
    writing.catch(() => {}) // told by whoever waits for it: the next save, or the end
    return writing
  }
  return {
    part(saved) {
      const index = parts.push(() => saved) - 1
      return {
        changed(positions) {
          hasChanged = true
          parts[index] = positions
          timer ??= setTimeout(write, SAVE_MS)
        },
        save(positions) {
          parts[index] = () => positions
          return write()
        },
      }
    },
    keep() {},
    close: () => (hasChanged ? write() : writing),
  }
}

/** A store for positions and stages together; `stages`: what they knew when they began, undefined for nothing. */
export function keepingStore(path: string, stages: KeptStages | undefined): StateStore {
  const parts: (() => readonly Position[])[] = []
  /** What is written: the positions of the moment of which the stages know, and where newer files begin. */
  let known = new Map<string, Position>()
  let kept = stages
  let writing = Promise.resolve()
  let isWaiting = false

  /** What comes while the disk is at work is written once, as it is then. */
  function write(): Promise<void> {
    if (isWaiting) return writing
    isWaiting = true
    writing = writing.then(() => {
      isWaiting = false
      return savePositions(path, [...known.values()], kept)
    })
    writing.catch(() => {}) // as above
    return writing
  }
  const note = (positions: readonly Position[]): void => {
    for (const position of positions) if (!known.has(fileOf(position))) known.set(fileOf(position), position)
  }
  return {
    part(saved) {
      note(saved)
      const index = parts.push(() => saved) - 1
      let isLive = false
      return {
        live(positions) {
          isLive = true
          parts[index] = positions
        },
        changed(positions) {
          parts[index] = positions
        },
        save(positions) {
          if (!isLive) parts[index] = () => positions
          note(positions)
          return write()
        },
      }
    },
    keep(now) {
      kept = now
      known = new Map()
      note(parts.flatMap(positions => positions()))
      void write()
    },
    close: () => writing,
  }
}

/** A file is what it is, whatever it is called meanwhile; hosts have devices of their own. */
const fileOf = ({ path, device, inode }: Position): string =>
  `${/^ssh:\/\/[^/]+/.exec(path)?.[0] ?? ''} ${device} ${inode}`
