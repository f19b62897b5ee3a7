// The loop of examples/ in a shell, run as it stands; logmon resume has tests of its own.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { programFolder } from './cases/shell.ts'

interface Ended {
  readonly status: number | null
  readonly out: string
}

function folderOf(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'logmon-resume-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Runs the loop to its end. */
function runLoop(folder: string, job: string): Promise<Ended> {
  const settings = { LOGMON_DIRECTORY: folder, LOGMON_WAIT_SECONDS: '0', LOGMON_MAX_ATTEMPTS: '5' }
  const env = { ...process.env, ...settings, PATH: `${programFolder()}:${process.env['PATH']}` }
  const child = spawn(resolve('examples/auto-resume.sh'), [job], {
    env,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => out.push(String(data)))
  return new Promise(done => child.on('close', status => done({ status, out: out.join('') })))
}

const actions = (out: string): readonly string[] =>
  [...out.matchAll(/^attempt \d+: (.*?\))/gm)].map(([, told]) => told as string)
const job = (folder: string, lines: readonly string[]): string => {
  const path = join(folder, 'job.sh')
  writeFileSync(
    path,
    [
      '#!/bin/bash',
      `cd ${folder}`,
      'n=$(($(cat count 2>/dev/null || echo 0) + 1)); echo $n > count',
      ...lines,
      '',
    ].join('\n'),
    { mode: 0o755 },
  )
  return path
}

t.test('a loop restarts what is worth it, leaves a node out, and stops for a person', async t => {
  const folder = folderOf(t)
  const script = job(folder, [
    'case $n in',
    "1) echo 'Segmentation fault (core dumped)'; exit 139;;",
    "2) echo 'May 19 07:08:57 gpu-7 kernel: NVRM: Xid (PCI:0000:3b:00): 79, pid=12, GPU has fallen off the bus.'; exit 1;;",
    '3) echo "left out: $LOGMON_EXCLUDE"; echo "ModuleNotFoundError: No module named \'x\'"; exit 1;;',
    'esac',
  ])
  const { status, out } = await runLoop(folder, script)
  t.same([status, actions(out)], [12, ['restart (segfault)', 'restart_isolate (gpu_hw_fatal)', 'stop (import_error)']])
  t.match(readFileSync(join(folder, 'attempt-3.log'), 'utf8'), 'left out: gpu-7')
})

t.test('no control character of a log reaches the terminal', async t => {
  const folder = folderOf(t)
  const script = job(folder, [
    "printf 'ModuleNotFoundError: No module named \\033]0;owned\\007\\302\\2332J\\n'",
    'exit 1',
  ])
  const { status, out } = await runLoop(folder, script)
  t.equal(status, 12)
  t.match(out, /^attempt 1: stop /)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  t.notMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
})

t.test('the same root again and again ends the loop', async t => {
  const folder = folderOf(t)
  const { status, out } = await runLoop(
    folder,
    job(folder, ["echo ' iteration 7/ 10 | lm loss: 2.0 |'; echo 'Segmentation fault (core dumped)'; exit 139"]),
  )
  t.same([status, actions(out)], [12, ['restart (segfault)', 'stop (segfault)']])
})
