// Following over ssh, with a real server on loopback that is killed and started again.
import { appendFileSync, copyFileSync, existsSync, mkdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { messagesOf, run, temporaryFolder } from '../follow/process.ts'
import { skipWithoutSshd, sshServer } from './server.ts'

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `line ${index} of the log`)
const noticesOf = (lines: readonly string[]): readonly string[] =>
  lines
    .map(line => JSON.parse(line) as { kind: string; code: string })
    .filter(record => record.kind === 'notice')
    .map(record => record.code)

t.test('the server is killed and started again 20 times while 50,000 lines are written: every line once and in order', { skip: skipWithoutSshd }, async t => {
  const folder = temporaryFolder('ssh')
  const server = await sshServer(folder)
  const log = join(folder, 'worker-rank3-node7.log')
  const [LINES, KILLS] = [50_000, 20]
  writeFileSync(log, '')
  await server.start()
  const url = `ssh://${server.user}@127.0.0.1:${server.port}${log}`
  const follower = run('logmon-follow', ['--from', 'start', '--poll', '10ms', ...server.options, url], { cwd: folder })
  let written = 0
  const writeUpTo = (end: number): void => {
    for (; written < end; written += 50) appendFileSync(log, Array.from({ length: 50 }, (_, index) => `line ${written + index} of the log\n`).join(''))
  }
  for (let kill = 0; kill < KILLS; kill++) {
    writeUpTo(((kill + 0.5) * LINES) / KILLS)
    const before = follower.lines.length
    await follower.until(lines => lines.length > before, 'more lines')
    await server.kill()
    writeUpTo(((kill + 1) * LINES) / KILLS)
    await server.start()
  }
  await follower.until(lines => lines.some(line => line.includes(`"line ${LINES - 1} of the log"`)), 'the last line')
  t.equal(await follower.stop('SIGTERM'), 0)
  await server.kill()
  t.same(messagesOf(follower.lines).length, LINES)
  t.ok(messagesOf(follower.lines).every((message, index) => message === `line ${index} of the log`))
  const notices = noticesOf(follower.lines)
  t.ok(notices.length >= 2 && notices.every((code, index) => code === (index % 2 === 0 ? 'source_lost' : 'source_back')), `told once each: ${notices.join()}`)
  const record = JSON.parse(follower.lines.find(line => line.includes('line 7 of')) as string) as Record<string, unknown>
  t.match(record, { file: url, rank: 3, node: 'node7', offset: 7 * 'line 0 of the log\n'.length })
})

t.test('rotation, truncation, patterns, hostile names, and a state over restarts', { skip: skipWithoutSshd }, async t => {
  const folder = temporaryFolder('ssh')
  const server = await sshServer(folder)
  await server.start()
  t.teardown(server.kill)
  const at = (path: string): string => `ssh://${server.user}@127.0.0.1:${server.port}${path}`
  const start = (...args: string[]) => run('logmon-follow', ['--poll', '10ms', ...server.options, ...args], { cwd: folder })
  const log = join(folder, "it's $(touch hacked) `touch hacked`; touch hacked #.log")
  const write = (from: number, to: number): void => {
    for (const line of numbered(to).slice(from)) appendFileSync(log, `${line}\n`)
  }
  write(0, 10)
  const first = start('--state', 'state.json', '--from', 'start', at(log))
  await first.until(lines => lines.length === 10, 'the first lines')
  write(10, 20)
  renameSync(log, `${log}.1`)
  write(20, 30)
  await first.until(lines => lines.length === 30, 'the lines around a rotation')
  write(30, 40)
  copyFileSync(log, `${log}.2`)
  truncateSync(log)
  write(40, 45)
  await first.until(lines => lines.length === 45, 'the lines around a truncation')
  await first.stop('SIGTERM')
  write(45, 50)
  const second = start('--state', 'state.json', '--once', at(log))
  t.equal(await second.ended(), 0)
  t.same([...messagesOf(first.lines), ...messagesOf(second.lines)], numbered(50))
  t.notOk(existsSync(join(folder, 'hacked')))

  mkdirSync(join(folder, 'many'))
  for (const rank of [0, 1, 2]) writeFileSync(join(folder, 'many', `rank ${rank}.log`), `of ${rank}\n`)
  writeFileSync(join(folder, 'many', 'rank 3.txt'), 'no\n')
  const many = start('--once', at(join(folder, 'many', 'rank [0-9].log')))
  t.equal(await many.ended(), 0)
  t.same([...messagesOf(many.lines)].sort(), ['of 0', 'of 1', 'of 2'])
})

t.test('rounds with --interval; an unknown host key and a host that is away are told, and other hosts go on', { skip: skipWithoutSshd }, async t => {
  const folder = temporaryFolder('ssh')
  const server = await sshServer(folder)
  await server.start()
  t.teardown(server.kill)
  const log = join(folder, 'a.log')
  writeFileSync(log, 'one\n')
  const local = join(folder, 'local.log')
  writeFileSync(local, 'here\n')
  const url = `ssh://${server.user}@127.0.0.1:${server.port}${log}`
  const rounds = run('logmon-follow', ['--interval', '50ms', '--from', 'start', ...server.options, url, `ssh://nobody@127.0.0.1:1${log}`, local], { cwd: folder })
  await rounds.until(lines => messagesOf(lines).length === 2 && noticesOf(lines).includes('source_lost'), 'the first round')
  appendFileSync(log, 'two\n')
  await rounds.until(lines => messagesOf(lines).includes('two'), 'a later round')
  t.equal(await rounds.stop('SIGTERM'), 0)
  t.same([...messagesOf(rounds.lines)].sort(), ['here', 'one', 'two'])

  const stranger = server.options.filter(option => !option.includes('UserKnownHosts') && option !== '--ssh-option').flatMap(option => ['--ssh-option', option])
  const refused = run('logmon-follow', ['--once', ...stranger, '--ssh-option', 'UserKnownHostsFile=/dev/null', url], { cwd: folder })
  t.equal(await refused.ended(), 1)
  t.match(refused.lines.join(), /Host key verification failed|host cannot be reached/)
  const usage = run('logmon-follow', ['ssh://-oProxyCommand=x/path'], { cwd: folder })
  t.equal(await usage.ended(), 2)
  t.match(usage.stderr(), 'is no host name')
})
