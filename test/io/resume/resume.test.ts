// `logmon resume` with real processes: what is started, found again, told to end and killed.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { processesWith } from '../../../lib/io/processes.ts'
import { readRecord } from '../../../lib/record/read.ts'
import { environment } from '../../cases/shell.ts'
import { kept, newFolder, script, start } from './resuming.ts'

t.setTimeout(120_000)

/** Processes that still carry the mark of a folder's attempts. */
const left = (folder: string): readonly number[] => processesWith('LOGMON_RESUME', join(folder, 'logmon'))

t.test('it restarts what is worth it, leaves a node out, and stops for a person', async t => {
  const folder = newFolder(t)
  const job = script(folder, [
    'case $LOGMON_ATTEMPT in',
    "1) echo ' iteration 7/ 10 | lm loss: 2.0 |'; kill -SEGV $$;;",
    "2) echo 'May 19 07:08:57 gpu-7 kernel: NVRM: Xid (PCI:0000:3b:00): 79, pid=12, GPU has fallen off the bus.'; exit 1;;",
    '3) echo "left out: $LOGMON_EXCLUDE"; echo "ModuleNotFoundError: No module named \'x\'"; exit 1;;',
    'esac',
  ])
  const { status, account, out } = await start(t, folder, ['--job', 'small', '--', job]).ended
  t.equal(status, 12)
  t.same(
    account.map(line =>
      line
        .replace(/process \d+/, 'process N')
        .replace(/after .*/, 'after N')
        .replaceAll(job, 'JOB'),
    ),
    [
      'attempt 1: started: JOB (process N); it writes logmon/attempt-1.log',
      'attempt 1: ended with status 139 (SIGSEGV) after N',
      'attempt 1: a process crashed (segmentation fault), at step 7: Segmentation fault',
      'attempt 1: restart 1 of 20 now: on the same nodes',
      'attempt 2: started: JOB (process N); it writes logmon/attempt-2.log',
      'attempt 2: ended with status 1 after N',
      'attempt 2: GPU or accelerator hardware failed on gpu-7: NVRM: Xid (PCI:0000:3b:00): 79, pid=12, GPU has fallen off the bus.',
      'attempt 2: restart 2 of 20 now: without gpu-7',
      'attempt 3: started: JOB (process N); it writes logmon/attempt-3.log',
      'attempt 3: ended with status 1 after N',
      "attempt 3: a module is missing: ModuleNotFoundError: No module named 'x'",
      'attempt 3: stopped: a person has to change something first. Install the module in the environment of the job, on every node, in the version that is asked for.',
    ],
  )
  t.same(kept(folder, 'account.txt').replace(/^[-\d]+ [:\d]+ /gm, ''), `${account.join('\n')}\n`, 'the account is kept')
  t.match(kept(folder, 'attempt-3.log'), /^left out: gpu-7$/m)
  t.equal(kept(folder, 'excluded'), 'gpu-7\n')
  const records = out.trimEnd().split('\n').map(readRecord)
  t.notOk(records.includes(undefined), 'all are records')
  t.same(
    records.flatMap(record => (record?.kind === 'verdict' ? [[record.state, record.action, record['job']]] : [])),
    [
      ['final', 'restart', 'small'],
      ['final', 'restart_isolate', 'small'],
      ['final', 'stop', 'small'],
    ],
  )
  t.match(records.filter(record => record?.kind === 'notice').at(-1), {
    code: 'resume_stopped',
    attempt: 2,
    exit_code: 12,
    stage: 'resume',
    job: 'small',
  })
  t.same(JSON.parse(kept(folder, 'state.json')), {
    ...{ version: 1, command: [job], phase: 'over', attempt: 3, restarts: 2, inVain: 1, unknown: 0, furthest: 7 },
    code: 12,
  })
})

t.test('what cannot be run is told before anything is started', async t => {
  const folder = newFolder(t)
  writeFileSync(join(folder, 'data.txt'), '')
  const run = (...words: readonly string[]): readonly unknown[] => {
    const { status, stderr } = spawnSync('logmon', ['resume', ...words], {
      ...{ cwd: folder, env: environment(), encoding: 'utf8' },
    })
    return [status, stderr.split('\n')[0]]
  }
  t.same(run('--', 'no-such-program', 'x'), [2, 'logmon resume: no-such-program: command not found'])
  t.same(run('--', './data.txt'), [2, 'logmon resume: ./data.txt: cannot be run: it is not executable'])
  t.same(run(), [2, 'logmon resume: name a command: logmon resume -- torchrun train.py'])
  t.same(run('--dump', 'SIGFOO', '--', 'true'), [
    2,
    'logmon resume: --dump: "SIGFOO" is neither a program that is there, nor a signal such as SIGUSR1, nor off',
  ])
  t.match(run('--log', 'no/such/{attempt}.log', '--', 'true'), [
    2,
    /^logmon resume: --log: there is no folder .*no\/such$/,
  ])
  t.same(run('--action', 'segfualt=stop', '--', 'true'), [
    2,
    'logmon resume: --action: "segfualt" is no category; did you mean segfault?',
  ])
  t.notOk(existsSync(join(folder, 'logmon')), 'nothing is written')
})

t.test('SIGTERM goes to all of it, and what does not end is killed with what left its session', async t => {
  const folder = newFolder(t)
  const job = script(folder, [
    "trap 'echo asked to end' TERM",
    'setsid bash -c \'trap "" TERM; echo $$ > apart; sleep 100\' &',
    'until [ -s apart ]; do sleep 0.05; done',
    'echo ready; while :; do sleep 0.05; done',
  ])
  const resuming = start(t, folder, ['--grace', '200ms', '--', job])
  await resuming.says(/"ready"/)
  resuming.child.kill('SIGTERM')
  const { status, account } = await resuming.ended
  t.equal(status, 130)
  t.match(
    account.slice(1).map(line => line.replace(/after .*/, '')),
    [
      'attempt 1: SIGTERM is sent to it; it is killed ',
      'attempt 1: did not end within 200 ms: it is killed',
      'attempt 1: ended with status -9 (SIGKILL) ',
      'attempt 1: somebody cancelled the job',
      'attempt 1: stopped: SIGTERM asked for it, so nothing is started again',
    ],
  )
  t.match(kept(folder, 'attempt-1.log'), 'asked to end')
  t.same(left(folder), [])
})

t.test('a second Ctrl-C kills at once; SIGUSR1 goes to the command alone', async t => {
  const folder = newFolder(t)
  const job = script(folder, [
    "trap '' INT",
    "trap 'echo checkpoint asked for' USR1",
    "bash -c 'while :; do sleep 0.05; done' &",
    'echo ready; while :; do sleep 0.05; done',
  ])
  const resuming = start(t, folder, ['--', job])
  await resuming.says(/"ready"/)
  resuming.child.kill('SIGUSR1')
  await resuming.says(/"checkpoint asked for"/)
  resuming.child.kill('SIGINT')
  await resuming.says(/SIGINT is sent to it/)
  resuming.child.kill('SIGINT')
  const { status, account } = await resuming.ended
  t.equal(status, 130)
  t.ok(account.includes('attempt 1: is killed: SIGINT came again'))
  t.same(left(folder), [])
})

t.test('killed with -9 and started again, it goes on with what runs, and knows its exit status', async t => {
  const folder = newFolder(t)
  const job = script(folder, [
    'echo ready',
    'until [ -e go ]; do sleep 0.05; done',
    'if [ $LOGMON_ATTEMPT = 1 ]; then echo "attempt one"; exit 139; fi',
  ])
  const words = ['--', job]
  const first = start(t, folder, words)
  await first.says(/"ready"/)
  first.child.kill('SIGKILL')
  await first.ended
  const other = spawnSync('logmon', ['resume', '--', 'true'], { cwd: folder, env: environment(), encoding: 'utf8' })
  t.match([other.status, other.stderr], [2, /another command is under way in it \(.*job\.sh\)/])
  const second = start(t, folder, words)
  await second.says(/attempt 1: runs still .*job\.sh/)
  const third = spawnSync('logmon', ['resume', ...words], { cwd: folder, env: environment(), encoding: 'utf8' })
  t.match([third.status, third.stderr], [2, new RegExp(`process ${second.child.pid} works in it`)])
  writeFileSync(join(folder, 'go'), '')
  const { status, account } = await second.ended
  t.equal(status, 0)
  t.match(
    account.map(line => line.replace(/ after .*/, '')),
    [
      /^attempt 1: runs still/,
      'attempt 1: ended with status 139 (SIGSEGV)',
      'attempt 1: a process crashed (segmentation fault)',
      'attempt 1: restart 1 of 20 now: on the same nodes',
      /^attempt 2: started/,
      'attempt 2: ended with status 0',
      'attempt 2: the run finished',
      'attempt 2: done',
    ],
  )
})

t.test('what ended while nobody watched is judged with its exit status', async t => {
  const folder = newFolder(t)
  const job = script(folder, ['echo ready', 'until [ -e go ]; do sleep 0.05; done', 'exit 0'])
  const first = start(t, folder, ['--', job])
  await first.says(/"ready"/)
  first.child.kill('SIGKILL')
  await first.ended
  writeFileSync(join(folder, 'go'), '')
  while (left(folder).length > 0) await new Promise(done => setTimeout(done, 20))
  const { status, account } = await start(t, folder, ['--', job]).ended
  t.equal(status, 0)
  t.match(account[0], /^attempt 1: ended with status 0/)
})

t.test('what was started and has ended before anybody wrote down that it runs is judged, too', async t => {
  const folder = newFolder(t)
  const job = script(folder, ['echo "attempt $LOGMON_ATTEMPT"'])
  mkdirSync(join(folder, 'logmon'))
  const state = { version: 1, command: [job], phase: 'launch', attempt: 1, restarts: 0, inVain: 0, unknown: 0 }
  writeFileSync(join(folder, 'logmon', 'state.json'), `${JSON.stringify(state)}\n`)
  writeFileSync(join(folder, 'logmon', 'attempt-1.status'), '139\n')
  writeFileSync(join(folder, 'logmon', 'attempt-1.log'), 'Segmentation fault\n')
  const { status, account } = await start(t, folder, ['--', job]).ended
  t.equal(status, 0)
  t.match(account.join('\n'), /^attempt 1: ended with status 139 .*\nattempt 1: a process crashed/m)
})

t.test('a hang is told, its stacks are taken, and it is restarted', async t => {
  const folder = newFolder(t)
  const job = script(
    folder,
    [
      'import faulthandler, os, signal, time',
      'faulthandler.register(signal.SIGUSR1, all_threads=True)',
      'step = "iteration {}/ 10 | elapsed time per iteration (ms): 1.0 | lm loss: 2.0 |"',
      'def stuck_here():',
      '    time.sleep(100)',
      'if os.environ["LOGMON_ATTEMPT"] == "2": raise SystemExit(0)',
      'print("\\n".join(step.format(number) for number in (1, 2, 3)))',
      'stuck_here()',
    ],
    '/usr/bin/env python3',
  )
  const words = ['--step-floor', '300ms', '--hang-patience', '100ms', '--dump', 'SIGUSR1', '--', job]
  const { status, account } = await start(t, folder, words).ended
  t.equal(status, 0)
  t.match(
    account.map(line => line.replace(/ after .*/, '')),
    [
      /^attempt 1: started/,
      'attempt 1: is HANGING: no training step for more than 300 ms',
      /^attempt 1: is ended: it has been HANGING for /,
      'attempt 1: SIGUSR1 was sent to 1 process: stacks stand in its log',
      'attempt 1: ended with status 143 (SIGTERM)',
      'attempt 1: the job stopped making progress, at step 3',
      'attempt 1: restart 1 of 20 now: on the same nodes',
      /^attempt 2: started/,
      /^attempt 2: ended with status 0/,
      /^attempt 2: the run finished/,
      'attempt 2: done',
    ],
  )
  t.match(kept(folder, 'attempt-1.log'), 'in stuck_here')
})

t.test('stacks by a program of its own; a hang that is only looked at goes on', async t => {
  const folder = newFolder(t)
  const job = script(folder, ['until [ -e go ]; do sleep 0.05; done'])
  const words = [
    '--silence',
    '200ms',
    '--hang-patience',
    '0s',
    '--on-hang',
    'dump',
    '--dump',
    'echo stack of {pid} $HOME',
  ]
  const resuming = start(t, folder, [...words, '--', job])
  await resuming.says(/stacks of \d process/)
  const stacks = kept(folder, 'attempt-1.stacks')
  t.match(stacks, /^== process \d+: echo stack of \d+ \$HOME\nstack of \d+ \$HOME$/m, 'no shell')
  writeFileSync(join(folder, 'go'), '')
  const { status, account } = await resuming.ended
  t.equal(status, 0)
  t.match(account[1], /^attempt 1: is HANGING: no line/)
  t.equal(account.at(-1), 'attempt 1: done')
})

t.test('no control character of a log reaches the terminal, and a reader that goes away ends nothing', async t => {
  const folder = newFolder(t)
  const job = script(folder, [
    'echo ready; until [ -e go ]; do sleep 0.05; done',
    "printf 'ModuleNotFoundError: No module named \\033]0;owned\\007\\302\\2332J\\n'",
    'exit 1',
  ])
  const resuming = start(t, folder, ['--records', 'records', '--', job])
  await resuming.says(/"ready"/)
  resuming.child.stdout?.destroy()
  writeFileSync(join(folder, 'go'), '')
  const { status, account } = await resuming.ended
  t.equal(status, 12)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  t.notMatch(account.join('\n'), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  t.match(readFileSync(join(folder, 'records'), 'utf8'), /"code":"resume_stopped"/)
})

t.test('what an attempt leaves behind is ended before the next one starts', async t => {
  const folder = newFolder(t)
  const job = script(folder, ['[ $LOGMON_ATTEMPT = 1 ] && setsid sleep 100 &', 'exit 1'])
  const { status, account } = await start(t, folder, ['--max-restarts', '1', '--', job]).ended
  t.equal(status, 10)
  t.match(account.join('\n'), /^attempt 2: \d process(?:es)? that an earlier attempt left behind: killed$/m)
  t.same(left(folder), [])
})

t.test('that the restarts are used up is told by the alerts, and all attempts are one account of metrics', async t => {
  const folder = newFolder(t)
  const job = script(folder, [
    'until [ "$(cat asked 2>/dev/null)" = $LOGMON_ATTEMPT ]; do sleep 0.05; done',
    'echo " iteration $LOGMON_ATTEMPT/ 10 | lm loss: 2.0 |"; kill -SEGV $$',
  ])
  const told = '[bash, -c, "cat >> told"]'
  writeFileSync(
    join(folder, 'job.yaml'),
    `job: llama\nalert: {gather: 0s, channels: [{type: exec, name: told, command: ${told}}]}\n`,
  )
  const words = ['-c', 'job.yaml', '--max-restarts', '1', '--metrics-file', 'llama.prom', '--metrics-listen', '0']
  const resuming = start(t, folder, [...words, '--', job])
  const [, url] = await resuming.says(/metrics are at (\S+)\n/)
  for (const attempt of [1, 2]) {
    await resuming.says(new RegExp(`attempt ${attempt}: started`))
    const text = await (await fetch(url as string)).text()
    t.match(text, new RegExp(`^logmon_resume_attempt\\{program="resume",name="llama"\\} ${attempt}$`, 'm'))
    t.match(text, /^logmon_resume_attempt_running\{.*\} 1$/m)
    writeFileSync(join(folder, 'asked'), `${attempt}`)
  }
  t.equal((await resuming.ended).status, 10)
  const alerts = readFileSync(join(folder, 'told'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  t.match(
    alerts.map(({ summary }) => summary),
    [/^\[FAILED\] llama: /, /^\[FAILED\] llama: /, /^\[STOPPED\] llama: it failed again after the only restart/],
  )
  t.match(alerts.at(-1).body, /^Last cause: +a process crashed \(segmentation fault\), at step 2: /m)
  const written = readFileSync(join(folder, 'llama.prom'), 'utf8')
  for (const line of [
    'resume_attempt\\{.*\\} 2',
    'resume_restarts_total\\{.*\\} 1',
    'resume_attempt_running\\{.*\\} 0',
    'resume_exit_status\\{.*\\} 10',
    'read_lines_total\\{.*\\} 4',
    'job_step\\{job="llama",.*\\} 2',
    'alerts_total\\{state="firing",severity="critical",.*\\} 1',
    'deliveries_total\\{channel="told",outcome="sent",.*\\} 3',
  ])
    t.match(written, new RegExp(`^logmon_${line}$`, 'm'))
  if (existsSync('/usr/bin/promtool'))
    t.equal(spawnSync('promtool', ['check', 'metrics'], { input: written }).status, 0, 'Prometheus reads it')
  const taken = spawnSync('logmon', ['resume', '--metrics-listen', '1:2:3', '--', 'true'], {
    ...{ cwd: newFolder(t), env: environment(), encoding: 'utf8' },
  })
  t.match([taken.status, taken.stderr], [2, /--metrics-listen: "1:2:3" is no address/])
})

t.test("logs of the job file's sources are read beside the output, each line in its attempt", async t => {
  const folder = newFolder(t)
  const job = script(folder, [
    'echo "attempt $LOGMON_ATTEMPT"',
    'case $LOGMON_ATTEMPT in',
    "1) echo ' iteration 7/ 10 | lm loss: 2.0 |' >> rank0.log; kill -SEGV $$;;",
    '2) echo "ModuleNotFoundError: No module named \'x\'" > logs/rank1.log; exit 1;;',
    'esac',
  ])
  mkdirSync(join(folder, 'logs'))
  writeFileSync(join(folder, 'rank0.log'), 'CUDA out of memory, of another day\n')
  writeFileSync(join(folder, 'job.yaml'), "sources: [{paths: [rank0.log, '**/*.log']}]\n")
  const refused = spawnSync('logmon', ['resume', '-c', 'job.yaml', '--', job], {
    ...{ cwd: folder, env: environment(), encoding: 'utf8' },
  })
  t.match([refused.status, refused.stderr], [2, /--job: is needed, or job: in the job file/])
  const resuming = start(t, folder, ['-c', 'job.yaml', '--job', 'llama', '--', job])
  const { status, account, out } = await resuming.ended
  t.equal(status, 12)
  t.match(
    account.filter(line => /segmentation|module is/.test(line)),
    [/^attempt 1: a process crashed \(segmentation fault\), at step 7: /, /^attempt 2: a module is missing: /],
  )
  const logs = out.split('\n').flatMap(line => (line === '' ? [] : [readRecord(line)]))
  // Of two files the order is that in which they were looked at.
  t.same(
    logs.flatMap(one => (one?.kind === 'log' ? [`${one['job']} ${one['file'] ?? ''}: ${one['message']}`] : [])).sort(),
    [
      'llama : Segmentation fault',
      'llama : attempt 1',
      'llama : attempt 2',
      "llama logs/rank1.log: ModuleNotFoundError: No module named 'x'",
      'llama rank0.log:  iteration 7/ 10 | lm loss: 2.0 |',
    ],
  )
})

t.test('files that grow as soon as the command is started lose none of their new lines', async t => {
  const folder = newFolder(t)
  const names = Array.from({ length: 1000 }, (_, index) => `rank${index}.log`)
  mkdirSync(join(folder, 'ranks'))
  for (const name of names) writeFileSync(join(folder, 'ranks', name), 'of another day\n')
  writeFileSync(join(folder, 'job.yaml'), "job: llama\nsources: [{paths: ['ranks/*.log']}]\n")
  const job = script(folder, ['for rank in $(seq 999 -1 0); do echo "of $rank" >> ranks/rank$rank.log; done'])
  const { status, out } = await start(t, folder, ['-c', 'job.yaml', '--', job]).ended
  t.equal(status, 0)
  const files = [...out.matchAll(/"file":"ranks\/(rank\d+\.log)"[^\n]*"message":"of \d+"/g)].map(([, file]) => file)
  t.same(files.sort(), [...names].sort())
  t.notMatch(out, /another day/)
})

t.test('lines of sources that come while nobody watches are read by whoever goes on', async t => {
  const folder = newFolder(t)
  const job = script(folder, [
    'echo "first" >> side.log; until [ -e go ]; do sleep 0.05; done',
    'echo "second" >> side.log; echo said > said; until [ -e end ]; do sleep 0.05; done',
  ])
  writeFileSync(join(folder, 'job.yaml'), 'job: llama\nsources: [{paths: [side.log]}]\n')
  const first = start(t, folder, ['-c', 'job.yaml', '--', job])
  await first.says(/"message":"first"/)
  first.child.kill('SIGKILL')
  await first.ended
  writeFileSync(join(folder, 'go'), '')
  await until(() => existsSync(join(folder, 'said')))
  const second = start(t, folder, ['-c', 'job.yaml', '--', job])
  await second.says(/"message":"second"/)
  writeFileSync(join(folder, 'end'), '')
  t.equal((await second.ended).status, 0)
})

/** Looks again and again; the test's own time limit ends it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setImmediate(resolve))
}
