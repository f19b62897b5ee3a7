// `logmon why` as a process: many logs at once, and what goes wrong with some of them.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import type { ClassifySettings } from '../../lib/classify/settings.ts'
import { classifyFiles } from '../../lib/io/classify/classify-files.ts'
import { defaultsOf, type OptionsOf } from '../../lib/options.ts'
import { classify } from '../../lib/programs/classify.ts'
import type { AnyRecord } from '../../lib/record/types.generated.ts'
import { environment, type Ran, runShell } from '../cases/shell.ts'
import { foreign, skipUnless } from '../skip.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-why-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const why = (words: string, input = ''): Ran => runShell(`logmon why ${words}`, input, folder)
const OOM = '[2026-03-04 05:06:11] torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n'
const NO_KEY = "[2026-03-04 05:06:12] KeyError: 'lr'\n"
mkdirSync(join(folder, 'jobs/sub'), { recursive: true })
writeFileSync(join(folder, 'jobs/slurm-1.out'), OOM)
writeFileSync(join(folder, 'jobs/slurm-2.out.gz'), gzipSync(OOM))
writeFileSync(join(folder, 'jobs/sub/slurm-3.out'), NO_KEY)
writeFileSync(join(folder, 'jobs/weights.bin'), OOM)

const { folder: CORPUS, skip } = foreign('corpus/failures')

t.test('every log of the corpus has a row, and the verdict that it has alone', { skip }, async t => {
  const logs = readdirSync(CORPUS)
    .filter(name => name.endsWith('.log'))
    .map(name => join(CORPUS, name))
  t.equal(logs.length, 73)
  const comparable = ({ time: _time, files: _files, ...verdict }: AnyRecord): unknown => verdict
  const together = why(`--json ${logs.join(' ')}`)
    .stdout.trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as AnyRecord)
    .filter(record => record.kind === 'verdict')
  // What logmon-classify does with one file, without a process for each.
  const settings = classify.settle(defaultsOf(classify.options) as OptionsOf<typeof classify.options>, {
    config: undefined,
    environment: {},
  }) as ClassifySettings
  const end = { help: undefined, outcome: [] }
  const alone: AnyRecord[] = []
  for (const log of logs) alone.push(await classifyFiles([log], settings, { record: () => undefined }, end))
  t.equal(together.length, 73)
  t.same(together.map(comparable), JSON.parse(JSON.stringify(alone.map(comparable))))
  const table = why(logs.join(' '))
  t.equal(table.stdout.split('\n').filter(line => /^ ?\d+ {2}\d{3}\.log /.test(line)).length, 73)
  t.match(table, { status: 0, stderr: '' })
})

t.test('a directory, a pattern and files give the same rows', async t => {
  const { stdout, stderr, status } = why('jobs')
  t.same([stderr, status], ['', 0])
  for (const name of ['slurm-1.out', 'slurm-2.out.gz', 'sub/slurm-3.out']) t.match(stdout, ` ${name} `)
  t.notMatch(stdout, 'weights')
  t.equal(why("'jobs/**/slurm-*'").stdout, stdout)
  t.equal(why('jobs/slurm-1.out jobs/sub jobs/slurm-2.out.gz').stdout, stdout)
})

t.test('one job is told whole; of several the one that is asked for, or all', async t => {
  const alone = why('jobs/slurm-1.out').stdout
  t.match(alone, /^1 {2}slurm-1\.out .*\n\nslurm-1\.out\nCause +GPU memory/m)
  t.match(why('jobs --show 2').stdout, /^slurm-1\.out\nCause/)
  const all = why('jobs -v').stdout
  for (const name of ['slurm-1.out', 'slurm-2.out.gz', 'sub/slurm-3.out']) t.match(all, `\n${name}\nCause`)
  t.match(why('jobs --show 9'), { stdout: '', stderr: /--show: there is no row 9: the table has 3/, status: 1 })
  t.match(why('jobs/slurm-1.out --show 0'), { stderr: /there is no row 0/, status: 1 })
})

t.test('standard input is a log, too', async t => {
  t.match(why('-', OOM), { stdout: /GPU memory ran out/, status: 0 })
  t.match(why('- jobs', OOM), { stdout: /^4 rows/m, status: 0 })
})

t.test('a log that cannot be read is a row that says so, and the others go on', async t => {
  writeFileSync(join(folder, 'damaged.log.gz'), gzipSync(OOM.repeat(100)).subarray(0, 50))
  const { stdout, stderr, status } = why('jobs none.log damaged.log.gz')
  t.same([stderr, status], ['', 1])
  t.match(stdout, /none\.log +not read: there is no such file/)
  t.match(stdout, /damaged\.log\.gz +not read: it is a gzip file without its end/)
  t.match(stdout, /^5 rows: .* 2 not read/m)
  const json = why('jobs none.log --json')
  t.match(json, { stderr: 'logmon why: none.log: cannot be read: there is no such file\n', status: 1 })
  t.equal(json.stdout.split('\n').filter(line => line.includes('"verdict"')).length, 3)
})

t.test('what names nothing is told', async t => {
  t.match(why("'x*.none'"), { stdout: '', stderr: 'logmon why: x*.none: no file fits it\n', status: 1 })
  t.match(why("jobs 'x*.none'"), { stdout: /^3 rows/m, stderr: /no file fits it/, status: 1 })
  t.match(why(''), { stdout: '', stderr: /name a log, a directory or a pattern/, status: 2 })
})

t.test('only jobs of a name, and only those that were written to since', async t => {
  const days = (name: string, count: number): void => {
    const when = Date.now() / 1000 - count * 86_400
    utimesSync(join(folder, 'jobs', name), when, when)
  }
  days('slurm-1.out', 3)
  days('slurm-2.out.gz', 9)
  const names = (words: string): readonly string[] =>
    [...why(`jobs ${words}`).stdout.matchAll(/^\d {2}(\S+)/gm)].map(([, name]) => name as string)
  t.same(names('--since 1h'), ['sub/slurm-3.out'])
  t.same([...names('--since 5d')].sort(), ['slurm-1.out', 'sub/slurm-3.out'])
  t.equal(names(`--since ${new Date(Date.now() - 5 * 86_400_000).toISOString()}`).length, 2)
  t.same(names('--job slurm-2'), ['slurm-2.out.gz'])
  t.same([...names("--job '*/slurm-?.out'")].sort(), ['slurm-1.out', 'sub/slurm-3.out'])
  t.match(why('jobs --job nobody'), { stdout: '', stderr: /no job is left: see --since and --job/, status: 1 })
  t.match(why('jobs --since yesterday'), { stderr: /--since: "yesterday" is no time; write how long ago/, status: 2 })
})

t.test('options that do not go together, or mean nothing, are refused', async t => {
  t.match(why('jobs --json -v'), { stderr: /--json: gives records: leave out --verbose and --show/, status: 2 })
  t.match(why('jobs --tz Mars'), { stderr: /--tz: "Mars" is no time zone/, status: 2 })
  t.match(why('jobs --action oom_gpu=stopp'), { stderr: /did you mean stop\?/, status: 2 })
  t.match(why('jobs --shwo 1'), { stderr: /unknown option; did you mean --show\?/, status: 2 })
})

t.test('options of the judge reach every process', async t => {
  const { stdout } = why('jobs --action oom_gpu=wait')
  t.match(stdout, /^3 rows: 1 stop, 2 wait/m)
  t.match(why('jobs/slurm-1.out --tz +05:30').stdout, '2026-03-03 23:36:11')
  writeFileSync(join(folder, 'job.yaml'), 'job: llama\n')
  t.match(why('jobs --json -c job.yaml').stdout, /"kind":"verdict",.*"job":"llama"/)
})

t.test('a reader that goes away ends it quietly, a full disk does not', async t => {
  t.match(why('jobs --json | head -1'), { stderr: '', status: 0 })
  t.match(why('jobs | head -1'), { stderr: '', status: 0 })
  const isThere = process.platform === 'linux'
  if (isThere) t.match(why('jobs > /dev/full'), { stderr: /no space left on the disk/, status: 1 })
})

/** A log that whoever reads it waits for: nobody writes to it. */
function waitingLog(name: string): string {
  const path = join(folder, name)
  execFileSync('mkfifo', [path])
  return path
}

/** Resolves to the process that judges, once it was started. */
async function judgeOf(logmon: ChildProcess): Promise<number> {
  while (logmon.exitCode === null) {
    const { stdout } = spawnSync('pgrep', ['-P', `${logmon.pid}`, '-f', 'why-worker'], { encoding: 'utf8' })
    if (stdout.trim() !== '') return Number(stdout.trim().split('\n')[0])
    await new Promise(resolve => setImmediate(resolve))
  }
  throw new Error(`logmon ended with ${logmon.exitCode} before it judged anything`)
}

const processes = skipUnless(spawnSync('pgrep', ['-V']).status === 0, 'pgrep is not installed')

t.test('a log that kills the process which reads it costs its own row alone', { skip: processes }, async t => {
  const logmon = spawn('logmon', ['why', waitingLog('killer.log'), 'jobs'], { cwd: folder, env: environment() })
  process.kill(await judgeOf(logmon), 'SIGKILL')
  const stdout = await text(logmon.stdout)
  t.match(stdout, /killer\.log +not read: the process that read it was ended by SIGKILL/)
  t.match(stdout, /^4 rows/m)
  t.equal(logmon.exitCode ?? (await once(logmon, 'close'))[0], 1)
})

t.test('Ctrl-C ends it and the processes that it started', { skip: processes }, async t => {
  const logmon = spawn('logmon', ['why', waitingLog('waiting.log'), 'jobs'], { cwd: folder, env: environment() })
  const judge = await judgeOf(logmon)
  logmon.kill('SIGINT')
  const [status] = await once(logmon, 'close')
  t.equal(status, 130)
  t.throws(() => process.kill(judge, 0), { code: 'ESRCH' })
})
