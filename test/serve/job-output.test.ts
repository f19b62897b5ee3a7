import t from 'tap'
import { cycleOfPath, inOrderOfCycles, jobIdOfPath, logsOfJob, outputReader } from '../../lib/serve/job-output.ts'

const found = (...lines: readonly string[]) => {
  const reader = outputReader()
  for (const line of lines) reader.take(line)
  return reader.found()
}

t.test('blocks of paths: the last folder counts, and each block is a start of the scheduler', async t => {
  const block = (folder: string): string[] => ['  << START PATHS >>', `LOGS_DIR=${folder}`, '<< END PATHS >>\r']
  t.same(found('x', ...block('/a/logs/'), 'y', ...block('/b/logs')), { logsDir: '/b/logs', schedulerRestarts: 2 })
  t.same(found('LOGS_DIR=/outside'), { logsDir: undefined, schedulerRestarts: 0 }, 'outside of a block it is a word')
  t.same(found('echo << START PATHS >>', 'LOGS_DIR=/x'), { logsDir: undefined, schedulerRestarts: 0 })
  t.same(found('Writing logs to /c/logs/'), { logsDir: '/c/logs', schedulerRestarts: 0 })
  t.same(found('Writing logs to relative'), { logsDir: undefined, schedulerRestarts: 0 })
  t.same(found('Writing logs to /c', ...block('/a')).logsDir, '/a', 'blocks say more')
  t.same(found('<< START PATHS >>', 'LOGS_DIR=/').logsDir, '/')
})

t.test('ids of jobs and cycles in paths', async t => {
  for (const [path, id] of [
    ['/l/run_4242_date_26-03-04_time_05-06-07.log', '4242'],
    ['/l/job_17/slurm.log', '17'],
    ['/l/slurm-99.out', '99'],
    ['/l/1234567.err', '1234567'],
    ['/l/llama_1234567.log', '1234567'],
    ['/l/12345.out', undefined],
    ['/l/train.log', undefined],
  ] as const)
    t.equal(jobIdOfPath(path), id, path)
  t.equal(cycleOfPath('/l/job_Cycle12.LOG'), 12)
  t.equal(cycleOfPath('/l/cycle3.log'), undefined)
})

t.test('logs of a job, in the order of their cycles', async t => {
  t.same(logsOfJob(['a_7_b.log', 'a_77_b.log', '7.0.log', 'a_7_b.env.log', 'a_7_b.txt'], '7'), ['a_7_b.log'])
  t.same(logsOfJob(['7.0.1.main.log', '8.0.log'], '7'), ['7.0.1.main.log'])
  const order = (...logs: readonly (readonly [string, number])[]): readonly string[] =>
    inOrderOfCycles(logs.map(([path, modifiedMs]) => ({ path, modifiedMs }))).map(({ path }) => path)
  t.same(order(['/x_cycle10.log', 1], ['/x_cycle9.log', 2]), ['/x_cycle9.log', '/x_cycle10.log'])
  const [early, late] = ['/b_date_26-03-04_time_05-06-07.log', '/a_date_26-03-04_time_06-00-00.log'] as const
  t.same(order([late, 1], [early, 2]), [early, late])
  t.same(order(['/x_cycle1.log', 5], ['/y.log', 2]), ['/y.log', '/x_cycle1.log'])
})
