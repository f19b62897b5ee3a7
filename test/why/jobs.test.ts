import t from 'tap'
import { jobMatcher } from '../../lib/why/job-matcher.ts'
import { jobsOf, withoutCommonFolder } from '../../lib/why/jobs.ts'

const files = (...paths: string[]): readonly (readonly string[])[] => jobsOf(paths).map(job => job.files)
const names = (...paths: string[]): readonly string[] => jobsOf(paths).map(({ name }) => name)

t.test('logs with names of their own are jobs of their own', async t => {
  t.same(files('a.log', 'runs/b.log', 'a.log'), [['a.log'], ['runs/b.log']])
  t.same(files('002.log', '004.log', '006.log'), [['002.log'], ['004.log'], ['006.log']])
  t.same(files(), [])
})

t.test('two jobs of Slurm are two, whatever their tasks are called', async t => {
  t.same(files('slurm-1000-0.out', 'slurm-1001-0.out', 'slurm-1000-1.out'), [
    ['slurm-1000-0.out', 'slurm-1000-1.out'],
    ['slurm-1001-0.out'],
  ])
  t.same(files('slurm-7_1.out', 'slurm-7_2.out'), [['slurm-7_1.out'], ['slurm-7_2.out']], 'an array')
})

t.test('the error file of an output file is read behind it', async t => {
  t.same(files('llama-123.err', 'llama-123.out', 'llama-124.err'), [
    ['llama-123.out', 'llama-123.err'],
    ['llama-124.err'],
  ])
  t.same(names('llama-123.err', 'llama-123.out'), ['llama-123.out'])
})

t.test('ranks and attempts that names tell apart are one job', async t => {
  t.same(files('run/rank_0.log', 'run/rank_1.log', 'other/rank_0.log'), [
    ['run/rank_0.log', 'run/rank_1.log'],
    ['other/rank_0.log'],
  ])
  t.same(files('train_cycle1.log', 'train_cycle2.log'), [['train_cycle1.log', 'train_cycle2.log']])
  t.same(names('run/rank_1.log', 'run/rank_11.log', 'other/rank_0.log'), ['run/rank_1*.log', 'other/rank_0.log'])
  t.same(names('rank_1.log', 'rank_2.log'), ['rank_*.log'])
})

t.test("a tree of torchrun is one job, called as the tree; another launch's is another", async t => {
  const tree = (suffix: string): readonly string[] =>
    [0, 1].flatMap(attempt => [0, 1].map(rank => `logs/none_${suffix}/attempt_${attempt}/${rank}/stderr.log`))
  const [first, second] = [tree('a1b2c3d4'), tree('e5f6g7h8')]
  t.same(jobsOf([...first, ...second]), [
    { name: 'logs/none_a1b2c3d4', files: first },
    { name: 'logs/none_e5f6g7h8', files: second },
  ])
})

t.test('what was rotated away is read before the live log, the oldest first', async t => {
  t.same(files('train.log', 'train.log.1', 'train.log.2.gz'), [['train.log.2.gz', 'train.log.1', 'train.log']])
  t.same(files('train.1.log', 'train.log'), [['train.1.log', 'train.log']])
  t.same(files('train.log-20260102.gz', 'train.log-20260101.gz', 'train.log'), [
    ['train.log-20260101.gz', 'train.log-20260102.gz', 'train.log'],
  ])
  t.same(names('train.log', 'train.log.1'), ['train.log'])
})

t.test('numbers of runs are no rotation, and neither is an old log whose live one was not given', async t => {
  t.same(files('train.log', 'train-2.log'), [['train.log'], ['train-2.log']])
  t.same(files('a.log.1', 'a.log.2'), [['a.log.1'], ['a.log.2']])
  t.same(files('x/train.log', 'y/train.log.1'), [['x/train.log'], ['y/train.log.1']])
})

t.test('a kernel log, by its name, is evidence about the jobs of its folder and those below', async t => {
  t.same(files('r/dmesg-gpu7.txt', 'r/a.log', 'r/s/b.log', 'q/c.log'), [
    ['r/dmesg-gpu7.txt', 'r/a.log'],
    ['r/dmesg-gpu7.txt', 'r/s/b.log'],
    ['q/c.log'],
  ])
  t.same(files('r/kern.log', 'q/c.log'), [['q/c.log'], ['r/kern.log']], 'alone where there is no job')
  t.same(files('kernels.log', 'a.log'), [['kernels.log'], ['a.log']])
})

t.test('names lose the folders that all have', async t => {
  const short = (...paths: string[]): readonly string[] => withoutCommonFolder(jobsOf(paths)).map(({ name }) => name)
  t.same(short('/l/runs/a/x.log', '/l/runs/b/x.log'), ['a/x.log', 'b/x.log'])
  t.same(short('/l/runs/a.log', '/l/runs2/b.log'), ['runs/a.log', 'runs2/b.log'])
  t.same(short('/l/a.log'), ['a.log'])
  t.same(short('a.log', '/b.log'), ['a.log', '/b.log'])
  t.same(short('/l/b.log', 'a.log'), ['/l/b.log', 'a.log'])
  t.same(short('/l/b.log', '/m/a.log'), ['l/b.log', 'm/a.log'])
  t.same(short(), [])
})

t.test('hundreds of thousands of names are no trouble', async t => {
  const many = Array.from({ length: 20_000 }, (_, index) => `runs/${index % 100}/slurm-${100_000 + index}.out`)
  t.equal(jobsOf(many).length, many.length)
})

t.test('a job is found by a part of its name or path, or by a pattern', async t => {
  const job = { name: 'a/slurm-12.out', files: ['/l/a/slurm-12.out', '/l/a/slurm-12.err'] }
  for (const wanted of ['slurm-12', 'a/s', '.err', '/l/a', '*.err', 'slurm-1?.out', '/l/**/*.out'])
    t.ok(jobMatcher(wanted)(job), wanted)
  for (const wanted of ['slurm-13', '*.log', '/l/*.out']) t.notOk(jobMatcher(wanted)(job), wanted)
})
