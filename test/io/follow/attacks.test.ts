// What attacks on following have found: files that are moved, truncated and replaced at the worst moments, errors of a
// file system, pipes, and the signals that end a program.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { messagesOf, type Running, run, temporaryFolder } from './process.ts'

const lines = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`)
const text = (from: number, to: number): string => `${lines(from, to).join('\n')}\n`
const noticesOf = ({ lines: output }: Running): readonly (readonly string[])[] =>
  output
    .map(line => JSON.parse(line) as { kind: string; code: string; message: string })
    .filter(record => record.kind === 'notice')
    .map(({ code, message }) => [code, message])

/** A log in a folder of its own, and runs over it that share a state. */
function outage() {
  const folder = temporaryFolder('attack')
  const log = join(folder, 'x.log')
  return {
    log,
    old: (number: number | string): string => `${log}.${number}`,
    async read(t: Test): Promise<Running> {
      const once = run('logmon-follow', ['--state', 'st', '--from', 'start', '--once', 'x.log'], { cwd: folder })
      t.equal(await once.ended(), 0)
      return once
    },
  }
}

t.test('the file of the position is deleted: every younger one is read, and the loss is told', async t => {
  const { log, old, read } = outage()
  writeFileSync(log, text(1, 5))
  await read(t)
  rmSync(log)
  writeFileSync(log, text(6, 12))
  renameSync(log, old(1))
  writeFileSync(log, text(13, 15))
  const second = await read(t)
  t.same(messagesOf(second.lines), lines(6, 15))
  t.match(noticesOf(second), [['source_lost', /read up to byte 35 is gone; .* how much cannot be known/]])
})

t.test('a truncated file that is rotated afterwards is read from its start', async t => {
  const { log, old, read } = outage()
  writeFileSync(log, text(1, 5))
  await read(t)
  truncateSync(log)
  appendFileSync(log, text(6, 10))
  renameSync(log, old(1))
  writeFileSync(log, text(11, 15))
  t.same(messagesOf((await read(t)).lines), lines(6, 15))
})

t.test('more rotations than are kept: what still stands there is read', async t => {
  const { log, old, read } = outage()
  writeFileSync(log, text(1, 5))
  await read(t)
  for (const round of [1, 2, 3]) {
    rmSync(old(2), { force: true })
    if (round > 1) renameSync(old(1), old(2))
    renameSync(log, old(1))
    writeFileSync(log, text(round * 10, round * 10 + 7))
  }
  const second = await read(t)
  t.same(messagesOf(second.lines), [...lines(10, 17), ...lines(20, 27), ...lines(30, 37)])
  t.equal(noticesOf(second).length, 1, 'that the first file is gone is told')
})

t.test('dates that were set by hand: the numbers tell the order', async t => {
  const { log, old, read } = outage()
  writeFileSync(log, text(1, 5))
  await read(t)
  appendFileSync(log, text(6, 10))
  renameSync(log, old(2))
  writeFileSync(old(1), text(11, 15))
  writeFileSync(log, text(16, 20))
  for (const file of [log, old(1), old(2)]) utimesSync(file, 1_700_000_000, 1_700_000_000)
  t.same(messagesOf((await read(t)).lines), lines(6, 20))
})

t.test(
  'copied and truncated while a slow reader has it open and unread: its copy is read, then the new text',
  async t => {
    const folder = temporaryFolder('attack')
    const [busy, log] = [join(folder, 'a.log'), join(folder, 'x.log')]
    for (const [number, grown] of [
      [1, text(301, 301)],
      [2, text(301, 900)],
    ] as const) {
      writeFileSync(busy, `a line that is repeated to fill every buffer on the way\n`.repeat(200_000))
      writeFileSync(log, text(1, 300))
      const follower = run('logmon-follow', ['--from', 'start', 'a.log', 'x.log'], { cwd: folder })
      follower.child.stdout?.pause()
      await until(() => {
        if (openFiles(follower).includes(log)) return true
        // A slow machine reads of the busy file before it has looked at the other one: it goes on where some is taken.
        follower.child.stdout?.read()
        return false
      })
      copyFileSync(log, `${log}.${number}`)
      truncateSync(log)
      appendFileSync(log, grown)
      follower.child.stdout?.resume()
      const last = grown.trimEnd().split('\n').at(-1) as string
      await follower.until(output => output.some(line => line.includes(`"${last}"`)), 'the last line')
      await follower.stop('SIGTERM')
      const seen = messagesOf(follower.lines).filter(message => message.startsWith('line'))
      t.same(seen, lines(1, number === 1 ? 301 : 900))
      rmSync(`${log}.${number}`)
    }
  },
)

const openFiles = ({ child }: Running): readonly string[] =>
  execFileSync('/bin/sh', ['-c', `ls -l /proc/${child.pid}/fd 2>/dev/null || true`], { encoding: 'utf8' })
    .split('\n')
    .map(line => line.replace(/.* -> /, ''))

/** Resolves when a condition holds that nothing tells of. */
function until(holds: () => boolean): Promise<void> {
  return new Promise(resolve => {
    const look = (): void => (holds() ? resolve() : void setImmediate(look))
    look()
  })
}

t.test('compressed files that are renamed between plan and read are found where they are', async t => {
  const folder = temporaryFolder('attack')
  const names = Array.from({ length: 20 }, (_, index) => join(folder, `x${index + 10}.log`))
  const follow = (...args: string[]) =>
    run('logmon-follow', ['--state', 'st', '--from', 'start', ...args, 'x*.log'], { cwd: folder })
  const padding = ' of a log that is longer than what fits into the pipe between the programs'
  const long = (from: number, to: number): string => text(from, to).replaceAll('\n', `${padding}\n`)
  for (const name of names) writeFileSync(name, long(1, 5))
  t.equal(await follow('--once').ended(), 0)
  const rotate = (name: string): void => {
    execFileSync('/bin/sh', [
      '-c',
      'test ! -e "$1.1.gz" || mv "$1.1.gz" "$1.2.gz"; mv "$1" "$1.1"; gzip "$1.1"',
      '-',
      name,
    ])
  }
  for (const name of names) {
    appendFileSync(name, long(6, 3000))
    rotate(name)
    writeFileSync(name, long(3001, 6000))
  }
  const follower = follow()
  await follower.until(output => output.length > 0, 'a first line')
  follower.child.stdout?.pause()
  for (const name of names) {
    rotate(name)
    writeFileSync(name, long(6001, 6001))
  }
  follower.child.stdout?.resume()
  await follower.until(output => output.length >= names.length * 5996, 'all lines')
  await follower.stop('SIGTERM')
  const seen = messagesOf(follower.lines)
  t.equal(seen.length, names.length * 5996)
  t.equal(new Set(follower.lines.map(line => line.replace(/,"offset".*/, ''))).size, names.length * 5996)
})

t.test('other text of the same size in the same file is read', async t => {
  const folder = temporaryFolder('attack')
  const log = join(folder, 'a.log')
  writeFileSync(log, 'line1\nline2\n')
  const follower = run('logmon-follow', ['--from', 'start', 'a.log'], { cwd: folder })
  await follower.until(output => output.length === 2, 'the first text')
  // Not emptied in between: no look ever sees the file shorter.
  execFileSync('/bin/sh', ['-c', 'printf "LINE1\\nLINE2\\n" | dd of=a.log conv=notrunc 2>&1'], { cwd: folder })
  await follower.until(output => messagesOf(output).length === 4, 'the second text')
  await follower.stop('SIGTERM')
  t.same(messagesOf(follower.lines), ['line1', 'line2', 'LINE1', 'LINE2'])
  t.same(
    noticesOf(follower).map(([code]) => code),
    ['source_truncated'],
  )
})

t.test(
  'a file that its own grown copy replaces is read on, now and after a restart; one that begins alike is not',
  async t => {
    const folder = temporaryFolder('attack')
    const log = join(folder, 'a.log')
    const args = ['--state', 'st', '--from', 'start', 'a.log']
    const grow = (line: string): void => {
      copyFileSync(log, join(folder, 'new'))
      appendFileSync(join(folder, 'new'), `${line}\n`)
      renameSync(join(folder, 'new'), log)
    }
    writeFileSync(log, text(1, 5))
    const follower = run('logmon-follow', args, { cwd: folder })
    for (const number of [6, 7, 8]) {
      await follower.until(output => messagesOf(output).length === number - 1, 'what is there')
      grow(`line ${number}`)
    }
    await follower.until(output => messagesOf(output).length === 8, 'the last copy')
    await follower.stop('SIGTERM')
    t.same(messagesOf(follower.lines), lines(1, 8))
    t.same(
      noticesOf(follower).map(([code]) => code),
      ['source_replaced'],
      'told once',
    )
    grow('line 9')
    const restarted = run('logmon-follow', ['--once', ...args], { cwd: folder })
    t.equal(await restarted.ended(), 0)
    t.same(messagesOf(restarted.lines), ['line 9'])
    renameSync(log, `${log}.1`)
    writeFileSync(log, text(1, 12))
    const rotated = run('logmon-follow', ['--once', ...args], { cwd: folder })
    t.equal(await rotated.ended(), 0)
    t.same(messagesOf(rotated.lines), lines(1, 12), 'the old one stands among the rotated ones')
  },
)

t.test('900 rotated files while nobody watched: all are read, the first at once', async t => {
  const { log, old, read } = outage()
  writeFileSync(log, text(1, 1))
  await read(t)
  renameSync(log, old(901))
  for (let number = 900; number > 0; number--) {
    writeFileSync(old(number), text(902 - number, 902 - number))
    const seconds = statSync(old(901)).mtimeMs / 1000 + 901 - number
    utimesSync(old(number), seconds, seconds)
  }
  writeFileSync(log, text(902, 902))
  t.same(messagesOf((await read(t)).lines), lines(2, 902))
  t.same(messagesOf((await read(t)).lines), [])
})

const SHIM = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>
#include <stdio.h>
#include <stdlib.h>
static int fails(int fd) {
  char link[64], path[4096];
  ssize_t n;
  if (access(getenv("STALE"), F_OK) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  n = readlink(link, path, sizeof path - 1);
  if (n < 7) return 0;
  path[n] = 0;
  return strcmp(path + n - 7, "nfs.log") == 0;
}
#define WRAP(name, params, args) ssize_t name params { \\
  static ssize_t (*real) params; \\
  if (!real) real = dlsym(RTLD_NEXT, #name); \\
  if (fails(fd)) { errno = ESTALE; return -1; } \\
  return real args; }
WRAP(read, (int fd, void *b, size_t n), (fd, b, n))
WRAP(pread, (int fd, void *b, size_t n, off_t o), (fd, b, n, o))
WRAP(pread64, (int fd, void *b, size_t n, off64_t o), (fd, b, n, o))
WRAP(readv, (int fd, const struct iovec *v, int n), (fd, v, n))
WRAP(preadv, (int fd, const struct iovec *v, int n, off_t o), (fd, v, n, o))
WRAP(preadv64, (int fd, const struct iovec *v, int n, off64_t o), (fd, v, n, o))
`
const hasCompiler = spawnSync('cc', ['--version']).error === undefined
const skipShim = hasCompiler || process.env['LOGMON_NO_SKIP'] !== undefined ? false : 'there is no C compiler'

t.test(
  'a file whose reads fail is told once and tried again; the others go on, and nothing comes twice',
  { skip: skipShim },
  async t => {
    const folder = temporaryFolder('attack')
    writeFileSync(join(folder, 'shim.c'), SHIM)
    execFileSync('cc', ['-shared', '-fPIC', '-o', 'shim.so', 'shim.c', '-ldl'], { cwd: folder })
    const stale = join(folder, 'stale')
    const [bad, good] = [join(folder, 'nfs.log'), join(folder, 'other.log')]
    for (const file of [bad, good]) writeFileSync(file, 'begin\n')
    const follower = run('logmon-follow', ['--from', 'start', '--state', 'st', 'nfs.log', 'other.log'], {
      cwd: folder,
      env: { LD_PRELOAD: join(folder, 'shim.so'), STALE: stale },
    })
    await follower.until(output => output.length === 2, 'the first lines')
    writeFileSync(stale, '')
    appendFileSync(bad, 'after the error\n')
    await follower.until(output => output.length === 3, 'the notice')
    appendFileSync(good, 'meanwhile\n')
    await follower.until(output => messagesOf(output).includes('meanwhile'), 'the other file')
    rmSync(stale)
    await follower.until(output => messagesOf(output).includes('after the error'), 'the end of the error')
    t.equal(await follower.stop('SIGTERM'), 0)
    t.same([...messagesOf(follower.lines)].sort(), ['after the error', 'begin', 'begin', 'meanwhile'])
    t.match(noticesOf(follower), [['source_unreadable', /cannot be read on at byte 6: the file server has lost it/]])
  },
)

t.test(
  'pipes are read as they come: standard input by its path, and a named one for one writer after the other',
  async t => {
    const folder = temporaryFolder('attack')
    const follow = (command: string) => run('/bin/sh', ['-c', command], { cwd: folder })
    const stdin = follow('printf "one\\ntwo" | logmon-follow --once /dev/stdin')
    t.equal(await stdin.ended(), 0)
    t.same(messagesOf(stdin.lines), ['one', 'two'])
    const file = follow('echo file > a.log; logmon-follow --once /dev/stdin < a.log')
    t.equal(await file.ended(), 0)
    t.same(messagesOf(file.lines), ['file'])
    execFileSync('mkfifo', [join(folder, 'pipe')])
    mkdirSync(join(folder, 'more'))
    writeFileSync(join(folder, 'more', 'b.log'), 'a file beside it\n')
    const named = run('logmon-follow', ['--from', 'start', 'pipe', 'more'], { cwd: folder })
    await named.until(output => output.length === 1, 'the file')
    for (const writer of ['first', 'second', 'third']) {
      execFileSync('/bin/sh', ['-c', `echo ${writer} > pipe`], { cwd: folder })
      await named.until(output => messagesOf(output).includes(writer), writer)
    }
    t.equal(await named.stop('SIGTERM'), 0)
    t.same(messagesOf(named.lines), ['a file beside it', 'first', 'second', 'third'])
  },
)

t.test('SIGHUP ends as SIGTERM does: what was read is saved', async t => {
  const folder = temporaryFolder('attack')
  writeFileSync(join(folder, 'a.log'), text(1, 5))
  const follower = run('logmon-follow', ['--from', 'start', '--state', 'st', 'a.log'], { cwd: folder })
  await follower.until(output => output.length === 5, 'the lines')
  t.equal(await follower.stop('SIGHUP'), 0)
  t.match(readFileSync(join(folder, 'st'), 'utf8'), '"offset":35')
})
