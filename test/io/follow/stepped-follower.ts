// A follower in this process that is looked, read, stopped and killed step by step, and what came out of it.
import { targetOf } from '../../../lib/io/follow/discover.ts'
import type { FollowedFile } from '../../../lib/io/follow/followed-file.ts'
import { type Following, findPaths, newFollowing } from '../../../lib/io/follow/following.ts'
import { type Gathered, gatherBatches } from '../../../lib/io/follow/gather.ts'
import { lookAtPaths } from '../../../lib/io/follow/look.ts'
import { readNext } from '../../../lib/io/follow/read-path.ts'
import type { Machine } from '../../../lib/sources/follow/questions.ts'
import type { Position } from '../../../lib/sources/position.ts'

export interface Outcome {
  /** How often each line came out. */
  readonly seen: Map<string, number>
  /** Lines that came out again although no kill lay between. */
  readonly doubled: Set<string>
  readonly notices: string[]
}

export interface SteppedFollower {
  start(): void
  /** Looks at all paths once and reads at most so many blocks, each of which counts as handed on at once. */
  round(mostBlocks: number): Promise<void>
  /** Ends with all positions saved. */
  stop(): void
  /** Saves positions, as it happens now and then. */
  save(): void
  /** Ends at once: what was read since positions were saved last may come again. */
  kill(): void
}

/** `between` is called before each question that is asked of the file system, and before each read. */
export function steppedFollower(paths: readonly string[], outcome: Outcome, between: () => void): SteppedFollower {
  const { seen, doubled, notices } = outcome
  let saved: readonly Position[] = []
  let following: Following
  /** Lines that the saved positions know of. */
  const sure = new Set<string>()
  let sinceSaved: string[] = []
  function* disturbed<Result>(machine: Machine<FollowedFile, Result>): Machine<FollowedFile, Result> {
    let step = machine.next()
    while (step.done !== true) {
      between()
      step = machine.next(yield step.value)
    }
    return step.value
  }
  function take(line: string): void {
    if (sure.has(line)) doubled.add(line)
    seen.set(line, (seen.get(line) ?? 0) + 1)
    sure.add(line)
    sinceSaved.push(line)
  }
  function save(): void {
    saved = following.registry.positions()
    sinceSaved = []
  }
  function start(): void {
    const batches = gatherBatches(false, () => {}, Date.now)
    const notice = (code: string, message: string): void => void notices.push(`${code}: ${message}`)
    const out: Gathered = { ...batches, notice }
    const settings = { targets: paths.map(targetOf), exclude: [], from: 'start', remembers: true, saved } as const
    const ends = { once: false, untilIdleMs: undefined, pollMs: 1, useHints: false, fail: () => {} }
    const made = newFollowing({ ...settings, ...ends, warnAfterMs: 1e9, maxLineBytes: 1e6 }, out, Date.now)
    following = { ...made, run: machine => made.run(disturbed(machine)) }
    findPaths(following, true)
  }
  async function round(mostBlocks: number): Promise<void> {
    const ready = await lookAtPaths(following, new Set(following.paths.values()), () => {})
    // A file must be known to the next run before the first of its lines is handed on.
    if (following.registry.grown()) save()
    let blocks = 0
    while (ready.size > 0 && blocks < mostBlocks)
      for (const one of ready) {
        between()
        const read = await readNext(one, following)
        if (read === undefined) ready.delete(one)
        else {
          blocks++
          following.out.add(...read)
          for (const line of read[1].bytes.toString().split('\n')) if (line !== '') take(line)
          following.out.take().acknowledged()
        }
        if (blocks >= mostBlocks) break
      }
  }
  function stop(): void {
    save()
    following.pool.close()
  }
  function kill(): void {
    following.pool.close()
    for (const line of sinceSaved) sure.delete(line)
    sinceSaved = []
  }
  start()
  return { start, round, stop, save, kill }
}
