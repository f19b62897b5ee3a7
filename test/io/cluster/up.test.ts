// logmon up, status and down with two real sshd on loopback: one host has logmon, one has POSIX tools alone; a third
// one is down.
import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { environment, programFolder } from '../../cases/shell.ts'
import { fakeLoki } from '../../servers/fake-loki.ts'
import { freePort } from '../../servers/free-port.ts'
import { skipWithoutSshd, sshServer } from '../ssh/server.ts'

interface Said {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

t.test(
  'hosts are started, told, stopped and started again; one that is down holds up no other',
  { skip: skipWithoutSshd },
  async t => {
    const folder = mkdtempSync(join(tmpdir(), 'logmon-up-'))
    const at = (...names: string[]): string => join(folder, ...names)
    const state = at('here')
    const hosts = ['a', 'b'] as const
    for (const name of ['here', ...hosts, 'logs']) mkdirSync(at(name))
    const server = await fakeLoki()
    t.teardown(() => server.close())
    const paths = { a: `${programFolder()}:${process.env['PATH']}`, b: '/usr/bin:/bin' }
    const servers = await Promise.all(
      hosts.map(async name => {
        const one = await sshServer(at(name), paths[name], { XDG_STATE_HOME: at(name) })
        await one.start()
        t.teardown(one.kill)
        return one
      }),
    )
    const [a, b] = servers as [(typeof servers)[0], (typeof servers)[0]]
    for (const name of hosts) {
      writeFileSync(
        at(`job-${name}.yaml`),
        `sources:\n- paths: ['${at('logs')}/${name}-*.log']\n  fields: { host: '${name}' }\nfollow: { from: start }\n` +
          'without: [loss, slow, hang, classify]\nship: { usual_labels: [filename], labels: { host: fields.host }, wait: 50ms }\n',
      )
      writeFileSync(at('logs', `${name}-1.log`), `${name} one\n${name} two token=ghp_${'x1Y2'.repeat(9)}\n`)
    }
    const hostAt = (port: number): string => `${a.user}@127.0.0.1:${port}`
    const dead = await freePort()
    const known = hosts.map(name => at(name, 'known_hosts')).join(' ')
    writeFileSync(
      at('cluster.yaml'),
      JSON.stringify({
        name: 'test',
        job: 'job-a.yaml',
        loki: server.url,
        hosts: [hostAt(a.port), { host: hostAt(b.port), job: 'job-b.yaml' }, hostAt(dead)],
        ssh_options: [
          ...hosts.map(name => `IdentityFile=${at(name, 'user')}`),
          ...[`UserKnownHostsFile=${known}`, 'GlobalKnownHostsFile=/dev/null', 'IdentitiesOnly=yes'],
        ],
      }),
    )
    const logmon = async (command: string, ...words: string[]): Promise<Said> => {
      const child = spawn(join(programFolder(), 'logmon'), [command, '-c', 'cluster.yaml', ...words], {
        cwd: folder,
        env: { ...environment(), XDG_STATE_HOME: state, LOGMON_CLOCK: 'wall' },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const ended = new Promise<number | null>(resolve => child.on('close', resolve))
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
      return { status: await ended, stdout, stderr }
    }
    const lines = (): readonly string[] =>
      server.query(({ component }) => component !== 'logmon').map(({ line }) => line)
    const until = async (holds: () => boolean | Promise<boolean>, what: string): Promise<void> => {
      for (let tries = 0; !(await holds()); tries++) {
        if (tries > 600) throw new Error(`not within a minute: ${what}\n${lines().join('\n')}`)
        await new Promise(resolve => setTimeout(resolve, 100))
      }
    }
    t.teardown(() => logmon('down'))

    const up = await logmon('up')
    t.equal(up.status, 1, 'one host is down')
    t.match(up.stdout, new RegExp(`${a.port}: started there \\(process \\d+\\)`))
    t.match(up.stdout, new RegExp(`${b.port}: started from here, for no logmon is there`))
    t.match(up.stderr, new RegExp(`${dead}: .*refused`))
    await until(() => lines().length >= 4, 'the first lines')
    t.same(
      [...lines()].sort().map(line => line.split(' token')[0]),
      ['a one', 'a two', 'b one', 'b two'],
    )
    t.notMatch(lines().join('\n'), /ghp_/, 'secrets are taken out')
    t.same(new Set(server.query().map(({ labels }) => labels['host'])), new Set(['a', 'b']))

    t.equal((await logmon('up')).stdout.match(/runs already/g)?.length, 2, 'one for each host')
    appendFileSync(at('logs', 'a-1.log'), 'a three\n')
    appendFileSync(at('logs', 'b-1.log'), 'b three\n')
    await until(() => lines().length >= 6, 'lines that came since')

    let rows: readonly Record<string, unknown>[] = []
    const isCaughtUp = async (): Promise<boolean> => {
      const { stdout } = await logmon('status', '--json')
      rows = stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as Record<string, unknown>)
      return rows.filter(row => row['lag_bytes'] === 0 && row['files'] === 1).length === 2
    }
    await until(isCaughtUp, 'positions of all lines')
    const [rowA, rowB, rowC] = rows
    t.match(rowA, { state: 'running', runs: 'there', dropped: 0, sent: Number, last_line: /Z$/ })
    t.match(rowB, { state: 'running', runs: 'here', dropped: 0, last_line: /Z$/ })
    t.match(rowC, { state: 'no answer', note: /refused/ })
    const down = await logmon('down')
    t.equal(down.stdout.match(/: stopped\n/g)?.length, 2)
    const sent = (): number =>
      server.pushes.filter(({ labels }) => !labels.includes('"logmon"')).reduce((sum, push) => sum + push.lines, 0)
    const before = sent()
    appendFileSync(at('logs', 'a-1.log'), 'a four\n')
    await logmon('up')
    await until(() => lines().length >= 7, 'the line that came while nobody read')
    t.equal(sent(), before + 1, 'and no other one again')
    await logmon('up', '--fresh')
    await until(() => sent() >= before + 8, 'all lines once more')
  },
)

t.test(
  'what is wrong with a cluster file is told before any host is asked; without Docker it is said what to do',
  async t => {
    const folder = mkdtempSync(join(tmpdir(), 'logmon-up-'))
    writeFileSync(join(folder, 'job.yaml'), 'sources:\n- paths: [logs/a.log]\nparse: { formats: f.yaml }\n')
    writeFileSync(join(folder, 'good.yaml'), "sources:\n- paths: [/l/a.log]\nship: { loki: 'http://127.0.0.1:9' }\n")
    writeFileSync(
      join(folder, 'bad.yaml'),
      'job: job.yaml\nhosts: [n1, n1, -x, {host: n2, job: none.yaml}]\nready: sometimes\n',
    )
    writeFileSync(join(folder, 'unfit.yaml'), 'job: job.yaml\nhosts: [n1, {host: n2, job: none.yaml}]\nhost: [n3]\n')
    writeFileSync(join(folder, 'jobs.yaml'), 'job: job.yaml\nhosts: [n1, {host: n2, job: none.yaml}]\n')
    writeFileSync(join(folder, 'compose.yaml'), 'job: good.yaml\nhosts: [n1]\ncompose: compose.yml\n')
    writeFileSync(
      join(folder, 'dead.yaml'),
      `job: good.yaml\nhosts: ['127.0.0.1:${await freePort()}']\nssh_options: [UserKnownHostsFile=/dev/null]\n`,
    )
    const { stderr, stdout } = await said(
      'for each in bad unfit jobs compose; do PATH=$ONLY logmon up -c $each.yaml; echo "$? $each" >&2; done; logmon down; echo "$? none" >&2; logmon status -c dead.yaml; echo "$? dead" >&2',
      folder,
    )
    for (const wanted of [
      /bad.yaml:2: hosts\[1\]: n1 is host 1 already/,
      /hosts\[2\]: "-x" is no host name/,
      /bad.yaml:3: ready: is no address/,
      /unfit.yaml:3: host: unknown key; did you mean hosts/,
      /sources\[0\].paths: logs\/a.log must begin with \//,
      /ship.loki: is missing/,
      /parse.formats: names a file/,
      /none.yaml: job: cannot be read: there is no such file or directory/,
      /compose.yml: there is no docker here: install it/,
      /127.0.0.1:9\/ready is not ready/,
      /--config: name the cluster file/,
    ])
      t.match(stderr, wanted)
    for (const line of ['2 bad', '2 unfit', '2 jobs', '1 compose', '2 none', '1 dead']) t.match(stderr, `\n${line}\n`)
    t.match(stdout, /^host +state +what it said last\n127[^\n]*no answer[^\n]*/)
  },
)

/** Runs a command in a shell; `$ONLY` is a PATH that has logmon and node, and no docker. */
async function said(command: string, cwd: string): Promise<Said> {
  symlinkSync(process.execPath, join(cwd, 'node'))
  const child = spawn('/bin/bash', ['-c', command], {
    cwd,
    env: { ...environment(), ONLY: `${programFolder()}:${cwd}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>(resolve => child.on('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { status: await ended, stdout, stderr }
}
