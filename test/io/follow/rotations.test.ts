// Every way of rotation, at random by a seed, with stops between and with a step of it between any two questions of the
// machine: what stands on disk comes out once.
import { appendFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { targetOf } from '../../../lib/io/follow/discover.ts'
import type { FollowedFile } from '../../../lib/io/follow/followed-file.ts'
import { type Following, findPaths, newFollowing } from '../../../lib/io/follow/following.ts'
import { type Gathered, gatherBatches } from '../../../lib/io/follow/gather.ts'
import { lookAtPaths } from '../../../lib/io/follow/look.ts'
import { readNext } from '../../../lib/io/follow/read-path.ts'
import type { Machine } from '../../../lib/sources/follow/questions.ts'
import type { Position } from '../../../lib/sources/position.ts'
import { ROTATIONS, type Rotation, randomNumbers, rotatingWriter } from './rotating-writer.ts'

const RUNS = 60
const BANNER = 'the same line begins every file\n'

interface Outcome {
  readonly written: number
  readonly seen: number[]
  readonly notices: string[]
}

/**
 * A follower in this process that is looked, read and stopped step by step; blocks count as handed on at once. `between`
 * is called before each question that is asked of the file system.
 */
function follower(path: string, outcome: Outcome, between: () => void = () => {}) {
  let saved: readonly Position[] = []
  let following: Following
  function* disturbed<Result>(machine: Machine<FollowedFile, Result>): Machine<FollowedFile, Result> {
    let step = machine.next()
    while (step.done !== true) {
      between()
      step = machine.next(yield step.value)
    }
    return step.value
  }
  function start(): void {
    const batches = gatherBatches(false, () => {}, Date.now)
    const notice = (code: string, message: string): void => void outcome.notices.push(`${code}: ${message}`)
    const out: Gathered = { ...batches, notice }
    const settings = { targets: [targetOf(path)], exclude: [], from: 'start', remembers: true, saved } as const
    const ends = { once: false, untilIdleMs: undefined, pollMs: 1, useHints: false, fail: () => {} }
    const made = newFollowing({ ...settings, ...ends, warnAfterMs: 1e9, maxLineBytes: 1e6 }, out, Date.now)
    following = { ...made, run: machine => made.run(disturbed(machine)) }
    findPaths(following, true)
  }
  async function round(mostBlocks: number): Promise<void> {
    const ready = await lookAtPaths(following, new Set(following.paths.values()), () => {})
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
          outcome.seen.push(...lines.filter(line => /^\S+ \d+$/.test(line)).map(line => Number(line.split(' ')[1])))
          following.out.take().acknowledged()
        }
        if (blocks >= mostBlocks) break
      }
  }
  function stop(): void {
    saved = following.registry.positions()
    following.pool.close()
  }
  start()
  return { start, round, stop }
}

/** `share`: how many of a hundred questions a step of rotation comes before. */
async function randomRun(
  seed: number,
  banner: string,
  share: number,
  rotations: readonly Rotation[],
): Promise<Outcome> {
  const random = randomNumbers(seed)
  for (let warm = 0; warm < 10; warm++) random(10)
  const folder = mkdtempSync(join(tmpdir(), 'logmon-rotations-'))
  let clock = 1_800_000_000_000
  const log = rotatingWriter(join(folder, 'x.log'), banner, () => {
    clock += 1000
    return clock
  })
  const outcome: Outcome & { written: number } = { written: 0, seen: [], notices: [] }
  let rotating: ReturnType<typeof log.rotate> | undefined
  const change = (): void => {
    if (rotating !== undefined) {
      if (rotating.next().done === true) rotating = undefined
    } else if (random(10) < 6) log.write(1 + random(20))
    else rotating = log.rotate(rotations[random(rotations.length)] ?? 'rename')
  }
  let isOver = false
  const { start, round, stop } = follower(log.path, outcome, () => {
    if (!isOver && random(100) < share) change()
  })
  await round(1)
  for (let step = 12 + random(25); step > 0; step--) {
    const what = random(20)
    if (what < 10) change()
    else if (what < 17) await round(random(3) === 0 ? 1 : 1000)
    else {
      stop()
      if (random(2) === 0) change()
      if (random(3) === 0) change()
      start()
    }
  }
  while (rotating !== undefined) change()
  isOver = true
  for (let last = 0; last < 6; last++) await round(1e6)
  stop()
  rmSync(folder, { recursive: true })
  return { ...outcome, written: log.count() }
}

const RENAMES = ['rename', 'rename and compress', 'date', 'compress'] as const

for (const [how, banner, share, rotations] of [
  ['files that begin differently', '', 0, ROTATIONS],
  ['files that begin alike', BANNER, 0, ROTATIONS],
  ['files that are renamed between any two questions', BANNER, 30, RENAMES],
  ['files that are copied between any two questions', BANNER, 30, ['copy and delete', 'compress']],
] as const)
  t.test(`${RUNS} runs of ${how}, rotated in every way, with clean stops: no line lost, none doubled`, async t => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const { written, seen } = await randomRun(seed, banner, share, rotations)
      const sorted = [...seen].sort((a, b) => a - b)
      t.same(
        sorted,
        Array.from({ length: written }, (_, line) => line),
        `seed ${seed}`,
      )
    }
  })

t.test('a file that is moved and renamed back is read on', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'logmon-rotations-'))
  const outcome: Outcome = { written: 0, seen: [], notices: [] }
  const path = join(folder, 'x.log')
  appendFileSync(path, 'x 0\nx 1\n')
  const { round, stop, start } = follower(path, outcome)
  await round(10)
  renameSync(path, join(folder, 'elsewhere'))
  await round(10)
  stop()
  start()
  await round(10)
  renameSync(join(folder, 'elsewhere'), path)
  appendFileSync(path, 'x 2\n')
  await round(10)
  stop()
  rmSync(folder, { recursive: true })
  t.same(outcome.seen, [0, 1, 2])
})
