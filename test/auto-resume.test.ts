// The loops of examples/, run as they stand: one with any command, one on a real Slurm.
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { programFolder } from './cases/shell.ts'
import { slurmMissing, startSlurm } from './servers/slurm.ts'
import { skipUnless } from './skip.ts'

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

/** Runs a loop to its end, or until it is interrupted. */
function runLoop(
  script: string,
  args: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv,
  interrupt?: AbortSignal,
): Promise<Ended> {
  const settings = {
    LOGMON_DIRECTORY: folder,
    LOGMON_WAIT_SECONDS: '0',
    LOGMON_POLL_SECONDS: '1',
    LOGMON_MAX_ATTEMPTS: '5',
  }
  const env = { ...environment, ...settings, PATH: `${programFolder()}:${process.env['PATH']}` }
  const child = spawn(resolve(`examples/${script}`), args, { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  interrupt?.addEventListener('abort', () => child.kill())
  const out: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => out.push(String(data)))
  return new Promise(done => child.on('close', status => done({ status, out: out.join('') })))
}

const actions = (out: string): readonly string[] =>
  [...out.matchAll(/^attempt \d+: (.*?\))/gm)].map(([, told]) => told as string)
const job = (folder: string, lines: readonly string[]): string => {
  const path = join(folder, 'job.sh')
  writeFileSync(
    path,
    [
      '#!/bin/bash',
      `cd ${folder}`,
      'n=$(($(cat count 2>/dev/null || echo 0) + 1)); echo $n > count',
      ...lines,
      '',
    ].join('\n'),
    { mode: 0o755 },
  )
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

t.test('no control character of a log reaches the terminal', async t => {
  const folder = folderOf(t)
  const script = job(folder, [
    "printf 'ModuleNotFoundError: No module named \\033]0;owned\\007\\302\\2332J\\n'",
    'exit 1',
  ])
  const { status, out } = await runLoop('auto-resume.sh', [script], folder, process.env)
  t.equal(status, 12)
  t.match(out, /^attempt 1: stop /)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  t.notMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
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
  const until = async <T>(look: () => T | undefined): Promise<T> => {
    for (;;) {
      const found = look()
      if (found !== undefined) return found
      await new Promise(done => setTimeout(done, 100))
    }
  }
  const logs = (folder: string): readonly string[] => readdirSync(folder).filter(name => /^job-\d+\.log$/.test(name))
  // That Slurm calls a job running says not yet that its script was started.
  const started = (folder: string): Promise<string> =>
    until(() =>
      logs(folder)
        .find(name => readFileSync(join(folder, name), 'utf8').includes('started'))
        ?.replace(/\D+/g, ''),
    )
  // A requeued job is held back for two minutes. A node refuses one that is started in the very second in which its
  // last run was killed, and Slurm then fails it: so it is woken for the next second, once that run is gone.
  const wake = async (id: string): Promise<void> => {
    await until(
      () => slurm.command('squeue', '--noheader', `--jobs=${id}`, '--format=%T').trim() === 'PENDING' || undefined,
    )
    slurm.command('scontrol', 'update', `JobId=${id}`, 'StartTime=now+1')
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
    slurm.command('scancel', await started(folder))
    const { status, out } = await ended
    t.same([status, actions(out)], [12, ['stop (user_cancelled)']])
  })

  await t.test('a job that is cancelled before it starts is not submitted again', async t => {
    const folder = folderOf(t)
    const ended = runLoop('auto-resume-slurm.sh', ['--hold', job(folder, [])], folder, slurm.environment)
    slurm.command(
      'scancel',
      await until(() => slurm.command('squeue', '--noheader', '--format=%i').trim() || undefined),
    )
    const { status, out } = await ended
    t.equal(status, 12)
    t.match(out, /job \d+ ended before it started/)
  })

  await t.test('a requeued job goes on in the same log and ends well', async t => {
    const folder = folderOf(t)
    const script = job(folder, ['echo started', '[ $n = 1 ] && sleep 100', 'echo "Training completed"'])
    const ended = runLoop('auto-resume-slurm.sh', ['--requeue', script], folder, slurm.environment)
    const id = await started(folder)
    slurm.command('scontrol', 'requeue', id)
    await wake(id)
    const { status, out } = await ended
    t.same([status, actions(out), logs(folder)], [0, ['done (completed)'], [`job-${id}.log`]])
    t.match(
      readFileSync(join(folder, `job-${id}.log`), 'utf8'),
      /started\n.* DUE TO JOB REQUEUE .*\nstarted\nTraining completed\n/,
    )
  })

  await t.test(
    'a job that Slurm requeues by its exit code is waited for, though it is failed until its node is cleared up',
    async t => {
      const folder = folderOf(t)
      const script = job(folder, ['echo started', '[ $n = 1 ] && exit 99', 'echo "Training completed"'])
      const ended = runLoop(
        'auto-resume-slurm.sh',
        ['--partition=slow', '--requeue', script],
        folder,
        slurm.environment,
      )
      const id = await started(folder)
      await wake(id)
      const { status, out } = await ended
      t.same([status, actions(out), logs(folder)], [0, ['done (completed)'], [`job-${id}.log`]])
    },
  )

  await t.test('a loop that was interrupted goes on with its job', async t => {
    const folder = folderOf(t)
    const script = job(folder, ['echo started', 'until [ -e go ]; do sleep 0.1; done', 'echo "Training completed"'])
    const interrupt = new AbortController()
    const interrupted = runLoop('auto-resume-slurm.sh', [script], folder, slurm.environment, interrupt.signal)
    const id = await started(folder)
    interrupt.abort()
    t.same([(await interrupted).status, logs(folder)], [null, [`job-${id}.log`]])
    const ended = runLoop('auto-resume-slurm.sh', [script], folder, slurm.environment)
    writeFileSync(join(folder, 'go'), '')
    const { status, out } = await ended
    t.same([status, actions(out), logs(folder)], [0, ['done (completed)'], [`job-${id}.log`]])
  })

  await t.test(
    'a time limit waits and goes on',
    {
      timeout: 240_000,
      skip: skipUnless(false, 'takes two minutes: the shortest limit of Slurm is one'),
    },
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
