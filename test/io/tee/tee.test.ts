// logmon-tee as a process: what passes through, what is kept, and that nothing of it stops the training process.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { environment } from '../../cases/shell.ts'
import { run, temporaryFolder } from '../follow/process.ts'

const RANK = {
  RANK: '5',
  LOCAL_RANK: '1',
  SLURM_PROCID: '2',
  SLURM_LOCALID: '0',
  SLURM_ARRAY_TASK_ID: '3',
  SLURM_NNODES: '4',
}

function shell(script: string, env: Record<string, string> = {}) {
  const ran = spawnSync('/bin/bash', ['-c', script], { env: { ...environment(), ...env }, maxBuffer: 1 << 26 })
  return { stdout: ran.stdout, stderr: ran.stderr.toString(), status: ran.status, signal: ran.signal }
}
const keptIn = (directory: string): string =>
  readdirSync(directory)
    .sort()
    .map(name => readFileSync(join(directory, name), 'latin1'))
    .join('')

t.test('input passes unchanged, and each line is kept under an NVRx header', async t => {
  const directory = join(temporaryFolder('tee'), 'logs')
  const bytes = Buffer.concat([
    Buffer.from('plain\n\nà 🙂\r\n'),
    Buffer.from([0, 0xff, 0x1b, 10]),
    Buffer.from('unfinished'),
  ])
  const input = join(temporaryFolder('tee'), 'input')
  writeFileSync(input, bytes)
  const { stdout, stderr, status } = shell(`logmon-tee --dir ${directory} --prefix trainer < ${input}`, RANK)
  t.same([stdout.equals(bytes), stderr, status], [true, '', 0])
  t.match(readdirSync(directory).join(), /^rank_1_trainer\.msg\.\d{13}$/)
  const lines = keptIn(directory).split('\n')
  const HEADER =
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \[INFO\] \[[\w.-]+\] \[workload:5\(1\) infra:14\(0\)\] stdin:(\d+) /
  t.same(
    lines.slice(0, -1).map(line => line.replace(HEADER, '$1|')),
    ['1|plain', '2|', Buffer.from('3|à 🙂\r').toString('latin1'), '4|\0\xff\x1b', '5|unfinished'],
  )
  // The pattern of NVRx's own aggregator.
  t.match(lines[0], /^[\d-]+\s[\d:,]+ \[\w+\] \[[\w.-]+\] \[workload:\d+\(\d+\) infra:\d+\(\d+\)\] [\w.]+:\d+ .+/)
})

t.test(
  'files change by size, the newest are kept, and a restart with the same prefix goes on in its newest file',
  async t => {
    const directory = temporaryFolder('tee')
    const tee = `logmon-tee --dir ${directory} --prefix p --max-file-kb 1`
    shell(`seq 1 200 | ${tee}`, RANK)
    t.equal(readdirSync(directory).length, 5, 'four finished ones and the one that is written')
    const newest = readdirSync(directory).sort().at(-1) as string
    shell(`echo again | ${tee}`, RANK)
    t.match(readFileSync(join(directory, newest), 'utf8'), /stdin:1 again\n$/)
    shell(`seq 1 200 | ${tee}`, { NVRX_LOG_MAX_LOG_FILES: '2' })
    t.equal(
      readdirSync(directory).filter(name => name.startsWith('rank_unknown_p')).length,
      3,
      'limits may come from the environment; an unknown rank has a name too',
    )
  },
)

t.test('a command keeps its exit status, its streams and its signals', async t => {
  const directory = temporaryFolder('tee')
  const ran = shell(`logmon-tee -- sh -c 'echo out; echo err >&2; exit 7'`, { NVRX_NODE_LOCAL_TMPDIR: directory })
  t.same([ran.stdout.toString(), ran.stderr, ran.status], ['out\n', 'err\n', 7])
  t.match(keptIn(directory), /stdout:1 out\n/)
  t.match(keptIn(directory), /stderr:1 err\n/)
  t.equal(shell(`logmon-tee --dir ${directory} -- sh -c 'kill -9 $$' ; echo $?`).stdout.toString(), '137\n')
  t.equal(shell(`logmon-tee --dir ${directory} -- ./none ; echo $?`).stdout.toString(), '127\n')
  const child = run('logmon-tee', [
    '--dir',
    directory,
    '--',
    'bash',
    '-c',
    'trap "echo saved; exit 3" TERM; echo ready; while :; do sleep 0.05; done',
  ])
  await child.until(lines => lines.includes('ready'), 'the command')
  t.equal(await child.stop('SIGTERM'), 3)
  t.same(child.lines, ['ready', 'saved'])
})

t.test('in a pipe the first signal waits for the end of input', async t => {
  const directory = temporaryFolder('tee')
  const child = run('logmon-tee', ['--dir', directory], { stdin: 'pipe' })
  child.child.stdin?.write('first\n')
  await child.until(lines => lines.length === 1, 'the first line')
  child.child.kill('SIGTERM')
  child.child.stdin?.end('last words\n')
  t.equal(await child.ended(), 0)
  t.same(child.lines, ['first', 'last words'])
  t.match(keptIn(directory), /last words/)
})

t.test('unsafe directories and files are refused', async t => {
  const folder = temporaryFolder('tee')
  mkdirSync(join(folder, 'real'))
  symlinkSync('real', join(folder, 'link'))
  mkdirSync(join(folder, 'open'))
  chmodSync(join(folder, 'open'), 0o777)
  mkdirSync(join(folder, 'sticky'))
  chmodSync(join(folder, 'sticky'), 0o1777)
  writeFileSync(join(folder, 'file'), '')
  const refused = (name: string) => shell(`echo line | logmon-tee --dir ${join(folder, name)} --prefix p`)
  for (const name of ['link', 'link/', 'link/.'])
    t.match(refused(name), { status: 2, stderr: 'is a symbolic link' }, name)
  t.match(refused('open'), { status: 2, stderr: 'is writable for everybody' })
  t.match(refused('file'), { status: 2, stderr: 'cannot be made: it is there already' })
  t.match(refused('sticky'), { status: 0, stderr: '' })
  t.match(shell(`logmon-tee --dir ${folder}/real --prefix ../x < /dev/null`), {
    status: 2,
    stderr: '--prefix: must be made of letters',
  })
  for (const [name, make] of [
    ['link', (path: string) => symlinkSync(join(folder, 'victim'), path)],
    ['pipe', (path: string) => spawnSync('mkfifo', [path])],
  ] as const) {
    const directory = join(folder, `with-${name}`)
    mkdirSync(directory)
    writeFileSync(join(folder, 'victim'), 'untouched')
    make(join(directory, 'rank_unknown_p.msg.1767322445678'))
    const ran = shell(`echo line | logmon-tee --dir ${directory} --prefix p`)
    t.match(ran, { status: 1, stderr: '1 line(s) are not in the message files' }, name)
    t.equal(ran.stdout.toString(), 'line\n', 'the output goes on')
    t.equal(readFileSync(join(folder, 'victim'), 'utf8'), 'untouched')
  }
})

t.test('a slow reader gets every byte, and nothing is said', async t => {
  const directory = temporaryFolder('tee')
  // Many times larger than a pipe, and read in small pieces: the output is full again and again.
  const slow = shell(
    `head -c 4000000 /dev/zero | logmon-tee --dir ${directory} --prefix p | dd bs=512 status=none | wc -c`,
  )
  t.same([slow.stdout.toString(), slow.stderr], ['4000000\n', ''])
})

t.test('a full disk and a reader that went away stop nothing', async t => {
  const directory = temporaryFolder('tee')
  // A limit on the size of files fails like a full disk does, without being root.
  const full = shell(`trap '' XFSZ; ulimit -f 8; seq 1 20000 | logmon-tee --dir ${directory} --max-files 0`)
  t.equal(full.stdout.toString().split('\n').length - 1, 20_000)
  t.match(full.stderr, /line\(s\) are not in the message files/)
  t.equal(full.status, 1, 'and the end tells it')
  const asCommand = shell(`trap '' XFSZ; ulimit -f 8; logmon-tee --dir ${directory} --max-files 0 -- seq 1 20000`)
  t.match(asCommand, { status: 0, stderr: 'are not in the message files' }, "a command's status stays its own")
  const output = shell(`seq 1 20000 | logmon-tee --dir ${temporaryFolder('tee')} > /dev/full`)
  t.match(output, { status: 1, stderr: 'the message files go on' })
  const other = temporaryFolder('tee')
  const left = shell(`set -o pipefail; seq 1 50000 | logmon-tee --dir ${other} | head -1 | wc -l; echo $?`)
  t.equal(left.stdout.toString(), '1\n0\n')
  t.match(keptIn(other), 'stdin:50000 50000\n', 'the files have what the reader did not want')
})
