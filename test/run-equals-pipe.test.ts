// `logmon run` is the pipe in one process: what goes from stage to stage as a record here goes as JSON text there.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { environment } from './cases/shell.ts'
import { foreign } from './skip.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-equal-'))
writeFileSync(
  join(folder, 'job.yaml'),
  `rules:
  - name: step-time
    metric: step_time_ms
    slow_when: { above_mean: { factor: 1.5 } }
  - name: loss
    metric: loss
    fault_when: { non_finite: true }
  - name: out-of-memory
    pattern: 'CUDA out of memory'
    on_match: fault
hang:
  step_gap: { factor: 2, floor: 10s }
`,
)
const pipeOf = (...names: readonly string[]): string => names.map(name => `logmon-${name} -c job.yaml`).join(' | ')

/** Pipes, each with the command that must give the same bytes in one process. */
const SAME: Readonly<Record<string, string>> = {
  'logmon run': 'logmon-parse | logmon-rules | logmon-hang | logmon-classify | logmon-alert',
  'logmon run -c job.yaml': pipeOf('parse', 'rules', 'hang', 'alert'),
  'logmon run -c job.yaml --classify': pipeOf('parse', 'rules', 'hang', 'classify', 'alert'),
}

function bytesOf(command: string, log: string): { readonly bytes: string; readonly failed: string } {
  const { stdout, stderr, status } = spawnSync('/bin/bash', ['-o', 'pipefail', '-c', `{ ${command}; } < '${log}'`], {
    cwd: folder,
    env: environment(),
    encoding: 'latin1',
    maxBuffer: 1 << 28,
  })
  return { bytes: stdout, failed: status === 0 ? stderr : `${status}: ${stderr}` }
}

/** Returns the kinds of the records that the pipe wrote. */
function compare(t: Test, log: string, run: string, pipe: string): readonly string[] {
  const piped = bytesOf(pipe, log)
  t.equal(piped.failed, '', `${log}: ${pipe}`)
  const alone = bytesOf(run, log)
  t.equal(alone.failed, '', `${log}: ${run}`)
  t.ok(alone.bytes === piped.bytes, `${log}: ${run} gives the bytes of ${pipe}`)
  return [...piped.bytes.matchAll(/^\{"kind":"(\w+)"/gm)].map(([, kind]) => kind as string)
}

const logsIn = (where: string): readonly string[] =>
  readdirSync(where)
    .filter(name => name !== 'README.md')
    .map(name => resolve(where, name))

t.test('on every log of this repository, which make records of all kinds but deliveries', async t => {
  const logs = [...logsIn('test/logs'), ...logsIn('examples/logs')]
  const kinds = new Set(logs.flatMap(log => Object.entries(SAME).flatMap(([run, pipe]) => compare(t, log, run, pipe))))
  t.same([...kinds].sort(), ['alert', 'failure', 'log', 'match', 'notice', 'status', 'verdict'])
})

const { folder: foreignLogs, skip } = foreign('logs')
t.test('on whole logs of real jobs, of which each goes through one of the pipes', { skip }, async t => {
  const pipes = Object.entries(SAME)
  for (const [index, log] of logsIn(foreignLogs).entries()) {
    const [run, pipe] = pipes[index % pipes.length] as (typeof pipes)[number]
    compare(t, log, run, pipe)
  }
})
