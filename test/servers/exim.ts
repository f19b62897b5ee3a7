// A real Exim 4 of our own on loopback: own configuration, own spool, high ports, nothing delivered further.
import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { skipUnless } from '../skip.ts'
import { type Certificates, makeCertificates } from './certificates.ts'
import { freePort } from './free-port.ts'

const INSTALLED = '/usr/sbin/exim4'

export const eximMissing: string | false = skipUnless(existsSync(INSTALLED), 'exim4 is not installed')

export interface Exim {
  /** Speaks plain SMTP, offers STARTTLS and AUTH. */
  readonly port: number
  /** Encrypted from the start. */
  readonly tlsPort: number
  readonly certificates: Certificates
  /** Every mail that was accepted, oldest first, as it would be delivered. */
  mails(): readonly string[]
  stop(): Promise<void>
}

/**
 * Starts it. It accepts `watcher` (also `watcher@example.com`) with the password `right` (and only with one where
 * `mustLogIn`), mail for everybody but `nobody@` (550), and mail for `later@` from the second try on (451 before).
 */
export async function startExim(): Promise<Exim> {
  const directory = mkdtempSync(join(tmpdir(), 'logmon-exim-'))
  const certificates = makeCertificates(directory)
  const [port, tlsPort] = [await freePort(), await freePort()]
  // The installed one is setuid root and would drop our configuration.
  const binary = join(directory, 'exim')
  copyFileSync(INSTALLED, binary)
  chmodSync(binary, 0o755)
  const user = process.getuid?.() === 0 ? 'Debian-exim' : (execFileSync('id', ['-un']).toString().trim() as string)
  const configuration = join(directory, 'exim.conf')
  mkdirSync(join(directory, 'spool'))
  writeFileSync(configuration, eximConfiguration(directory, user, port, tlsPort, certificates))
  if (user === 'Debian-exim') {
    const [uid, gid] = ['-u', '-g'].map(flag => Number(execFileSync('id', [flag, user]).toString())) as [number, number]
    for (const path of [directory, join(directory, 'spool')]) chownSync(path, uid, gid)
  }
  chmodSync(directory, 0o755)

  // -bdf: a daemon that stays our child, so that it ends when we say so.
  const daemon = spawn(binary, ['-C', configuration, '-bdf'], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  daemon.stderr.on('data', chunk => {
    said += chunk
  })
  const ended = new Promise<void>(resolve => daemon.on('exit', () => resolve()))
  const log = (): string =>
    existsSync(join(directory, 'mainlog')) ? readFileSync(join(directory, 'mainlog'), 'utf8') : ''
  await Promise.race([
    answers(port),
    ended.then(() => Promise.reject(new Error(`exim did not start: ${said}${log()}`))),
  ])

  return {
    port,
    tlsPort,
    certificates,
    mails() {
      const ids = readdirSync(join(directory, 'spool', 'input'))
        .filter(name => name.endsWith('-H'))
        .map(name => name.slice(0, -2))
      return ids.sort().map(id => execFileSync(binary, ['-C', configuration, '-Mvc', id]).toString())
    },
    async stop() {
      daemon.kill('SIGTERM')
      await ended
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Resolves when something accepts connections; tries again as long as it is refused. */
function answers(port: number): Promise<void> {
  return new Promise(resolve => {
    const attempt = (): void => {
      const socket = createConnection({ port, host: '127.0.0.1' })
      socket.on('error', () => setTimeout(attempt, 20))
      socket.once('data', () => {
        socket.destroy()
        resolve()
      })
    }
    attempt()
  })
}

function eximConfiguration(
  directory: string,
  user: string,
  port: number,
  tlsPort: number,
  certificates: Certificates,
): string {
  return `
exim_user = ${user}
exim_group = ${execFileSync('id', ['-gn', user]).toString().trim()}
primary_hostname = localhost
spool_directory = ${directory}/spool
log_file_path = ${directory}/%slog
pid_file_path = ${directory}/exim.pid
keep_environment =
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port} : ${tlsPort}
tls_on_connect_ports = ${tlsPort}
tls_advertise_hosts = *
tls_certificate = ${certificates.certificateFile}
tls_privatekey = ${certificates.keyFile}
auth_advertise_hosts = *
queue_only = true
host_lookup =
rfc1413_query_timeout = 0s
smtp_accept_max_per_connection = 100
acl_smtp_rcpt = check_recipient
acl_smtp_data = accept

begin acl
check_recipient:
  deny local_parts = nobody
       message = no such user here
  defer local_parts = later
       !condition = \${if exists{${directory}/spool/tried}}
       set acl_m_tried = \${run{/usr/bin/touch ${directory}/spool/tried}}
       message = come back later
  deny local_parts = members
       !authenticated = *
       message = log in first
  accept

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = \${if and{{or{{eq{$auth2}{watcher}}{eq{$auth2}{watcher@example.com}}}}{eq{$auth3}{right}}}}
  server_set_id = $auth2
`
}
