// What Slurm's accounting says of jobs, asked of a real one: slurmdbd with a database of its own.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { stateOfJob } from '../../../lib/io/classify/sacct.ts'
import { jobsInAccounts } from '../../../lib/io/slurm/ask-slurm.ts'
import { environment } from '../../cases/shell.ts'
import { accountsMissing, type Slurm, startSlurm } from '../../servers/slurm.ts'
import { newFolder, OOM } from '../serve/serving.ts'

const folder = newFolder()

function submit(slurm: Slurm, script: string, ...words: readonly string[]): string {
  const path = join(folder, 'job.sh')
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return slurm.command('sbatch', '--parsable', '-D', folder, ...words, path).trim()
}

const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 100))

t.test('jobs in the accounts', { skip: accountsMissing }, async t => {
  t.setTimeout(300_000)
  const slurm = await startSlurm(true)
  t.teardown(() => slurm.stop())
  const known = { ...environment(), SLURM_CONF: slurm.environment['SLURM_CONF'] }
  const completed = submit(slurm, 'echo fine')
  const failed = submit(slurm, `echo '${OOM.trimEnd().replaceAll("'", '')}'; exit 3`, '-J', 'a|b')
  const array = submit(slurm, 'exit $SLURM_ARRAY_TASK_ID', '-a', '0-1')
  const requeued = submit(slurm, '[ "$SLURM_RESTART_COUNT" = 1 ] || exit 99; echo again')
  const parts = submit(slurm, 'echo of two parts; exit 5', '-n1', ':', '-n1')
  const cancelled = submit(slurm, 'sleep 60')
  let isSent = false
  for (let queue = '-'; queue !== ''; await pause()) {
    queue = slurm.command('squeue', '--noheader', '--format=%i %T %r').trim()
    if (queue.includes(`${cancelled} RUNNING`)) slurm.command('scancel', cancelled)
    if (!isSent && queue.includes(`${requeued} PENDING BeginTime`)) {
      isSent = true
      // Instead of two minutes later. A run that starts in the second in which the run before it ended is refused by
      // its node ("Job credential revoked") and fails.
      slurm.command('scontrol', 'update', `JobId=${requeued}`, 'StartTime=now+2')
    }
  }
  const asked = ['--allusers', '--starttime', 'now-1hours']
  // The controller tells the accounts a little later.
  let jobs = await jobsInAccounts(asked, known)
  for (; jobs.length < 8; jobs = await jobsInAccounts(asked, known)) await pause()
  const said = jobs.map(({ id, state, exitStatus, signal }) => [id, state, exitStatus, signal].join(' ')).sort()
  t.same(
    said,
    [
      `${completed} COMPLETED 0 0`,
      `${failed} FAILED 3 0`,
      `${array}_0 COMPLETED 0 0`,
      `${array}_1 FAILED 1 0`,
      `${requeued} REQUEUED 99 0`,
      `${requeued} COMPLETED 0 0`,
      `${parts} FAILED 5 0`,
      `${cancelled} CANCELLED 0 0`,
    ].sort(),
  )
  t.match(
    jobs.find(({ id }) => id === failed),
    { name: 'a|b', partition: 'p', nodes: /^n[12]$/, logs: [join(folder, `slurm-${failed}.out`)] },
  )
  t.equal(jobs.find(({ id }) => id === parts)?.nodes.split(',').length, 2)

  await t.test('logmon slurm: each run once, of the queue and the accounts together', async t => {
    const errors = join(folder, 'said')
    const text = execFileSync('/bin/bash', ['-c', `logmon slurm --json --since 1h 2>${errors}`], {
      env: known,
      encoding: 'utf8',
    })
    const verdicts = text
      .split('\n')
      .filter(line => line.includes('"kind":"verdict"'))
      .map(line => JSON.parse(line) as { readonly run: string; readonly action: string; readonly category: string })
    const of = (run: string): string[] => verdicts.filter(each => each.run === run).map(({ action }) => action)
    t.same(of(failed), ['stop'])
    t.same(of(parts), ['restart'])
    t.same(of(cancelled), ['stop'])
    t.same(of(completed), ['done'])
    t.same(of(requeued).at(-1), 'done')
    t.notOk(text.includes(`${parts}+`), 'its parts are one')
    t.equal(execFileSync('cat', [errors], { encoding: 'utf8' }), '', 'nothing could not be asked')
  })

  await t.test('logmon-classify --sacct', async t => {
    const before = process.env['SLURM_CONF']
    process.env['SLURM_CONF'] = slurm.environment['SLURM_CONF']
    t.teardown(() => {
      if (before === undefined) delete process.env['SLURM_CONF']
      else process.env['SLURM_CONF'] = before
    })
    t.equal(await stateOfJob(completed), 'COMPLETED')
    t.equal(await stateOfJob(requeued), 'COMPLETED', 'the last run counts')
    t.equal(await stateOfJob(parts), 'FAILED')
    t.match(await stateOfJob(cancelled), /^CANCELLED by \d+$/)
    t.equal(await stateOfJob('999999'), undefined)
    const explained = execFileSync('logmon-classify', ['--sacct', cancelled, '--explain', '/dev/null'], {
      env: known,
      encoding: 'utf8',
    })
    t.match(explained, /^Cause: {2}somebody cancelled the job/m)
  })
})
