// A real Slurm of our own: one controller and two nodes on this machine, own key, own ports, own directories. Partition
// `slow` takes three seconds to clear up after a job; a job that exits with 99 is requeued; one that takes more memory
// than it asked for is killed.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { skipUnless } from '../skip.ts'
import { freePort } from './free-port.ts'

export const slurmMissing = skipUnless(existsSync('/usr/sbin/slurmctld'), 'slurmctld is not installed')
export const accountsMissing = skipUnless(
  existsSync('/usr/sbin/slurmctld') && existsSync('/usr/sbin/slurmdbd') && existsSync('/usr/sbin/mariadbd'),
  'slurmctld, slurmdbd or mariadbd is not installed',
)

export interface Slurm {
  /** Its variables, for whoever runs sbatch and friends. */
  readonly environment: NodeJS.ProcessEnv
  /** Runs one of its commands; returns what it says. */
  command(name: string, ...args: readonly string[]): string
  stop(): Promise<void>
}

const START_TRIES = 100

/**
 * Starts it and waits until both nodes (n1, n2) are idle; `withAccounts`: with a database that sacct asks. Rejects
 * where they do not come up.
 */
export async function startSlurm(withAccounts = false): Promise<Slurm> {
  const directory = mkdtempSync(join(tmpdir(), 'logmon-slurm-'))
  const munge = join(directory, 'munge')
  for (const folder of [munge, join(directory, 'state'), join(directory, 'spool')]) mkdirSync(folder)
  chmodSync(munge, 0o700)
  writeFileSync(join(munge, 'key'), randomBytes(1024), { mode: 0o600 })
  const configuration = join(directory, 'slurm.conf')
  writeFileSync(join(directory, 'epilog'), '#!/bin/sh\n[ "$SLURM_JOB_PARTITION" != slow ] || sleep 3\n', {
    mode: 0o755,
  })
  const ports = [await freePort(), await freePort(), await freePort()] as const
  const accountsPort = withAccounts ? await freePort() : undefined
  writeFileSync(configuration, configurationOf(directory, ports, accountsPort))

  const environment = { ...process.env, SLURM_CONF: configuration }
  const command = (name: string, ...args: readonly string[]): string =>
    execFileSync(name, args, { env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  command(
    '/usr/sbin/munged',
    '--force',
    `--socket=${join(munge, 'socket')}`,
    ...['key', 'pid', 'log', 'seed'].map(name => `--${name}-file=${join(munge, name)}`),
  )
  const accounts = accountsPort === undefined ? [] : await startAccounts(directory, accountsPort, command, environment)
  const daemons = [
    ...accounts,
    spawn('/usr/sbin/slurmctld', ['-D', '-f', configuration], { env: environment, stdio: 'ignore' }),
    ...['n1', 'n2'].map(node =>
      spawn('/usr/sbin/slurmd', ['-D', '-f', configuration, '-N', node], { env: environment, stdio: 'ignore' }),
    ),
  ]
  const stop = async (): Promise<void> => {
    const ended = (daemon: ChildProcess): Promise<unknown> =>
      new Promise(resolve =>
        daemon.exitCode === null ? daemon.once('exit', resolve).kill('SIGTERM') : resolve(undefined),
      )
    await Promise.all(daemons.slice(accounts.length).map(ended))
    // What the controller still has to tell comes first.
    for (const daemon of [...accounts].reverse()) await ended(daemon)
    const munged = Number(readFileSync(join(munge, 'pid'), 'utf8'))
    process.kill(munged)
    // A daemon of its own, which cannot be waited for; until it is gone it writes its seed and removes files.
    while (isRunning(munged)) await new Promise(resolve => setTimeout(resolve, 20))
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  for (let tries = 0; !areIdle(command); tries++) {
    if (tries === START_TRIES) {
      await stop()
      throw new Error('the nodes of the test Slurm do not come up')
    }
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  return { environment, command, stop }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false // ESRCH
  }
}

function areIdle(command: Slurm['command']): boolean {
  try {
    return command('sinfo', '--noheader', '--format=%D %t').trim() === '2 idle'
  } catch {
    return false // the controller does not answer yet
  }
}

/** Starts a database of its own and the daemon that writes into it; returns both once they answer. */
async function startAccounts(
  directory: string,
  port: number,
  command: Slurm['command'],
  environment: NodeJS.ProcessEnv,
): Promise<readonly ChildProcess[]> {
  const data = join(directory, 'database')
  const socket = join(directory, 'database.socket')
  const user = execFileSync('id', ['-un'], { encoding: 'utf8' }).trim()
  command(
    'mariadb-install-db',
    '--no-defaults',
    `--user=${user}`,
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--skip-log-bin',
  )
  const database = spawn(
    '/usr/sbin/mariadbd',
    ['--no-defaults', `--user=${user}`, `--datadir=${data}`, `--socket=${socket}`, '--skip-networking'],
    { stdio: 'ignore' },
  )
  await answers('the database', () => command('mariadb', `--socket=${socket}`, '--user=root', '--execute=select 1'))
  const file = join(directory, 'slurmdbd.conf')
  const lines = [
    'AuthType=auth/munge',
    `AuthInfo=socket=${join(directory, 'munge', 'socket')}`,
    'DbdHost=localhost',
    `DbdPort=${port}`,
    `SlurmUser=${user}`,
    `PidFile=${join(directory, 'slurmdbd.pid')}`,
    `LogFile=${join(directory, 'slurmdbd.log')}`,
    'StorageType=accounting_storage/mysql',
    'StorageHost=localhost',
    'StorageUser=root',
    'StorageLoc=accounts',
    '',
  ]
  writeFileSync(file, lines.join('\n'), { mode: 0o600 })
  // The client library of the database looks for its socket where this says.
  const daemon = spawn('/usr/sbin/slurmdbd', ['-D'], {
    env: { ...environment, SLURM_CONF: join(directory, 'slurm.conf'), MYSQL_UNIX_PORT: socket },
    stdio: 'ignore',
  })
  await answers('slurmdbd', () => command('sacctmgr', '--immediate', 'add', 'cluster', 'logmon'))
  return [database, daemon]
}

/** Waits until a command succeeds; of what it says nothing counts. */
async function answers(what: string, ask: () => unknown): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      ask()
      return
    } catch (error) {
      if (tries === START_TRIES) throw new Error(`${what} does not answer`, { cause: error })
      await new Promise(resolve => setTimeout(resolve, 200))
    }
  }
}

function configurationOf(
  directory: string,
  [controller, first, second]: readonly [number, number, number],
  accounts: number | undefined,
): string {
  const user = execFileSync('id', ['-un'], { encoding: 'utf8' }).trim()
  return [
    'ClusterName=logmon',
    'SlurmctldHost=localhost',
    `SlurmctldPort=${controller}`,
    'AuthType=auth/munge',
    `AuthInfo=socket=${join(directory, 'munge', 'socket')}`,
    'CredType=cred/munge',
    `SlurmUser=${user}`,
    `SlurmdUser=${user}`,
    `StateSaveLocation=${join(directory, 'state')}`,
    `SlurmdSpoolDir=${join(directory, 'spool')}/%n`,
    `SlurmctldPidFile=${join(directory, 'slurmctld.pid')}`,
    `SlurmdPidFile=${join(directory, 'slurmd-%n.pid')}`,
    `SlurmctldLogFile=${join(directory, 'slurmctld.log')}`,
    `SlurmdLogFile=${join(directory, 'slurmd-%n.log')}`,
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'SwitchType=switch/none',
    'MpiDefault=none',
    'ReturnToService=2',
    // Jobs of several parts are started by the backfill scheduler alone.
    `SchedulerType=sched/${accounts === undefined ? 'builtin' : 'backfill'}`,
    'SelectType=select/linear',
    'KillWait=2',
    // Looks each second: a kernel's own limits need rights that a test does not have.
    'JobAcctGatherType=jobacct_gather/linux',
    'JobAcctGatherFrequency=task=1',
    'JobAcctGatherParams=OverMemoryKill',
    'SelectTypeParameters=CR_Memory',
    'RequeueExit=99',
    `Epilog=${join(directory, 'epilog')}`,
    ...(accounts === undefined
      ? []
      : [
          'AccountingStorageType=accounting_storage/slurmdbd',
          'AccountingStorageHost=localhost',
          `AccountingStoragePort=${accounts}`,
          // With munge this is its socket.
          `AccountingStoragePass=${join(directory, 'munge', 'socket')}`,
        ]),
    `SchedulerParameters=batch_sched_delay=0,sched_interval=1${accounts === undefined ? '' : ',bf_interval=1'}`,
    // So that soon only the accounts know of a job that has ended.
    ...(accounts === undefined ? [] : ['MinJobAge=2']),
    `NodeName=n1 NodeHostname=localhost Port=${first} CPUs=1 RealMemory=1000 State=UNKNOWN`,
    `NodeName=n2 NodeHostname=localhost Port=${second} CPUs=1 RealMemory=1000 State=UNKNOWN`,
    'PartitionName=p Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP',
    'PartitionName=slow Nodes=n1,n2 MaxTime=INFINITE State=UP',
    '',
  ].join('\n')
}
