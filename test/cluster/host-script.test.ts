// Scripts for any shell: what they are made of, and what their answers say.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { hostRow } from '../../lib/cluster/host-row.ts'
import {
  answerOf,
  quoted,
  type Report,
  reportOf,
  reportScript,
  sizesOf,
  sizesScript,
  startScript,
  stopScript,
} from '../../lib/cluster/host-script.ts'
import { remoteJob } from '../../lib/cluster/remote-job.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-cluster-'))
const sh = (script: string): string =>
  spawnSync('sh', ['-s'], {
    input: script,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], XDG_STATE_HOME: folder },
  }).stdout
const MARK = 'mark'
const settings = { mark: MARK, folder: 'c' }

t.test('a job file reaches the host as it is, and logmon its options, whatever stands in them', async t => {
  const program = join(folder, "log'mon")
  // It keeps what it was given, says that it is there, and waits.
  writeFileSync(
    program,
    `#!/bin/sh\nprintf '%s\\n' "$@" > words\necho '{}' > status.json\nexec cat > /dev/null < "$0.pipe"\n`,
    { mode: 0o755 },
  )
  spawnSync('mkfifo', [`${program}.pipe`])
  const job = `a: '$(touch no) \`x\` "\\$HOME" END_OF_JOB_FILE'\nEND_OF_JOB_FILE\n`
  const words = [`it's $HOME`, '`id`', '"']
  const start = { ...settings, logmon: quoted(program), words, job, isFresh: false }
  const first = answerOf(sh(startScript(start)), MARK)
  t.equal(first?.word, 'started')
  t.match(answerOf(sh(startScript(start)), MARK), { word: 'running', rest: first?.rest as string })
  const written = spawnSync('cat', [join(folder, 'logmon/up/c/job.yaml')], { encoding: 'utf8' }).stdout
  t.equal(written, job)
  const given = spawnSync('cat', [join(folder, 'logmon/up/c/words')], { encoding: 'utf8' }).stdout
  t.equal(given, ['run', '-c', 'job.yaml', ...words, ''].join('\n'))
  t.equal(reportOf(sh(reportScript(settings)), MARK)?.state, 'running')
  const positions = join(folder, 'logmon/up/c/positions.json')
  writeFileSync(positions, '{}')
  sh(startScript(start))
  t.ok(existsSync(positions), 'positions stay')
  const again = answerOf(sh(startScript({ ...start, isFresh: true })), MARK)
  t.equal(again?.word, 'started')
  t.not(again?.rest, first?.rest, 'fresh: another process')
  t.notOk(existsSync(positions), 'and clean positions')
  t.equal(answerOf(sh(stopScript(settings)), MARK)?.word, 'stopped')
  t.equal(answerOf(sh(stopScript(settings)), MARK)?.word, 'none')
  t.equal(reportOf(sh(reportScript(settings)), MARK)?.state, 'stopped')
  t.equal(reportOf(sh(reportScript({ ...settings, folder: 'd' })), MARK)?.state, 'none')
})

t.test('one that does not start, or is started already, says why', async t => {
  const start = { ...settings, folder: 'e', words: [], job: 'x', isFresh: false }
  t.match(answerOf(sh(startScript({ ...start, logmon: "sh -c 'echo no room >&2; exit 1'" })), MARK), {
    word: 'failed',
    rest: 'no room',
  })
  const none = spawnSync('/bin/sh', ['-s'], {
    input: startScript({ ...start, logmon: undefined }),
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', XDG_STATE_HOME: folder },
  })
  t.equal(answerOf(none.stdout, MARK)?.word, 'none')
})

t.test('a report becomes a row; sizes are those of the files', async t => {
  const file = (path: string, offset: number, modified: number): string =>
    JSON.stringify({
      ...{ path, device: '1', inode: '2', offset, head: 'h', head_bytes: 1, tail: 't' },
      ...{ size: offset, modified_ms: modified },
    })
  const report: Report = {
    state: 'running',
    metrics:
      '# HELP x\nlogmon_ship_lines_sent_total 7\nlogmon_ship_lines_refused_total{reason="too_old"} 2\nlogmon_ship_lines_refused_total{reason="x"} 1\nlogmon_ship_lines_dropped_total 4\n',
    positions: `{"logmon_follow":1,"files":[${file('/a', 5, 1000)},${file('/b', 9, 3000)},${file('/gone', 1, 2000)}]}`,
    status: '',
    log: 'x',
  }
  const text = (millis: number): string => `t${millis}`
  t.same(hostRow('h', { runs: 'there', report, sizes: [12, 9, undefined] }, text), {
    ...{ host: 'h', state: 'running', runs: 'there', files: 3, lag_bytes: 7, last_line: 't3000', sent: 7, dropped: 7 },
  })
  t.match(hostRow('h', { runs: 'here', report: { ...report, state: 'stopped', positions: '{' }, sizes: [] }, text), {
    ...{ state: 'stopped', files: 0, lag_bytes: 0, note: 'x' },
  })
  writeFileSync(join(folder, "it's"), 'four')
  t.same(sizesOf(sh(sizesScript({ mark: MARK }, [join(folder, "it's"), '/none'])), MARK), [4, undefined])
  t.equal(reportOf('nothing of it', MARK), undefined)
})

t.test('followed from here, paths are on the host and its name is its own', async t => {
  const text = `sources:\n  - paths: [/l/*.log, '/x/\${HOSTNAME}.log'] # all\n    fields: { host: '\${HOSTNAME}', a: b }\n  - paths: [/m]\nship: {}\n`
  const made = await remoteJob(text, { host: 'n1', user: 'u', port: 22 }, 'node1')
  t.match(made, /ssh:\/\/u@n1:22\/l\/\*\.log/)
  t.match(made, /ssh:\/\/u@n1:22\/x\/node1\.log/)
  t.match(made, /host: ['"]?node1/)
  t.match(made, /ssh:\/\/u@n1:22\/m/)
  t.equal(await remoteJob('a: 1\n', { host: 'n1', user: undefined, port: undefined }, 'x'), 'a: 1\n')
})
