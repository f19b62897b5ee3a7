// Kills at any point lose nothing; clean stops repeat nothing either. Counted with a writer of known count.
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { messagesOf, type Running, run, temporaryFolder } from './process.ts'

const KILLS = 100
const LINES_PER_RUN = 40

/** A generator of its own, so that a failure can be run again: Park-Miller. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state * 48271) % 2147483647
    return state % below
  }
}

/** A log that is rotated by renaming now and then. */
function writer(folder: string) {
  let written = 0
  let rotations = 0
  const path = join(folder, 'train.log')
  writeFileSync(path, '')
  return {
    count: () => written,
    write(count: number): void {
      const end = written + count
      for (; written < end; written++) appendFileSync(path, `line ${written}\n`)
    },
    rotate(): void {
      for (let generation = rotations; generation > 0; generation--)
        renameSync(`${path}.${generation}`, `${path}.${generation + 1}`)
      rotations++
      renameSync(path, `${path}.1`)
      writeFileSync(path, '')
    },
  }
}

function follow(folder: string): Running {
  return run('logmon-follow', ['--state', 'state.json', '--from', 'start', 'train.log'], { cwd: folder })
}
const all = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `line ${index}`)
const holds = (message: string) => (lines: readonly string[]) => lines.some(line => line.includes(`"${message}"`))

t.test(
  `${KILLS} kills at random points, with rotations before, during and between: every line at least once`,
  async t => {
    const folder = temporaryFolder('checkpoint')
    const random = randomNumbers(20260102)
    const log = writer(folder)
    const seen = new Set<string>()
    for (let kill = 0; kill < KILLS; kill++) {
      if (kill % 9 === 3) log.rotate()
      const follower = follow(folder)
      log.write(random(LINES_PER_RUN) + 1)
      if (kill % 9 === 5) log.rotate()
      log.write(random(LINES_PER_RUN) + 1)
      const wanted = random(2 * LINES_PER_RUN)
      await follower.until(
        lines =>
          lines.length >= Math.min(wanted, 1) && (lines.length >= wanted || holds(`line ${log.count() - 1}`)(lines)),
        'some lines',
      )
      await follower.stop('SIGKILL')
      for (const message of messagesOf(follower.lines)) seen.add(message)
    }
    const last = follow(folder)
    log.write(1)
    await last.until(holds(`line ${log.count() - 1}`), 'the last line')
    t.equal(await last.stop('SIGTERM'), 0)
    for (const message of messagesOf(last.lines)) seen.add(message)
    t.same(
      all(log.count()).filter(line => !seen.has(line)),
      [],
      `none of ${log.count()} lines lost`,
    )
  },
)

t.test('clean stops, with rotations before, during and between: every line exactly once and in order', async t => {
  const folder = temporaryFolder('checkpoint')
  const random = randomNumbers(42)
  const log = writer(folder)
  const seen: string[] = []
  for (let round = 0; round < 12; round++) {
    if (round % 3 === 1) log.rotate()
    const follower = follow(folder)
    log.write(random(LINES_PER_RUN) + 1)
    if (round % 3 === 2) log.rotate()
    log.write(random(LINES_PER_RUN) + 1)
    if (round % 4 === 0) await follower.until(holds(`line ${log.count() - 1}`), 'the last line')
    else await follower.until(lines => lines.length > 0, 'a start')
    t.equal(await follower.stop(round % 2 === 0 ? 'SIGTERM' : 'SIGINT'), round % 2 === 0 ? 0 : 130)
    seen.push(...messagesOf(follower.lines))
    log.write(5)
  }
  const last = follow(folder)
  await last.until(holds(`line ${log.count() - 1}`), 'the last line')
  await last.stop('SIGTERM')
  t.same([...seen, ...messagesOf(last.lines)], all(log.count()))
})

t.test(
  'several rotations while nobody watched, some compressed, with inodes that are used again: every line once and in order',
  async t => {
    const folder = temporaryFolder('checkpoint')
    const path = join(folder, 'train.log')
    let written = 0
    const write = (count: number): void =>
      appendFileSync(path, Array.from({ length: count }, () => `line ${written++}\n`).join(''))
    const seen: string[] = []
    const catchUp = async (): Promise<void> => {
      const once = run('logmon-follow', ['--state', 'state.json', '--once', '--from', 'start', 'train.log'], {
        cwd: folder,
      })
      t.equal(await once.ended(), 0)
      seen.push(...messagesOf(once.lines))
    }
    write(100)
    await catchUp()
    // A compressor frees the inode of what it read, which the file system gives to the next new file.
    for (const compressors of [
      [''],
      ['', '', ''],
      ['gzip "$1"', '', 'gzip "$1"'],
      ['zstd -q --rm "$1"', 'gzip "$1"'],
      ['gzip -c "$1" > "$1.gz"; rm "$1"'],
      ['', 'gzip "$1"'],
    ]) {
      for (const compress of compressors) {
        write(37)
        for (const number of [4, 3, 2, 1])
          for (const ending of ['', '.gz', '.zst'])
            if (existsSync(`${path}.${number}${ending}`))
              renameSync(`${path}.${number}${ending}`, `${path}.${number + 1}${ending}`)
        renameSync(path, `${path}.1`)
        execFileSync('/bin/sh', ['-c', compress || ':', '-', `${path}.1`])
      }
      write(21)
      await catchUp()
    }
    t.same(seen, all(written))
  },
)

t.test(
  'what was truncated or deleted and grown past the saved offset while nobody watched is read from its start',
  async t => {
    const folder = temporaryFolder('checkpoint')
    const path = join(folder, 'train.log')
    writeFileSync(path, 'old line\n'.repeat(10))
    const first = follow(folder)
    await first.until(lines => lines.length >= 10, 'the first lines')
    await first.stop('SIGTERM')
    writeFileSync(path, `${all(20).join('\n')}\n`) // truncates: the inode stays
    const second = follow(folder)
    await second.until(holds('line 19'), 'the new lines')
    await second.stop('SIGTERM')
    t.same(messagesOf(second.lines), all(20))
  },
)

t.test('an unfinished line is left for the next run, and read whole then', async t => {
  const folder = temporaryFolder('checkpoint')
  const path = join(folder, 'train.log')
  writeFileSync(path, 'whole\nhal')
  const once = run('logmon-follow', ['--state', 'state.json', '--once', 'train.log'], { cwd: folder })
  t.equal(await once.ended(), 0)
  t.same(messagesOf(once.lines), ['whole'])
  appendFileSync(path, 'f and half\n')
  const again = run('logmon-follow', ['--state', 'state.json', '--once', 'train.log'], { cwd: folder })
  await again.ended()
  t.same(messagesOf(again.lines), ['half and half'])
})

t.test('a damaged state file is refused before anything is read, with what to do', async t => {
  const folder = temporaryFolder('checkpoint')
  writeFileSync(join(folder, 'train.log'), 'line\n')
  writeFileSync(join(folder, 'state.json'), '{"logmon_follow":1,"files":[{"path":"train.log"}]}')
  const refused = follow(folder)
  t.equal(await refused.ended(), 2)
  t.same(refused.lines, [])
  t.match(
    refused.stderr(),
    'logmon-follow: state.json: --state: files[0] is no reading position; remove it to start anew',
  )
  t.match(readFileSync(join(folder, 'state.json'), 'utf8'), 'train.log', 'it is left as it was')
})

t.test('a state that could not be written later is refused before anything is read', async t => {
  const folder = temporaryFolder('checkpoint')
  writeFileSync(join(folder, 'train.log'), 'line\n')
  const refused = run('logmon-follow', ['--once', '--state', 'none/state.json', 'train.log'], { cwd: folder })
  t.equal(await refused.ended(), 2)
  t.same(refused.lines, [])
  t.match(
    refused.stderr(),
    'logmon-follow: none/state.json: --state: cannot be written: none: there is no such file or directory\n',
  )
})

t.test('a rotated file that is gone before it was read to its end is told once, not by every run after it', async t => {
  const folder = temporaryFolder('lost-once')
  const path = join(folder, 'train.log')
  writeFileSync(path, 'one\ntwo\nthree')
  const once = async (): Promise<readonly string[]> => {
    const running = run('logmon-follow', ['--state', 'state.json', '--once', 'train.log'], { cwd: folder })
    await running.ended()
    return running.lines.filter(line => line.includes('"source_lost"'))
  }
  t.same(await once(), [])
  rmSync(path)
  writeFileSync(path, 'other\n')
  t.equal((await once()).length, 1, 'its last line had not ended')
  t.same([await once(), await once()], [[], []])
})
