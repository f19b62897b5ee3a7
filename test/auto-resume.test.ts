// The loops of examples/, run as they stand: one with any command, one on a real Slurm.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { programFolder } from './cases/shell.ts'
import { slurmMissing, startSlurm } from './servers/slurm.ts'

// The real Slurm starts jobs after seconds and knows no time limit below a minute.
t.setTimeout(400_000)

interface Ended {
  readonly status: number | null
  readonly out: string
}

function folderOf(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'logmon-resume-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Runs a loop to its end. */
function runLoop(script: string, args: readonly string[], folder: string, environment: NodeJS.ProcessEnv): Promise<Ended> {
  const env = { ...environment, PATH: `${programFolder()}:${process.env['PATH']}`, LOGMON_DIRECTORY: folder, LOGMON_WAIT_SECONDS: '0', LOGMON_MAX_ATTEMPTS: '5' }
  const child = spawn(resolve(`examples/${script}`), args, { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const out: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => out.push(String(data)))
  return new Promise(done => child.on('close', status => done({ status, out: out.join('') })))
}

const actions = (out: string): readonly string[] => [...out.matchAll(/^attempt \d+: (.*?\))/gm)].map(([, told]) => told as string)
const job = (folder: string, lines: readonly string[]): string => {
  const path = join(folder, 'job.sh')
  writeFileSync(path, ['#!/bin/bash', `cd ${folder}`, 'n=$(($(cat count 2>/dev/null || echo 0) + 1)); echo $n > count', ...lines, ''].join('\n'), { mode: 0o755 })
  return path
}

t.test('a loop restarts what is worth it, leaves a node out, and stops for a person', async t => {
  const folder = folderOf(t)
  const script = job(folder, [
    'case $n in',
    "1) echo 'Segmentation fault (core dumped)'; exit 139;;",
    "2) echo 'May 19 07:08:57 gpu-7 kernel: NVRM: Xid (PCI:0000:3b:00): 79, pid=12, GPU has fallen off the bus.'; exit 1;;",
    '3) echo "left out: $LOGMON_EXCLUDE"; echo "ModuleNotFoundError: No module named \'x\'"; exit 1;;',
    'esac',
  ])
  const { status, out } = await runLoop('auto-resume.sh', [script], folder, process.env)
  t.same([status, actions(out)], [12, ['restart (segfault)', 'restart_isolate (gpu_hw_fatal)', 'stop (import_error)']])
  t.match(readFileSync(join(folder, 'attempt-3.log'), 'utf8'), 'left out: gpu-7')
})

t.test('the same root again and again ends the loop', async t => {
  const folder = folderOf(t)
  const { status, out } = await runLoop(
    'auto-resume.sh',
    [job(folder, ["echo ' iteration 7/ 10 | lm loss: 2.0 |'; echo 'Segmentation fault (core dumped)'; exit 139"])],
    folder,
    process.env,
  )
  t.same([status, actions(out)], [12, ['restart (segfault)', 'stop (segfault)']])
})

t.test('on a real Slurm', { skip: slurmMissing, timeout: 390_000 }, async t => {
  const slurm = await startSlurm()
  t.teardown(() => slurm.stop())
  const running = async (): Promise<string> => {
    for (;;) {
      const id = slurm.command('squeue', '--noheader', '--states=RUNNING', '--format=%i').trim()
      if (id !== '') return id
      await new Promise(done => setTimeout(done, 100))
    }
  }

  await t.test('a crashed task is restarted, a bad node is left out with --exclude', async t => {
    const folder = folderOf(t)
    const script = job(folder, [
      'case $n in',
      "1) srun bash -c 'kill -SEGV $$';;",
      '2) echo "May 19 07:08:57 $SLURMD_NODENAME kernel: NVRM: Xid (PCI:0000:3b:00): 79, pid=12, GPU has fallen off the bus."; echo "$SLURMD_NODENAME" > bad; exit 1;;',
      '3) echo "$SLURMD_NODENAME" > good; echo "Training completed";;',
      'esac',
    ])
    const { status, out } = await runLoop('auto-resume-slurm.sh', [script], folder, slurm.environment)
    t.same([status, actions(out)], [0, ['restart (segfault)', 'restart_isolate (gpu_hw_fatal)', 'done (completed)']])
    t.same([readFileSync(join(folder, 'bad'), 'utf8'), readFileSync(join(folder, 'good'), 'utf8')], ['n1\n', 'n2\n'])
  })

  await t.test('scancel is somebody who wants it to end', async t => {
    const folder = folderOf(t)
    const ended = runLoop('auto-resume-slurm.sh', [job(folder, ['echo started; sleep 100'])], folder, slurm.environment)
    slurm.command('scancel', await running())
    const { status, out } = await ended
    t.same([status, actions(out)], [12, ['stop (user_cancelled)']])
  })

  await t.test('a requeued job goes on in the same log and ends well', async t => {
    const folder = folderOf(t)
    const ended = runLoop('auto-resume-slurm.sh', ['--requeue', job(folder, ['[ $n = 1 ] && sleep 100', 'echo "Training completed"'])], folder, slurm.environment)
    slurm.command('scontrol', 'requeue', await running())
    // Slurm holds a requeued job back for two minutes, so that its nodes can settle.
    const wake = setInterval(() => {
      try {
        slurm.command('scontrol', 'update', `JobId=${slurm.command('squeue', '--noheader', '--format=%i').trim()}`, 'StartTime=now')
      } catch {
        // It runs already, or is done.
      }
    }, 500)
    const { status, out } = await ended
    clearInterval(wake)
    t.same([status, actions(out)], [0, ['done (completed)']])
    t.match(readFileSync(join(folder, 'attempt-1.log'), 'utf8'), /DUE TO JOB REQUEUE/)
  })

  await t.test(
    'a time limit waits and goes on',
    { timeout: 240_000, skip: process.env['LOGMON_NO_SKIP'] === undefined ? 'takes two minutes: the shortest limit of Slurm is one' : false },
    async t => {
      const folder = folderOf(t)
      const { status, out } = await runLoop(
        'auto-resume-slurm.sh',
        ['--time=1', job(folder, ['[ $n = 1 ] && sleep 200', 'echo "Training completed"'])],
        folder,
        slurm.environment,
      )
      t.same([status, actions(out)], [0, ['wait (time_limit)', 'done (completed)']])
    },
  )
})
