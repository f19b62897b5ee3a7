// What following loses or repeats when files are rotated: nothing. Counted with a writer of known count.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { skipUnless } from '../../skip.ts'
import { messagesOf, run, temporaryFolder } from './process.ts'

const LINES_PER_ROUND = 3000
/** logrotate names a dated file once a second at most. */
const roundsOf = (directives: string): number => (directives.includes('dateext') ? 1 : 5)

/** Appends numbered lines to whatever the path leads to, in small writes, as a logger would. */
function writeLines(path: string, from: number, count: number): void {
  for (let at = from; at < from + count; at += 50)
    appendFileSync(
      path,
      Array.from({ length: Math.min(50, from + count - at) }, (_, index) => `line ${at + index} of the log\n`).join(''),
    )
}
const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `line ${index} of the log`)
const follows = (cwd: string, ...args: string[]) => run('logmon-follow', args, { cwd })
const sawLast = (count: number) => (lines: readonly string[]) =>
  lines.some(line => line.includes(`"line ${count - 1} of the log"`))

const hasLogrotate = spawnSync('logrotate', ['--version']).error === undefined
const skip = skipUnless(hasLogrotate, 'logrotate is not installed')

for (const directives of [
  'create',
  'create\ncompress',
  'create\ncompress\ndelaycompress',
  'create\ndateext\ndateformat -%Y%m%d-%s',
  'copytruncate',
  'copytruncate\ncompress',
  'nocreate',
  'create\nextension .log',
]) {
  t.test(`logrotate with ${directives.replaceAll('\n', ', ')}: every line once and in order`, { skip }, async t => {
    const folder = temporaryFolder('rotation')
    const log = join(folder, 'train.log')
    writeFileSync(log, '')
    writeFileSync(join(folder, 'rotate.conf'), `"${log}" {\nrotate 20\nmissingok\n${directives}\n}\n`)
    const follower = follows(folder, '--from', 'start', 'train.log')
    writeLines(log, 0, 1)
    await follower.until(lines => lines.length > 0, 'the first line')
    let written = 1
    for (let round = 0; round < roundsOf(directives); round++) {
      writeLines(log, written, LINES_PER_ROUND)
      written += LINES_PER_ROUND
      // Two rotations that the follower does not see between lose nothing either where the file is renamed.
      execFileSync('logrotate', ['--force', '--state', join(folder, 'state'), join(folder, 'rotate.conf')])
      writeLines(log, written, 10)
      written += 10
    }
    await follower.until(sawLast(written), 'the last line')
    t.equal(await follower.stop('SIGTERM'), 0)
    t.same(messagesOf(follower.lines), numbered(written))
  })
}

t.test('the renamed file also matches the pattern: every line once', async t => {
  const folder = temporaryFolder('rotation')
  const log = join(folder, 'train.log')
  writeLines(log, 0, 100)
  const follower = follows(folder, '--from', 'start', 'train.log*')
  await follower.until(sawLast(100), 'the first lines')
  renameSync(log, `${log}.1`)
  writeLines(log, 100, 100)
  await follower.until(sawLast(200), 'the lines of the new file')
  renameSync(`${log}.1`, `${log}.2`)
  execFileSync('cp', ['-p', log, `${log}.1`])
  truncateSync(log)
  writeLines(log, 200, 10)
  await follower.until(sawLast(210), 'the lines after the truncation')
  execFileSync('gzip', [`${log}.2`])
  writeLines(log, 210, 10)
  await follower.until(sawLast(220), 'the lines after the compression')
  await follower.stop('SIGTERM')
  t.same(messagesOf(follower.lines), numbered(220))
})

t.test('a file may be missing, appear, be deleted and come back, and be a link that is switched', async t => {
  const folder = temporaryFolder('rotation')
  const log = join(folder, 'logs', 'train.log')
  const follower = follows(folder, '--from', 'start', 'logs/train.log')
  mkdirSync(join(folder, 'logs'))
  writeLines(log, 0, 10)
  await follower.until(sawLast(10), 'the lines of a file that appeared')
  rmSync(join(folder, 'logs'), { recursive: true })
  mkdirSync(join(folder, 'logs'))
  writeLines(log, 10, 10)
  await follower.until(sawLast(20), 'the lines of a file that was made again')
  rmSync(log)
  writeLines(join(folder, 'one'), 20, 10)
  symlinkSync('../one', log)
  await follower.until(sawLast(30), 'the lines behind a link')
  writeLines(join(folder, 'two'), 30, 10)
  rmSync(log)
  symlinkSync('../two', log)
  await follower.until(sawLast(40), 'the lines behind the switched link')
  await follower.stop('SIGTERM')
  t.same(messagesOf(follower.lines), numbered(40))
})

t.test(
  'a file truncated in place is read again from its start, also when it grew past the old end meanwhile, or left a hole',
  async t => {
    const folder = temporaryFolder('rotation')
    const log = join(folder, 'train.log')
    writeLines(log, 0, 10)
    const follower = follows(folder, '--from', 'start', 'train.log')
    await follower.until(sawLast(10), 'the first lines')
    truncateSync(log)
    writeLines(log, 10, 5)
    await follower.until(sawLast(15), 'the lines after the truncation')
    // Same inode, longer than what was read, and the same first lines.
    const same = openSync(log, 'r+')
    ftruncateSync(same)
    writeSync(same, `${[...numbered(15).slice(10, 12), ...numbered(100).slice(15)].join('\n')}\n`)
    await follower.until(sawLast(100), 'the lines of the rewritten file')
    // A writer that does not append goes on at its old offset.
    ftruncateSync(same)
    writeSync(same, 'line 100 of the log\n')
    await follower.until(sawLast(101), 'the line behind the hole')
    closeSync(same)
    await follower.stop('SIGTERM')
    const again = [...numbered(15), ...numbered(12).slice(10), ...numbered(101).slice(15)]
    t.same(messagesOf(follower.lines), again)
    const notices = follower.lines
      .map(line => JSON.parse(line) as { kind: string; code?: string })
      .filter(record => record.kind === 'notice')
    t.same(
      notices.map(record => record.code),
      ['source_truncated', 'source_truncated', 'source_truncated'],
      'each is told',
    )
  },
)

/**
 * Deletes a file and makes it anew until it has the inode that it had; undefined where the file system does not do
 * that.
 */
function reuseInode(path: string): true | undefined {
  const inode = statSync(path).ino
  unlinkSync(path)
  const others: string[] = []
  for (let attempt = 0; attempt < 2000; attempt++) {
    writeFileSync(path, '')
    if (statSync(path).ino === inode) break
    renameSync(path, `${path}.other${attempt}`) // kept, so that the next one gets another inode
    others.push(`${path}.other${attempt}`)
  }
  for (const other of others) unlinkSync(other)
  return existsSync(path) && statSync(path).ino === inode ? true : undefined
}

// tmpfs counts its inodes up for ever; ext4 and XFS give back the one that was freed last.
const reusing = [temporaryFolder('rotation'), mkdtempSync('/var/tmp/logmon-rotation-')].find(folder => {
  writeFileSync(join(folder, 'probe'), '')
  return reuseInode(join(folder, 'probe'))
})
const skipReuse = skipUnless(reusing !== undefined, 'no file system here uses an inode again')

t.test(
  'a deleted file whose inode another file gets, with the same first lines: that one is read whole, by a later run and while we watch',
  { skip: skipReuse },
  async t => {
    t.ok(reusing !== undefined, 'a file system that uses inodes again')
    const folder = reusing as string
    const banner = 'the same banner in every file\n'.repeat(50)
    const log = join(folder, 'train.log')
    const once = async (): Promise<readonly string[]> => {
      const follower = follows(folder, '--once', '--state', 'state.json', 'train.log')
      t.equal(await follower.ended(), 0)
      return messagesOf(follower.lines).filter(message => !message.startsWith('the same'))
    }
    writeFileSync(log, banner)
    writeLines(log, 0, 10)
    t.same(await once(), numbered(10))
    const inode = statSync(log).ino
    t.equal(reuseInode(log), true)
    t.equal(statSync(log).ino, inode)
    writeFileSync(log, banner)
    writeLines(log, 100, 20)
    t.same(await once(), numbered(120).slice(100), 'longer than what was read of the first')

    t.equal(reuseInode(log), true)
    writeFileSync(log, banner)
    t.same(await once(), [], 'shorter')
    writeLines(log, 200, 5)
    t.same(await once(), numbered(205).slice(200))

    // More files than are kept open: each is closed when the next one is read.
    const many = Array.from({ length: 900 }, (_, index) => join(folder, 'many', `rank${index}.log`))
    mkdirSync(join(folder, 'many'))
    for (const [rank, path] of many.entries()) writeFileSync(path, `${banner}rank ${rank}\n`)
    const follower = follows(folder, '--from', 'start', 'many/*.log')
    await follower.until(lines => lines.length >= 900 * 51, 'the first lines')
    const first = many[0] as string
    t.equal(reuseInode(first), true, 'it was closed')
    writeFileSync(first, banner)
    writeLines(first, 300, 50)
    await follower.until(sawLast(350), 'the lines of the other file')
    await follower.stop('SIGTERM')
    t.same(
      messagesOf(follower.lines.slice(900 * 51)).filter(message => !message.startsWith('the same')),
      numbered(350).slice(300),
    )
  },
)
