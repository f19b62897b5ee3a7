// logmon slurm and logmon resume beside a real Slurm: what has ended, how, what its log says, and what is done then.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { environment } from '../../cases/shell.ts'
import { type Slurm, slurmMissing, startSlurm } from '../../servers/slurm.ts'
import { newFolder, OOM, serving } from '../serve/serving.ts'
import { resumingJobs } from './resuming-jobs.ts'

const folder = newFolder()
const remember = join(newFolder(), 'done')

function submit(slurm: Slurm, script: string, ...words: readonly string[]): string {
  const path = join(folder, 'job.sh')
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return slurm.command('sbatch', '--parsable', '-D', folder, ...words, path).trim()
}

interface Told {
  readonly kind: string
  readonly action: string
  readonly run: string
  readonly slurm: { readonly state: string; readonly exit_status: number; readonly name: string }
}

const environmentFor = (slurm: Slurm): NodeJS.ProcessEnv => ({
  ...environment(),
  SLURM_CONF: slurm.environment['SLURM_CONF'],
})

function told(slurm: Slurm, ...words: readonly string[]): readonly Told[] {
  const text = execFileSync('logmon', ['slurm', '--json', ...words], {
    env: environmentFor(slurm),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Told)
    .filter(({ kind }) => kind === 'verdict')
}

async function until(slurm: Slurm, ...ids: readonly string[]): Promise<void> {
  for (;;) {
    const left = slurm.command('squeue', '--noheader', '--jobs', ids.join(','), '--states=PD,R,CG,CF', '--format=%i')
    if (left.trim() === '') return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

async function running(slurm: Slurm, id: string): Promise<void> {
  while (slurm.command('squeue', '--noheader', '--jobs', id, '--format=%T').trim() !== 'RUNNING')
    await new Promise(resolve => setTimeout(resolve, 100))
}

const EATS_MEMORY = 'const eaten = Buffer.alloc(400 << 20, 1); setInterval(() => eaten.fill(2), 1000)'

t.test('jobs that have ended', { skip: slurmMissing }, async t => {
  t.setTimeout(300_000)
  const slurm = await startSlurm()
  t.teardown(() => slurm.stop())
  const oom = OOM.trimEnd().replaceAll("'", '')
  const completed = submit(slurm, 'echo fine')
  const failed = submit(slurm, `echo '${oom}'; exit 3`, '-J', 'a b JobState=COMPLETED', '-o', 'own-%x.log')
  const array = submit(slurm, 'echo $SLURM_ARRAY_TASK_ID; exit $SLURM_ARRAY_TASK_ID', '-a', '0-1')
  const cancelled = submit(slurm, 'echo run; sleep 60')
  const requeued = submit(slurm, `[ "$SLURM_RESTART_COUNT" = 1 ] || exit 99; echo again`)
  const hungry = submit(slurm, `echo eats; ${process.execPath} -e '${EATS_MEMORY}'`, '--mem=100M')
  const slow = submit(slurm, 'echo runs; sleep 300')
  await running(slurm, cancelled)
  slurm.command('scancel', cancelled)
  await until(slurm, completed, failed, array, cancelled, hungry)
  await running(slurm, slow)
  // Its time is over now; the shortest limit that can be asked for is a minute.
  slurm.command('scontrol', 'update', `JobId=${slow}`, 'EndTime=now')
  await until(slurm, slow)
  const byRun = new Map(told(slurm).map(each => [each.run, each]))
  t.match(byRun.get(failed), {
    action: 'stop',
    category: 'oom_gpu',
    slurm: { state: 'FAILED', exit_status: 3, name: 'a b JobState=COMPLETED' },
  })
  t.match(byRun.get(completed), { slurm: { state: 'COMPLETED', exit_status: 0 } })
  t.match(byRun.get(`${array}_0`), { slurm: { state: 'COMPLETED' } })
  t.match(byRun.get(`${array}_1`), { slurm: { state: 'FAILED', exit_status: 1 } })
  t.match(byRun.get(cancelled), { category: 'user_cancelled', slurm: { state: 'CANCELLED' } })
  t.match(byRun.get(hungry), { category: 'oom_host', slurm: { state: 'FAILED' } })
  t.match(byRun.get(slow), { action: 'wait', category: 'time_limit', slurm: { state: 'TIMEOUT' } })
  t.notOk(byRun.has(requeued), 'it waits again')
  slurm.command('scontrol', 'update', `JobId=${requeued}`, 'StartTime=now')
  await until(slurm, requeued)
  t.match(
    told(slurm).filter(({ run }) => run === requeued),
    [{ action: 'done', slurm: { state: 'COMPLETED' } }],
    'its second run is told',
  )

  t.same(
    told(slurm, '--failed', '--job', 'a b*').map(({ run }) => run),
    [failed],
  )
  t.same(told(slurm, '--user', 'nobody'), [])
  t.same(told(slurm, '--partition', 'slow'), [])
  const { stdout, stderr } = ((): { stdout: string; stderr: string } => {
    const command = `logmon slurm --since today --failed 2>${folder}/said; true`
    const printed = execFileSync('/bin/bash', ['-c', command], {
      env: { ...environmentFor(slurm), COLUMNS: '120' },
      encoding: 'utf8',
    })
    return { stdout: printed, stderr: readFileSync(join(folder, 'said'), 'utf8') }
  })()
  t.match(stdout, `${failed} FAILED root/a b JobState=COMPLETED`.slice(0, 20))
  t.match(stdout, /GPU memory ran out/)
  t.match(stderr, /^logmon slurm: sacct: .*: it tells nothing of jobs$/m, 'no accounts are kept here')

  await watching(t, slurm)
  await t.test('logmon resume --slurm', { timeout: 180_000 }, async t => resumingJobs(t, slurm))
})

/** Starts `logmon slurm --watch`; resolves with it once it has told one job, and with what it told. */
function watch(slurm: Slurm, ...words: readonly string[]): { readonly child: ChildProcess; next(): Promise<Told> } {
  const child = spawn('logmon', ['slurm', '--watch', '--interval', '1s', '--remember', remember, ...words], {
    env: environmentFor(slurm),
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const verdicts: Told[] = []
  let held = ''
  let wake = (): void => undefined
  child.stdout.on('data', (part: Buffer) => {
    const lines = (held + part.toString()).split('\n')
    held = lines.pop() as string
    verdicts.push(...lines.map(line => JSON.parse(line) as Told).filter(({ kind }) => kind === 'verdict'))
    wake()
  })
  return {
    child,
    async next() {
      while (verdicts.length === 0) await new Promise<void>(resolve => (wake = resolve))
      return verdicts.shift() as Told
    },
  }
}

async function watching(t: Test, slurm: Slurm): Promise<void> {
  const service = await serving({ root: folder })
  t.teardown(() => service.stop(1000))
  const first = watch(slurm, '--failed', '--serve', service.url)
  const one = submit(slurm, `echo '${OOM.trimEnd()}'; exit 1`)
  t.match(await first.next(), { run: one, action: 'stop' })
  const path = join(folder, `slurm-${one}.out`)
  for (;;) {
    const { body } = await service.ask('/jobs')
    const job = (body as { jobs: { log_path: string; action: string | null }[] }).jobs.find(
      each => each.log_path === path,
    )
    if (job?.action === 'stop') break
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  t.pass('its log was submitted, and judged')
  const ended = new Promise(resolve => first.child.once('close', resolve))
  first.child.kill('SIGTERM')
  t.equal(await ended, 0)
  const two = submit(slurm, 'exit 4')
  await until(slurm, two)
  const second = watch(slurm, '--failed', '--since', '1h', '--job', `${two}`)
  t.match(await second.next(), { run: two, slurm: { exit_status: 4 } })
  const stopped = new Promise(resolve => second.child.once('close', resolve))
  second.child.kill('SIGTERM')
  t.equal(await stopped, 0)
  const keys = readFileSync(remember, 'utf8').trimEnd().split('\n')
  t.equal(keys.length, new Set(keys).size, 'each job was told once')
  t.ok(keys.some(key => key.includes(`"${one} `)) && keys.some(key => key.includes(`"${two} `)))
}
