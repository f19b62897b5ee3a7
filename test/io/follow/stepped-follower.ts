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
  /** Looks at all paths once and reads at most so many blocks. */
  round(mostBlocks: number): Promise<void>
  /** Ends with all positions saved. */
  stop(): void
  /** Saves positions, as it happens now and then. */
  save(): void
  /** Ends at once: what was read since positions were saved last may come again. */
  kill(): void
}

export interface Circumstances {
  /** Called before each question that is asked of the file system, and before each read. */
  readonly between?: () => void
  /** Asked after each block: while it is true what was read waits, as for a reader that takes its time. */
  readonly isSlow?: () => boolean
  /** Asked for each path of a round: on a slow machine a round may end before it has looked at all. */
  readonly isLookedAt?: () => boolean
}

export function steppedFollower(
  paths: readonly string[],
  outcome: Outcome,
  { between = () => {}, isSlow = () => false, isLookedAt = () => true }: Circumstances = {},
): SteppedFollower {
  const { seen, doubled, notices } = outcome
  let saved: readonly Position[] = []
  let following: Following
  /** Lines that the saved positions know of. */
  const sure = new Set<string>()
  let sinceSaved: string[] = []
  /** What was read and not handed on yet, in order. */
  let waiting: { readonly lines: readonly string[]; readonly acknowledged: () => void }[] = []
  function* disturbed<Result>(machine: Machine<FollowedFile, Result>): Machine<FollowedFile, Result> {
    let step = machine.next()
    while (step.done !== true) {
      between()
      step = machine.next(yield step.value)
    }
    return step.value
  }
  function take(lines: readonly string[], acknowledged: () => void): void {
    for (const line of lines) {
      if (sure.has(line)) doubled.add(line)
      seen.set(line, (seen.get(line) ?? 0) + 1)
      sure.add(line)
      sinceSaved.push(line)
    }
    waiting.push({ lines, acknowledged })
  }
  function handOn(): void {
    for (const { acknowledged } of waiting) acknowledged()
    waiting = []
  }
  function save(): void {
    saved = following.registry.positions()
    sinceSaved = waiting.flatMap(({ lines }) => lines)
  }
  function start(): void {
    const batches = gatherBatches(false, () => {}, Date.now)
    const notice = (code: string, message: string): void => void notices.push(`${code}: ${message}`)
    const out: Gathered = { ...batches, notice }
    const settings = { targets: paths.map(targetOf), exclude: [], from: 'start', remembers: true, saved } as const
    const ends = {
      once: false,
      untilIdleMs: undefined,
      pollMs: 1,
      useHints: false,
      tellsAge: 'none',
      fail: () => {},
    } as const
    const made = newFollowing({ ...settings, ...ends, warnAfterMs: 1e9, maxLineBytes: 1e6 }, out, Date.now)
    following = { ...made, run: machine => made.run(disturbed(machine)) }
    findPaths(following, true)
  }
  async function round(mostBlocks: number): Promise<void> {
    const ready = await lookAtPaths(following, new Set([...following.paths.values()].filter(isLookedAt)), () => {})
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
          const lines = read[1].bytes.toString().split('\n')
          take(
            lines.filter(line => line !== ''),
            following.out.take().acknowledged,
          )
          if (!isSlow()) handOn()
        }
        if (blocks >= mostBlocks) break
      }
  }
  function stop(): void {
    handOn()
    save()
    following.pool.close()
  }
  function kill(): void {
    following.pool.close()
    for (const line of sinceSaved) sure.delete(line)
    sinceSaved = []
    waiting = []
  }
  start()
  return { start, round, stop, save, kill }
}
