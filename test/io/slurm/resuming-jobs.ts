// `logmon resume --slurm` on a real Slurm.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { Slurm } from '../../servers/slurm.ts'
import { kept, newFolder, type Resuming, script, start } from '../resume/resuming.ts'

/** What is told of causes and decisions, without what differs from run to run. */
const told = (account: readonly string[]): readonly string[] =>
  account
    .filter(line => !/: (?:job \d+ |started: |runs still)/.test(line))
    .map(line => line.replace(/ after [\d.]+ .*$/, '').replace('attempt ', ''))

export async function resumingJobs(t: Test, slurm: Slurm): Promise<void> {
  const variables = { SLURM_CONF: slurm.environment['SLURM_CONF'] }
  const resume = (t: Test, folder: string, job: string, ...words: readonly string[]): Resuming =>
    start(t, folder, ['--slurm', job, '--poll', '200ms', ...words], variables)
  const state = (id: string): string => slurm.command('squeue', '--noheader', `--jobs=${id}`, '--format=%T').trim()
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise(done => setTimeout(done, 50))
  }
  /** A cancelled or failed job leaves its node a moment after it has ended. */
  const idle = (): Promise<void> =>
    until(() => slurm.command('sinfo', '--noheader', '--format=%D %t').trim() === '2 idle')
  const numberIn = async (resuming: Resuming): Promise<string> =>
    (await resuming.says(/started: Slurm job (\d+)/))[1] as string

  await t.test('a crashed task is restarted, a bad node is left out with --exclude', async t => {
    const folder = newFolder(t)
    await idle()
    const job = script(folder, [
      'case $LOGMON_ATTEMPT in',
      "1) srun bash -c 'kill -SEGV $$';;",
      '2) echo "May 19 07:08:57 $SLURMD_NODENAME kernel: NVRM: Xid (PCI:0000:3b:00): 79, pid=12, GPU has fallen off the bus."; exit 1;;',
      '3) echo "on $SLURMD_NODENAME without $LOGMON_EXCLUDE: $1"; echo "Training completed";;',
      'esac',
    ])
    const { status, account } = await resume(t, folder, job, '--', 'word').ended
    const bad = kept(folder, 'excluded').trim()
    t.match(told(account), [
      /^1: ended: FAILED, status 139 \(SIGSEGV\)/,
      /^1: a process crashed \(segmentation fault\)/,
      '1: restart 1 of 20 now: on the same nodes',
      '2: ended: FAILED, status 1',
      /^2: GPU or accelerator hardware failed on n[12]/,
      `2: restart 2 of 20 now (2 in a row without an advance): without ${bad}`,
      '3: ended: COMPLETED',
      '3: the run finished',
      '3: done',
    ])
    t.equal(status, 0)
    t.equal(kept(folder, 'attempt-3.log').split('\n')[0], `on ${bad === 'n1' ? 'n2' : 'n1'} without ${bad}: word`)
  })

  await t.test('scancel is somebody who wants it to end; where too few nodes are left, none is left out', async t => {
    const folder = newFolder(t)
    await idle()
    writeFileSync(join(folder, 'bad-nodes'), 'n1\nn2\n')
    const resuming = resume(t, folder, script(folder, ['echo ready; sleep 100']), '--isolate-file', 'bad-nodes')
    const id = await numberIn(resuming)
    await resuming.says(/"ready"/)
    slurm.command('scancel', id)
    const { status, account } = await resuming.ended
    t.equal(status, 12)
    t.match(told(account).slice(-3), [
      '1: ended: CANCELLED, status -15 (SIGTERM)',
      /^1: somebody cancelled the job/,
      '1: stopped: a person has to change something first. Ask who cancelled it before you start it again.',
    ])
    t.match(account[0], /^attempt 1: no node is left out, for Slurm refuses it so: sbatch: /)
  })

  await t.test('a job that is cancelled before it starts is not submitted again', async t => {
    const folder = newFolder(t)
    const resuming = resume(t, folder, script(folder, []), '--sbatch-option=--hold')
    const id = await numberIn(resuming)
    await resuming.says(/waits in the queue \(JobHeldUser\)/)
    slurm.command('scancel', id)
    const { status, account } = await resuming.ended
    t.same([status, told(account)[1]], [12, '1: somebody cancelled the job'])
  })

  await t.test('a job that Slurm requeues is waited for, and goes on in the same log', async t => {
    const folder = newFolder(t)
    await idle()
    const job = script(folder, [
      'echo started',
      '[ "$SLURM_RESTART_COUNT" = 1 ] || exit 99',
      'echo "Training completed"',
    ])
    const resuming = resume(t, folder, job, '--sbatch-option=--partition=slow', '--sbatch-option=--requeue')
    const id = await numberIn(resuming)
    // It is over before anybody saw it run.
    await until(
      () => existsSync(join(folder, 'logmon/attempt-1.log')) && kept(folder, 'attempt-1.log').includes('started'),
    )
    // It is held back for two minutes. A node refuses one that is started in the very second in which its last run was
    // killed, and Slurm then fails it: so it is woken for the next second, once that run is gone.
    await until(() => state(id) === 'PENDING')
    slurm.command('scontrol', 'update', `JobId=${id}`, 'StartTime=now+1')
    const { status, account } = await resuming.ended
    t.same([status, told(account)], [0, ['1: ended: COMPLETED', '1: the run finished', '1: done']])
    t.match(kept(folder, 'attempt-1.log'), /^started\n(?:.*\n)*started\nTraining completed\n$/)
  })

  await t.test('interrupted or killed it leaves the job, and goes on with it when it is started again', async t => {
    const folder = newFolder(t)
    await idle()
    const job = script(folder, ['echo ready', 'until [ -e go ]; do sleep 0.1; done', 'echo "Training completed"'])
    const first = resume(t, folder, job)
    const id = await numberIn(first)
    await first.says(/"ready"/)
    first.child.kill('SIGINT')
    const interrupted = await first.ended
    t.equal(interrupted.status, 130)
    t.match(interrupted.account.at(-1), /^attempt 1: goes on without us, for SIGINT came/)
    const second = resume(t, folder, job)
    await second.says(new RegExp(`runs still .*: Slurm job ${id}:`))
    second.child.kill('SIGKILL')
    await second.ended
    writeFileSync(join(folder, 'go'), '')
    const { status, account } = await resume(t, folder, job).ended
    t.equal(status, 0)
    t.match(account[0], new RegExp(`^attempt 1: runs still .*: Slurm job ${id}:`))
    t.equal(account.at(-1), 'attempt 1: done')
  })

  await t.test('a submission that was not written down is found by its log', async t => {
    const folder = newFolder(t)
    await idle()
    const job = script(folder, ['until [ -e go ]; do sleep 0.1; done', 'echo "Training completed"'])
    const first = resume(t, folder, job)
    const id = await numberIn(first)
    first.child.kill('SIGKILL')
    await first.ended
    const { phase: _, handle: __, ...state } = JSON.parse(kept(folder, 'state.json'))
    writeFileSync(join(folder, 'logmon', 'state.json'), JSON.stringify({ ...state, phase: 'launch' }))
    const second = resume(t, folder, job)
    // The job ends only now: one that had ended meanwhile would be submitted again.
    await second.says(new RegExp(`attempt 1: runs still .*: Slurm job ${id}:`))
    writeFileSync(join(folder, 'go'), '')
    t.equal((await second.ended).status, 0)
  })

  await t.test('a node that fails is not waited for', async t => {
    const folder = newFolder(t)
    await idle()
    const job = script(folder, [
      'echo "ready on $SLURMD_NODENAME"',
      '[ $LOGMON_ATTEMPT = 1 ] && sleep 100',
      'echo "Training completed"',
    ])
    const resuming = resume(t, folder, job, '--sbatch-option=--no-requeue')
    const node = (await resuming.says(/"ready on (n\d)"/))[1]
    slurm.command('scontrol', 'update', `NodeName=${node}`, 'State=DOWN', 'Reason=test')
    const { status, account } = await resuming.ended
    try {
      slurm.command('scontrol', 'update', `NodeName=${node}`, 'State=RESUME')
    } catch {
      // It came back by itself: its daemon had registered anew.
    }
    t.equal(status, 0)
    t.match(told(account).slice(0, 3), [/^1: ended: NODE_FAIL/, /^1: a node failed/, /^1: restart 1 of 20 now: /])
  })

  await t.test('a hang is ended with scancel, and submitted again', async t => {
    const folder = newFolder(t)
    await idle()
    const job = script(folder, [
      "[ $LOGMON_ATTEMPT = 2 ] || { echo ' iteration 7/ 10 | elapsed time per iteration (ms): 1.0 | lm loss: 2.0 |'; sleep 100; }",
    ])
    const { status, account } = await resume(t, folder, job, '--step-floor', '1s', '--hang-patience', '0s').ended
    t.equal(status, 0)
    t.match(told(account), [
      /^1: is HANGING: /,
      /^1: is ended: it has been HANGING for /,
      /^1: ended: CANCELLED/,
      '1: the job stopped making progress, at step 7',
      '1: restart 1 of 20 now: on the same nodes',
      '2: ended: COMPLETED',
      '2: the run finished',
      '2: done',
    ])
  })
}
