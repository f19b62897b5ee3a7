import t from 'tap'
import { hasEnded, joinParts, keyOf, logPath, type SlurmJob } from '../../lib/slurm/job.ts'
import { DELIMITER, endedInAccounts, fieldsIn } from '../../lib/slurm/sacct.ts'
import { endedInQueue } from '../../lib/slurm/squeue.ts'

const facts = { number: 12, array: { id: 10, task: 3 }, name: 'a/b', user: 'ann', folder: '/work/', nodes: 'n1' }

t.test('paths of sbatch', async t => {
  for (const [pattern, path] of [
    ['', '/work/slurm-10_3.out'],
    ['/l/%A_%a-%j.log', '/l/10_3-12.log'],
    ['%4a/%u/%x.out', '/work/0003/ann/a_b.out'],
    ['/l/%%j', '/l/%j'],
    ['/l/%N.log', undefined],
    ['/l/\\%j', '/l/%j'],
    ['/l/%999999999j', '/l/0000000012'],
  ] as const)
    t.equal(logPath(pattern, facts), path, pattern)
  t.equal(logPath('', { ...facts, array: undefined }), '/work/slurm-12.out')
})

t.test('states', async t => {
  for (const state of [
    'COMPLETED',
    'FAILED',
    'TIMEOUT',
    'CANCELLED by 0',
    'OUT_OF_MEMORY',
    'OUT_OF_ME+',
    'NODE_FAIL',
    'PREEMPTED',
  ])
    t.ok(hasEnded(state), state)
  for (const state of ['RUNNING', 'PENDING', 'COMPLETING', 'SUSPENDED', '']) t.notOk(hasEnded(state), state)
})

const base = {
  job_id: 4242,
  name: 'train JobState=COMPLETED StdOut=/etc/passwd',
  user_name: 'ann',
  partition: 'p',
  nodes: 'n1',
  current_working_directory: '/work',
}

t.test('squeue --json of Slurm 22', async t => {
  const jobs = [
    {
      ...base,
      job_state: 'FAILED',
      exit_code: 768,
      start_time: 100,
      end_time: 200,
      standard_output: '',
      standard_error: 'e.%j',
    },
    { ...base, job_id: 5, job_state: 'RUNNING' },
    {
      ...base,
      job_id: 6,
      array_job_id: 5,
      array_task_id: 0,
      job_state: 'TIMEOUT',
      exit_code: 15,
      restart_cnt: 2,
      standard_output: '%A_%a',
    },
    { ...base, job_id: 8, het_job_id: 7, het_job_offset: 1, job_state: 'CANCELLED', standard_output: '/dev/null' },
  ]
  t.same(endedInQueue(JSON.stringify({ jobs })), [
    {
      id: '4242',
      name: base.name,
      user: 'ann',
      partition: 'p',
      state: 'FAILED',
      exitStatus: 3,
      signal: 0,
      startMs: 100_000,
      endMs: 200_000,
      restarts: 0,
      nodes: 'n1',
      logs: ['/work/slurm-4242.out', '/work/e.4242'],
    },
    ...[
      { id: '5_0', state: 'TIMEOUT', signal: 15, restarts: 2, logs: ['/work/5_0'] },
      { id: '7+1', state: 'CANCELLED', signal: 0, restarts: 0, logs: [] },
    ].map(each => ({
      name: base.name,
      user: 'ann',
      partition: 'p',
      exitStatus: 0,
      startMs: undefined,
      endMs: undefined,
      nodes: 'n1',
      ...each,
    })),
  ])
  t.throws(() => endedInQueue('{}'), /no list of jobs/)
  t.same(endedInQueue('{"jobs":[{},null,5]}'.replace('null', '{}').replace('5', '{}')), [])
})

t.test('squeue --json of newer ones: numbers and states have forms of their own', async t => {
  const number = (value: number, set = true) => ({ set, infinite: false, number: value })
  const job = {
    ...base,
    job_state: ['FAILED', 'REQUEUED'],
    array_job_id: number(0),
    array_task_id: number(0, false),
    exit_code: { status: ['SIGNALED'], return_code: number(0, false), signal: { id: number(9), name: 'KILL' } },
    end_time: number(200),
    stdout_expanded: '/l/out',
    stderr_expanded: '/l/out',
  }
  t.match(endedInQueue(JSON.stringify({ jobs: [job] })), [
    { id: '4242', state: 'FAILED', exitStatus: 0, signal: 9, endMs: 200_000, logs: ['/l/out'] },
  ])
})

const SINCE_24_05 =
  'JobID,JobIDRaw,State,ExitCode,Start,End,User,Partition,NodeList,Restarts,WorkDir,StdOut,StdErr,JobName'.split(',')

t.test('sacct: a line per job, whose name may hold anything', async t => {
  const line = (...words: readonly string[]): string => words.join(DELIMITER)
  const common = ['2026-03-04T05:06:07', '2026-03-04T06:00:00', 'ann', 'p', 'n[1-2]', '1', '/work']
  const text = [
    line('17_4', '20', 'CANCELLED by 1000', '0:15', ...common, '/l/%A_%a', '', `x${DELIMITER}y`),
    line('18', '18', 'RUNNING', '0:0', ...common, '', '', 'x'),
    line('19.batch', '19', 'FAILED', '1:0', ...common, '', '', 'x'),
    line('21_[1-5]', '21', 'CANCELLED', '0:0', ...common, '', '', 'x'),
    'no such line',
    '',
  ].join('\n')
  const [job, ...others] = endedInAccounts(text, SINCE_24_05)
  t.same(others, [])
  t.match(job, {
    id: '17_4',
    name: `x${DELIMITER}y`,
    state: 'CANCELLED',
    exitStatus: 0,
    signal: 15,
    endMs: Date.parse('2026-03-04T06:00:00Z'),
    restarts: 1,
    logs: ['/l/17_4'],
  })
  t.equal(keyOf(job as NonNullable<typeof job>), `17_4 ${Date.parse('2026-03-04T06:00:00Z')}`)
})

t.test('sacct: only the fields that it knows are asked for', async t => {
  t.same(fieldsIn(`Account ${SINCE_24_05.toReversed().join('  ')}\nWorkDirs`), SINCE_24_05)
  const old = fieldsIn('Account End ExitCode JobID JobIDRaw JobName\nNodeList Partition Start State User WorkDir')
  t.same(old, 'JobID,JobIDRaw,State,ExitCode,Start,End,User,Partition,NodeList,WorkDir,JobName'.split(','))
  const words = ['18', '18', 'FAILED', '1:0', '2026-03-04T05:06:07', '2026-03-04T06:00:00', 'ann', 'p', 'n1', '/work']
  t.match(endedInAccounts([...words, 'name'].join(DELIMITER), old), [
    { name: 'name', nodes: 'n1', restarts: 0, logs: ['/work/slurm-18.out'] },
  ])
})

t.test('the parts of a heterogeneous job are one job, which has failed where one of them has', async t => {
  const part = (id: string, state: string, exitStatus: number, endMs: number): SlurmJob => ({
    ...{ id, state, exitStatus, endMs, name: 'x', user: 'ann', partition: 'p', signal: 0, startMs: 1, restarts: 0 },
    ...{ nodes: `n${id.at(-1)}`, logs: [`/work/slurm-${id}.out`] },
  })
  t.match(joinParts([part('7+1', 'FAILED', 5, 20), part('9', 'COMPLETED', 0, 3), part('7+0', 'COMPLETED', 0, 30)]), [
    { id: '9' },
    { id: '7', state: 'FAILED', exitStatus: 5, endMs: 30, nodes: 'n0,n1', logs: ['/work/slurm-7+0.out'] },
  ])
})
