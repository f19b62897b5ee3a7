// Following over ssh, with a real server on loopback that is killed and started again.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { programFolder } from '../../cases/shell.ts'
import { messagesOf, run, temporaryFolder } from '../follow/process.ts'
import { skipWithoutSshd, sshServer } from './server.ts'

const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `line ${index} of the log`)
const noticesOf = (lines: readonly string[]): readonly string[] =>
  lines
    .map(line => JSON.parse(line) as { kind: string; code: string })
    .filter(record => record.kind === 'notice')
    .map(record => record.code)

/** Where nothing of ours is on the host, and where this logmon is. */
const KINDS = [
  { how: 'with POSIX tools', path: '/usr/local/bin:/usr/bin:/bin' },
  { how: 'by the logmon there', path: `${programFolder()}:${process.env['PATH']}` },
]

async function hostOf(t: Test, path: string) {
  const folder = temporaryFolder('ssh')
  const server = await sshServer(folder, path)
  await server.start()
  t.teardown(server.kill)
  return {
    folder,
    server,
    at: (name: string): string => `ssh://${server.user}@127.0.0.1:${server.port}${join(folder, name)}`,
    start: (...args: string[]) =>
      run('logmon-follow', ['--poll', '10ms', '--verbose', ...server.options, ...args], { cwd: folder }),
  }
}

for (const { how, path } of KINDS) {
  t.test(
    `read ${how}, the server killed and started again 20 times while 50,000 lines are written: every line once and in order`,
    { skip: skipWithoutSshd },
    async t => {
      const { folder, server, at, start } = await hostOf(t, path)
      const log = join(folder, 'worker-rank3-node7.log')
      const [LINES, KILLS] = [50_000, 20]
      writeFileSync(log, '')
      const follower = start('--from', 'start', at('worker-rank3-node7.log'))
      let written = 0
      const writeUpTo = (end: number): void => {
        for (; written < end; written += 50)
          appendFileSync(log, Array.from({ length: 50 }, (_, index) => `line ${written + index} of the log\n`).join(''))
      }
      for (let kill = 0; kill < KILLS; kill++) {
        writeUpTo(((kill + 0.5) * LINES) / KILLS)
        const before = follower.lines.length
        await follower.until(lines => lines.length > before, 'more lines')
        await server.kill()
        writeUpTo(((kill + 1) * LINES) / KILLS)
        await server.start()
      }
      await follower.until(
        lines => lines.some(line => line.includes(`"line ${LINES - 1} of the log"`)),
        'the last line',
      )
      t.equal(await follower.stop('SIGTERM'), 0)
      t.same(messagesOf(follower.lines).length, LINES)
      t.ok(messagesOf(follower.lines).every((message, index) => message === `line ${index} of the log`))
      const notices = noticesOf(follower.lines)
      t.ok(
        notices.length >= 2 &&
          notices.every((code, index) => code === (index % 2 === 0 ? 'source_lost' : 'source_back')),
        `told once each: ${notices.join()}`,
      )
      const record = JSON.parse(follower.lines.find(line => line.includes('line 7 of')) as string) as Record<
        string,
        unknown
      >
      t.match(record, {
        file: at('worker-rank3-node7.log'),
        rank: 3,
        node: 'node7',
        offset: 7 * 'line 0 of the log\n'.length,
      })
      t.match(follower.stderr(), `read ${how}`.replace('the logmon', 'logmon-follow 0.1.0'))
    },
  )

  t.test(`read ${how}: a host that is away is a lag until it is back`, { skip: skipWithoutSshd }, async t => {
    const { folder, server, at, start } = await hostOf(t, path)
    writeFileSync(join(folder, 'a.log'), 'one\n')
    const follower = start('--from', 'start', '--metrics-listen', '0', at('a.log'))
    await follower.until(lines => messagesOf(lines).length === 1, 'the first line')
    const url = /metrics are at (\S+)/.exec(follower.stderr())?.[1] as string
    const lagIs = async (isSo: (lag: number) => boolean): Promise<void> => {
      let lag: number
      do lag = Number(/^logmon_source_lag_seconds\{.*\} (.*)$/m.exec(await (await fetch(url)).text())?.[1])
      while (!isSo(lag))
    }
    await lagIs(lag => lag === 0)
    await server.kill()
    await lagIs(lag => lag > 0)
    appendFileSync(join(folder, 'a.log'), 'two\n')
    await server.start()
    await lagIs(lag => lag === 0)
    await follower.until(lines => messagesOf(lines).length === 2, 'the second line')
    await follower.stop('SIGTERM')
  })

  t.test(
    `read ${how}: rotation, truncation, patterns, hostile names, and a state over restarts`,
    { skip: skipWithoutSshd },
    async t => {
      const { folder, at, start } = await hostOf(t, path)
      const name = "it's $(touch hacked) `touch hacked`; touch hacked #.log"
      const log = join(folder, name)
      const write = (from: number, to: number): void => {
        for (const line of numbered(to).slice(from)) appendFileSync(log, `${line}\n`)
      }
      const saw = (count: number) => (lines: readonly string[]) => messagesOf(lines).length === count
      write(0, 10)
      const first = start('--state', 'state.json', '--from', 'start', at(name))
      await first.until(saw(10), 'the first lines')
      write(10, 20)
      renameSync(log, `${log}.1`)
      write(20, 30)
      await first.until(saw(30), 'the lines around a rotation')
      write(30, 40)
      copyFileSync(log, `${log}.2`)
      truncateSync(log)
      write(40, 45)
      await first.until(saw(45), 'the lines around a truncation')
      await first.stop('SIGTERM')
      write(45, 50)
      const second = start('--state', 'state.json', '--once', at(name))
      t.equal(await second.ended(), 0)
      t.same([...messagesOf(first.lines), ...messagesOf(second.lines)], numbered(50))
      t.notOk(existsSync(join(folder, 'hacked')))

      mkdirSync(join(folder, 'many'))
      for (const rank of [0, 1, 2]) writeFileSync(join(folder, 'many', `rank ${rank}.log`), `of ${rank}\n`)
      writeFileSync(join(folder, 'many', 'rank 3.txt'), 'no\n')
      writeFileSync(join(folder, 'many', 'rank 4.log'), 'unfinished')
      const many = start('--once', at('many/rank [0-9].log'), at('none.log'), at('none/*.log'))
      t.equal(await many.ended(), 1, 'a file that is not there is a failure')
      t.same([...messagesOf(many.lines)].sort(), ['of 0', 'of 1', 'of 2', 'unfinished'])
      t.same(noticesOf(many.lines).toSorted(), ['nothing_matches', 'source_missing'])
    },
  )

  t.test(`read ${how}: a bar is seen as it is drawn, to its newest state`, { skip: skipWithoutSshd }, async t => {
    const { folder, at, start } = await hostOf(t, path)
    const log = join(folder, 'train.log')
    writeFileSync(log, 'one\n 1%\r 2%\r 3%')
    const follower = start('--from', 'start', '--state', 'state.json', at('train.log'))
    const saw = (last: string) => (lines: readonly string[]) => messagesOf(lines).at(-1) === last
    await follower.until(saw(' 3%'), 'the newest state')
    appendFileSync(log, '\r 4%\r 5%\r')
    await follower.until(saw(' 5%\r'), 'the next newest')
    appendFileSync(log, '\ntwo')
    appendFileSync(log, '\n')
    await follower.until(saw('two'), 'the next line')
    t.equal(await follower.stop('SIGTERM'), 0)
    t.equal(messagesOf(follower.lines).join('\r').replace(/\r+/g, '\r'), 'one\r 1%\r 2%\r 3%\r 4%\r 5%\rtwo')
    const next = start('--once', '--state', 'state.json', at('train.log'))
    t.equal(await next.ended(), 0)
    t.same(messagesOf(next.lines), [])
  })

  t.test(`read ${how}: a file that is silent already is told of`, { skip: skipWithoutSshd }, async t => {
    const { folder, at, start } = await hostOf(t, path)
    writeFileSync(join(folder, 'train.log'), 'one\ntwo\n')
    const hourAgo = Date.now() / 1000 - 3600
    utimesSync(join(folder, 'train.log'), hourAgo, hourAgo)
    const follower = start(at('train.log'))
    await follower.until(lines => lines.length > 0, 'a notice')
    t.equal(await follower.stop('SIGTERM'), 0)
    const { last_written, ...notice } = JSON.parse(follower.lines[0] as string) as Record<string, unknown>
    t.match(notice, { code: 'source_last_written', file: at('train.log'), last_lines: 'one\ntwo' })
    const silentS = Date.now() / 1000 - Date.parse(last_written as string) / 1000
    t.ok(silentS >= 3599 && silentS < 3700, `${silentS} s`)
  })

  t.test(
    `read ${how}: several rotations during an outage, some compressed, are caught up`,
    { skip: skipWithoutSshd },
    async t => {
      const { folder, server, at, start } = await hostOf(t, path)
      const log = join(folder, 'train.log')
      let written = 0
      const write = (count: number): void => {
        appendFileSync(log, Array.from({ length: count }, () => `line ${written++} of the log\n`).join(''))
      }
      const rotate = (compress: string): void => {
        for (const number of [4, 3, 2, 1])
          for (const ending of ['', '.gz', '.zst'])
            if (existsSync(`${log}.${number}${ending}`))
              renameSync(`${log}.${number}${ending}`, `${log}.${number + 1}${ending}`)
        renameSync(log, `${log}.1`)
        if (compress !== '') execFileSync('/bin/sh', ['-c', compress, '-', `${log}.1`])
      }
      write(100)
      const follower = start('--from', 'start', at('train.log'))
      const saw = (count: number) => (lines: readonly string[]) => messagesOf(lines).length >= count
      await follower.until(saw(100), 'the first lines')
      for (const compressors of [
        [''],
        ['', '', ''],
        ['gzip "$1"', '', 'gzip "$1"'],
        ['zstd -q --rm "$1"', 'gzip "$1"'],
        ['cp -p "$1" "$1.new"; gzip -c "$1.new" > "$1.gz"; rm "$1" "$1.new"'],
      ]) {
        await server.kill()
        for (const compress of compressors) {
          write(37)
          rotate(compress)
        }
        write(21)
        await server.start()
        await follower.until(saw(written), `the lines around rotations (${compressors.join()})`)
      }
      await follower.stop('SIGTERM')
      t.same(messagesOf(follower.lines), numbered(written))
    },
  )

  t.test(
    `read ${how}: directories, ** and torchrun's tree, with files that come while we watch`,
    { skip: skipWithoutSshd },
    async t => {
      const { folder, at, start } = await hostOf(t, path)
      const put = (name: string, text: string): void => {
        mkdirSync(dirname(join(folder, name)), { recursive: true })
        appendFileSync(join(folder, name), text)
      }
      put('tree/a.log', 'a\n')
      put('tree/deep/er/b.log', 'b\n')
      put('tree/data.bin', 'no\n')
      put('tree/old.log.gz', gzipSync('zipped\n').toString('latin1'))
      writeFileSync(join(folder, 'tree/old.log.gz'), gzipSync('zipped\n'))
      put('pattern/x/one.out', 'one\n')
      put('pattern/x/left.out', 'left out\n')
      const follower = start(
        '--from',
        'start',
        '--log-dir',
        at('runs'),
        '--exclude',
        'left.*',
        at('tree'),
        at('pattern/**/*.out'),
      )
      const saw = (text: string) => follower.until(lines => lines.some(line => line.includes(text)), text)
      for (const text of ['"a"', '"b"', 'zipped', '"one"']) await saw(text)
      put('tree/new/c.log', 'c\n')
      put('pattern/y/z/two.out', 'two\n')
      for (const text of ['"c"', '"two"']) await saw(text)
      put('runs/llama_a1b2c3d4/attempt_0/0/stdout.log', 'attempt 0\n')
      await saw('"attempt 0"')
      put(
        'runs/llama_a1b2c3d4/attempt_0/0/error.json',
        JSON.stringify({ message: { message: 'boom', extraInfo: { timestamp: '1767322445' } } }),
      )
      await saw('torchelastic-error')
      put('runs/llama_a1b2c3d4/attempt_1/0/stdout.log', 'attempt 1\n')
      await saw('"attempt 1"')
      await saw('attempt_started')
      t.equal(await follower.stop('SIGTERM'), 0)
      t.same([...messagesOf(follower.lines)].sort(), [
        'a',
        'attempt 0',
        'attempt 1',
        'b',
        'boom',
        'c',
        'one',
        'two',
        'zipped',
      ])
      const error = JSON.parse(follower.lines.find(line => line.includes('torchelastic-error')) as string) as Record<
        string,
        unknown
      >
      t.match(error, {
        run: 'llama',
        attempt: 0,
        local_rank: 0,
        file: at('runs/llama_a1b2c3d4/attempt_0/0/error.json'),
      })
    },
  )
}

t.test(
  'another version there is not used; a state that one way has saved is good for the other',
  { skip: skipWithoutSshd },
  async t => {
    const { folder, server, at, start } = await hostOf(t, `${programFolder()}:${process.env['PATH']}`)
    const log = join(folder, 'train.log')
    const read = async (...args: string[]) => {
      appendFileSync(log, 'line\n'.repeat(3))
      const once = start('--once', '--state', 'state.json', ...args, at('train.log'))
      t.equal(await once.ended(), 0)
      return [messagesOf(once.lines).length, /read (by|with)/.exec(once.stderr())?.[1]]
    }
    t.same(await read('--plain-ssh'), [3, 'with'])
    t.same(await read(), [3, 'by'])
    t.same(await read('--plain-ssh'), [3, 'with'])
    renameSync(log, `${log}.1`)
    appendFileSync(`${log}.1`, 'last\n')
    t.same(await read(), [4, 'by'])

    await server.kill()
    writeFileSync(join(folder, 'logmon-follow'), '#!/bin/sh\necho logmon-follow 0.0.1\n', { mode: 0o755 })
    const older = await sshServer(temporaryFolder('ssh'), `${folder}:/usr/bin:/bin`)
    await older.start()
    t.teardown(older.kill)
    const once = run(
      'logmon-follow',
      ['--once', '--verbose', ...older.options, `ssh://${older.user}@127.0.0.1:${older.port}${log}`],
      { cwd: folder },
    )
    t.equal(await once.ended(), 0)
    t.equal(messagesOf(once.lines).length, 3)
    t.match(once.stderr(), 'with POSIX tools')
  },
)

t.test(
  'rounds with --interval; an unknown host key and a host that is away are told, and other hosts go on',
  { skip: skipWithoutSshd },
  async t => {
    const folder = temporaryFolder('ssh')
    const server = await sshServer(folder)
    await server.start()
    t.teardown(server.kill)
    const log = join(folder, 'a.log')
    writeFileSync(log, 'one\n')
    const local = join(folder, 'local.log')
    writeFileSync(local, 'here\n')
    const url = `ssh://${server.user}@127.0.0.1:${server.port}${log}`
    const rounds = run(
      'logmon-follow',
      ['--interval', '50ms', '--from', 'start', ...server.options, url, `ssh://nobody@127.0.0.1:1${log}`, local],
      { cwd: folder },
    )
    await rounds.until(
      lines => messagesOf(lines).length === 2 && noticesOf(lines).includes('source_lost'),
      'the first round',
    )
    appendFileSync(log, 'two\n')
    await rounds.until(lines => messagesOf(lines).includes('two'), 'a later round')
    t.equal(await rounds.stop('SIGTERM'), 0)
    t.same([...messagesOf(rounds.lines)].sort(), ['here', 'one', 'two'])

    const stranger = server.options
      .filter(option => !option.includes('UserKnownHosts') && option !== '--ssh-option')
      .flatMap(option => ['--ssh-option', option])
    const refused = run('logmon-follow', ['--once', ...stranger, '--ssh-option', 'UserKnownHostsFile=/dev/null', url], {
      cwd: folder,
    })
    t.equal(await refused.ended(), 1)
    t.match(refused.lines.join(), /Host key verification failed|host cannot be reached/)
    const usage = run('logmon-follow', ['ssh://-oProxyCommand=x/path'], { cwd: folder })
    t.equal(await usage.ended(), 2)
    t.match(usage.stderr(), 'is no host name')
  },
)

t.test('--serve says who it is, and refuses what is no request', async t => {
  const served = run('logmon-follow', ['--serve'], { stdin: 'pipe' })
  await served.until(lines => lines.length === 1, 'its greeting')
  t.same(JSON.parse(served.lines[0] as string), { is: 'hello', protocol: 1 })
  served.child.stdin?.write('garbage\n')
  t.equal(await served.ended(), 1)
  t.match(served.stderr(), 'is not understood')
})

t.test('a host that never answered ends --until-idle with 1', async t => {
  const { stdout, stderr, status } = spawnSync(
    'bin/logmon-follow.js',
    ['--until-idle', '300ms', '--ssh-option', 'ConnectTimeout=1', 'ssh://nobody@127.0.0.1:1/log'],
    { encoding: 'utf8' },
  )
  t.equal(status, 1, stderr)
  t.same(noticesOf(stdout.trimEnd().split('\n')), ['stream_begins', 'source_lost', 'stream_ends'])
})
