import t from 'tap'
import { fileGroups, jobOfHead } from '../../lib/classify/file-groups.ts'

const groups = (
  paths: readonly string[],
  jobs: Readonly<Record<string, string>> = {},
): readonly (readonly string[])[] =>
  fileGroups(paths, { isKernelLog: path => path.includes('kern'), jobOf: path => jobs[path] })

t.test('files whose names say nothing in common are judged alone', async t => {
  t.same(groups(['a.log', 'b.log']), [['a.log'], ['b.log']])
  t.same(groups(['slurm-11.out', 'slurm-12.out']), [['slurm-11.out'], ['slurm-12.out']])
  t.same(groups(['001.log', '002.log', '010.log']), [['001.log'], ['002.log'], ['010.log']])
  t.same(groups([]), [])
})

t.test('attempts, rotated parts and ranks of one job stand together', async t => {
  t.same(groups(['t_cycle0.log', 'other.log', 't_cycle1.log']), [['t_cycle0.log', 't_cycle1.log'], ['other.log']])
  t.same(groups(['job.log.1', 'job.log', 'job2.log']), [['job.log.1', 'job.log'], ['job2.log']])
  t.same(groups(['job.log.1']), [['job.log.1']], 'a number is no rotation where the live file is not given')
  const ranks = ['r/none_k2v_x81q/attempt_0/0/stderr.log', 'r/none_k2v_x81q/attempt_1/3/stdout.log']
  t.same(groups(ranks), [ranks])
  t.same(groups(['out/1/rank.0/stderr', 'out/1/rank.1/stderr']), [['out/1/rank.0/stderr', 'out/1/rank.1/stderr']])
})

t.test('tasks of one Slurm job stand together, and no two jobs do', async t => {
  t.same(groups(['slurm-1000-0.out', 'slurm-1000-1.out', 'slurm-1001-0.out']), [
    ['slurm-1000-0.out', 'slurm-1000-1.out'],
    ['slurm-1001-0.out'],
  ])
})

t.test('an error file goes with its output file', async t => {
  t.same(groups(['j-1.out', 'j-1.err', 'j-2.err']), [['j-1.out', 'j-1.err'], ['j-2.err']])
})

t.test('files whose first lines name one job stand together', async t => {
  t.same(groups(['a.log', 'b.log', 'c.log'], { 'a.log': '77', 'b.log': '78', 'c.log': '77' }), [
    ['a.log', 'c.log'],
    ['b.log'],
  ])
})

t.test('a kernel log is evidence about every job', async t => {
  t.same(groups(['kern.log', 'a.log', 'b.log']), [
    ['kern.log', 'a.log'],
    ['kern.log', 'b.log'],
  ])
  t.same(groups(['kern1.log', 'kern2.log']), [['kern1.log', 'kern2.log']])
})

t.test('a job is named in the ways of job scripts', async t => {
  t.equal(jobOfHead('+ env\nSLURM_JOB_ID=4242\n'), '4242')
  t.equal(jobOfHead('SLURM_JOBID: 4242'), '4242')
  t.equal(jobOfHead('PBS_JOBID=4242.pbs01'), '4242.pbs01')
  t.equal(jobOfHead('no job here'), undefined)
})
