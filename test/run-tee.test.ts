import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const LOG = readFileSync('examples/logs/train.log', 'utf8')
const run = (...words: readonly string[]): { stdout: string; stderr: string; status: number | null } =>
  spawnSync('bin/logmon.js', ['run', '-c', 'examples/demo/job.yaml', '--clock', 'record', ...words], {
    input: LOG,
    encoding: 'utf8',
  })

t.test('standard input is kept in message files while it is judged, and what is said stays the same', async t => {
  const folder = t.testdir()
  const { stdout, stderr, status } = run('--tee', folder)
  t.same({ stderr, status }, { stderr: '', status: 0 })
  t.equal(stdout, run().stdout)
  const [name] = readdirSync(folder)
  const kept = readFileSync(`${folder}/${name}`, 'utf8').trimEnd().split('\n')
  t.same(
    kept.map(line => line.replace(/^.*? stdin:\d+ /, '')),
    LOG.trimEnd().split('\n'),
  )
})

t.test('a directory that is not safe, and files beside it, are refused before anything is read', async t => {
  const folder = t.testdir({ link: t.fixture('symlink', '/tmp') })
  for (const [words, reason] of [
    [['--tee', `${folder}/link`], /--tee/],
    [['--tee', folder, 'other.log'], /--tee: keeps standard input: nothing else is read with it/],
    [['--tee', folder, '--collect', folder], /--tee: keeps standard input/],
  ] as const) {
    const { stdout, stderr, status } = run(...words)
    t.same({ stdout, status }, { stdout: '', status: 2 })
    t.match(stderr, reason)
  }
})

t.test('a full disk stops nothing, and the end tells it', async t => {
  const folder = t.testdir()
  // A limit on the size of files fails as a full disk does, without being root.
  const { stdout, stderr, status } = spawnSync(
    'bash',
    [
      '-c',
      `trap '' XFSZ; ulimit -f 8; seq 1 20000 | bin/logmon.js run -c examples/demo/job.yaml --tee ${folder} | tail -n 3; exit \${PIPESTATUS[1]}`,
    ],
    { encoding: 'utf8' },
  )
  t.match(stderr, /line\(s\) in all are not in the message files/)
  t.match(stdout, /"message":"20000"/)
  t.equal(status, 1)
})
