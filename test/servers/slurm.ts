// A real Slurm of our own: one controller and two nodes on this machine, own key, own ports, own directories. Partition
// `slow` takes three seconds to clear up after a job; a job that exits with 99 is requeued; one that takes more memory
// than it asked for is killed.
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { skipUnless } from '../skip.ts'
import { freePort } from './free-port.ts'

export const slurmMissing = skipUnless(existsSync('/usr/sbin/slurmctld'), 'slurmctld is not installed')

export interface Slurm {
  /** Its variables, for whoever runs sbatch and friends. */
  readonly environment: NodeJS.ProcessEnv
  /** Runs one of its commands; returns what it says. */
  command(name: string, ...args: readonly string[]): string
  stop(): Promise<void>
}

const START_TRIES = 100

/** Starts it and waits until both nodes (n1, n2) are idle. Rejects where they do not come up. */
export async function startSlurm(): Promise<Slurm> {
  const directory = mkdtempSync(join(tmpdir(), 'logmon-slurm-'))
  const munge = join(directory, 'munge')
  for (const folder of [munge, join(directory, 'state'), join(directory, 'spool')]) mkdirSync(folder)
  chmodSync(munge, 0o700)
  writeFileSync(join(munge, 'key'), randomBytes(1024), { mode: 0o600 })
  const configuration = join(directory, 'slurm.conf')
  writeFileSync(join(directory, 'epilog'), '#!/bin/sh\n[ "$SLURM_JOB_PARTITION" != slow ] || sleep 3\n', {
    mode: 0o755,
  })
  writeFileSync(configuration, configurationOf(directory, [await freePort(), await freePort(), await freePort()]))

  const environment = { ...process.env, SLURM_CONF: configuration }
  const command = (name: string, ...args: readonly string[]): string =>
    execFileSync(name, args, { env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  command(
    '/usr/sbin/munged',
    '--force',
    `--socket=${join(munge, 'socket')}`,
    ...['key', 'pid', 'log', 'seed'].map(name => `--${name}-file=${join(munge, name)}`),
  )
  const daemons = [
    spawn('/usr/sbin/slurmctld', ['-D', '-f', configuration], { env: environment, stdio: 'ignore' }),
    ...['n1', 'n2'].map(node =>
      spawn('/usr/sbin/slurmd', ['-D', '-f', configuration, '-N', node], { env: environment, stdio: 'ignore' }),
    ),
  ]
  const stop = async (): Promise<void> => {
    await Promise.all(
      daemons
        .reverse()
        .map(
          daemon =>
            new Promise(resolve =>
              daemon.exitCode === null ? daemon.once('exit', resolve).kill('SIGTERM') : resolve(undefined),
            ),
        ),
    )
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

function configurationOf(directory: string, [controller, first, second]: readonly [number, number, number]): string {
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
    'SchedulerType=sched/builtin',
    'SelectType=select/linear',
    'KillWait=2',
    // Looks each second: a kernel's own limits need rights that a test does not have.
    'JobAcctGatherType=jobacct_gather/linux',
    'JobAcctGatherFrequency=task=1',
    'JobAcctGatherParams=OverMemoryKill',
    'SelectTypeParameters=CR_Memory',
    'RequeueExit=99',
    `Epilog=${join(directory, 'epilog')}`,
    'SchedulerParameters=batch_sched_delay=0,sched_interval=1',
    `NodeName=n1 NodeHostname=localhost Port=${first} CPUs=1 RealMemory=1000 State=UNKNOWN`,
    `NodeName=n2 NodeHostname=localhost Port=${second} CPUs=1 RealMemory=1000 State=UNKNOWN`,
    'PartitionName=p Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP',
    'PartitionName=slow Nodes=n1,n2 MaxTime=INFINITE State=UP',
    '',
  ].join('\n')
}
