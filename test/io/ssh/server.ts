// A real sshd on loopback, for one test: own keys, an unprivileged port, nothing of the system's configuration.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { skipUnless } from '../../skip.ts'

const SSHD = '/usr/sbin/sshd'
export const skipWithoutSshd = skipUnless(
  existsSync(SSHD) && spawnSync('ssh', ['-V']).error === undefined,
  'openssh-server is not installed',
)

export interface SshServer {
  readonly port: number
  readonly user: string
  /** Options of logmon-follow that make ssh use the test's keys. */
  readonly options: readonly string[]
  start(): Promise<void>
  /** Kills the server and every session of it. */
  kill(): Promise<void>
}

/** `path` is the PATH that commands find there, by default nothing of ours in it; `variables` are further ones. */
export async function sshServer(
  folder: string,
  path = '/usr/local/bin:/usr/bin:/bin',
  variables: Readonly<Record<string, string>> = {},
): Promise<SshServer> {
  const at = (name: string): string => join(folder, name)
  for (const key of ['host', 'user']) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)])
  const port = await freePort()
  writeFileSync(at('authorized_keys'), readFileSync(at('user.pub')))
  writeFileSync(at('known_hosts'), `[127.0.0.1]:${port} ${readFileSync(at('host.pub'), 'utf8')}`)
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host')}`,
    `AuthorizedKeysFile ${at('authorized_keys')}`,
    `SetEnv ${Object.entries({ PATH: path, ...variables })
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')}`,
  ]
  writeFileSync(
    at('config'),
    [
      ...lines,
      'UsePAM no',
      'StrictModes no',
      'PidFile none',
      'PermitRootLogin yes',
      'PasswordAuthentication no',
      'MaxStartups 100',
      '',
    ].join('\n'),
  )
  // sshd run by root wants this directory, which the system's service would make.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  let server: ChildProcess | undefined
  return {
    port,
    user: userInfo().username,
    options: [
      `IdentityFile=${at('user')}`,
      `UserKnownHostsFile=${at('known_hosts')}`,
      'IdentitiesOnly=yes',
      'GlobalKnownHostsFile=/dev/null',
    ].flatMap(option => ['--ssh-option', option]),
    async start() {
      const child = spawn(SSHD, ['-D', '-e', '-f', at('config')], { stdio: ['ignore', 'ignore', 'pipe'] })
      server = child
      await new Promise<void>((resolve, reject) => {
        let said = ''
        child.stderr?.setEncoding('utf8').on('data', (text: string) => {
          said += text
          if (said.includes('Server listening')) resolve()
        })
        child.on('error', reject)
        child.on('close', () => reject(new Error(`sshd ended: ${said}`)))
      })
    },
    async kill() {
      if (server === undefined) return
      const ended = new Promise(resolve => server?.once('close', resolve))
      for (const pid of [server.pid as number, ...descendants(server.pid as number)]) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // it has ended by itself meanwhile
        }
      }
      await ended
      server = undefined
    },
  }
}

function descendants(parent: number): readonly number[] {
  const children = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number)
  return children.flatMap(child => [child, ...descendants(child)])
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined // ended
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
