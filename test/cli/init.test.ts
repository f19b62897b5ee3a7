// `logmon init` as a process, and on a terminal.

import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { type Ran, runShell } from '../cases/shell.ts'
import { startOnTerminal } from '../cases/terminal.ts'
import { skipUnless } from '../skip.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-init-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const LOG = resolve('examples/logs/train.log')
const init = (words: string): Ran => runShell(`logmon init ${words}`, '', folder)

t.test('a job file that is right, with the schema for editors, and what it would have told', async t => {
  const { stdout, status } = init(LOG)
  t.equal(status, 0)
  t.match(
    stdout,
    /^Written: job\.yaml\nWith it, this log would have told:\n2026-03-04 05:06:11 {2}HEALTHY {3}train: step 1 came\n/,
  )
  t.match(stdout, /^2026-03-04 05:08:38 {2}verdict {3}.*GPU memory ran out/m)
  const text = readFileSync(join(folder, 'job.yaml'), 'utf8')
  t.equal(existsSync(/schema=(.*)/.exec(text)?.[1] ?? ''), true)
  t.match(text, /^job: "train"$/m)
  t.match(runShell('logmon check -c job.yaml', '', folder), {
    stdout: 'job.yaml: ok: 2 rules, 0 alert channels\n',
    status: 0,
  })
  t.match(init(LOG), { stderr: /--out: job\.yaml is there already/, status: 2 })
})

t.test('on standard output the job file stands alone; a compressed log is read', async t => {
  writeFileSync(join(folder, 'old.log.gz'), gzipSync(readFileSync(LOG)))
  const { stdout, stderr } = init('old.log.gz --job llama -o -')
  t.match(stdout, /^job: "llama"$/m)
  t.notMatch(stdout, 'would have told')
  t.match(stderr, 'With it, this log would have told:')
})

t.test('a log without steps is said to have none', async t => {
  writeFileSync(join(folder, 'words.log'), 'no step\nin these lines\n')
  t.match(init('words.log -o words.yaml'), { stdout: /^No training step was found in it\. .*formats of your own/m })
  t.notMatch(init(`${LOG} -o steps.yaml`).stdout, /No training step/)
})

t.test('what is no log is told', async t => {
  t.match(init('none.log'), { stderr: 'logmon init: none.log: there is no such file\n', status: 1 })
  t.match(init('.'), { stderr: /it is a directory/, status: 1 })
  writeFileSync(join(folder, 'cut.log.gz'), gzipSync(readFileSync(LOG)).subarray(0, 300))
  t.match(init('cut.log.gz'), { stderr: 'logmon init: cut.log.gz: it is a gzip file without its end\n', status: 1 })
  t.match(init(''), { stderr: /name one log to look at/, status: 2 })
})

const skip = skipUnless(spawnSync('script', ['--version']).status === 0, 'script(1) of util-linux is not installed')
t.test('on a terminal name and file are asked for', { skip }, async t => {
  const child = startOnTerminal(`logmon init ${LOG}`, folder, { columns: 80, rows: 24 })
  t.teardown(() => child.kill())
  child.stdin?.write('qwen\nasked.yaml\n')
  await once(child, 'close')
  t.match(readFileSync(join(folder, 'asked.yaml'), 'utf8'), /^job: "qwen"$/m)
})
