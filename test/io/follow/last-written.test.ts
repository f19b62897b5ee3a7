// Files that are silent already when they are first looked at: told, judged by the chain, and not in a single reading.
import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { messagesOf, run, temporaryFolder } from './process.ts'

const HOUR_S = 3600

function folderOf(files: Readonly<Record<string, { readonly text: string; readonly ageS: number }>>): string {
  const folder = temporaryFolder('last-written')
  for (const [name, { text, ageS }] of Object.entries(files)) {
    writeFileSync(join(folder, name), text)
    const at = Date.now() / 1000 - ageS
    utimesSync(join(folder, name), at, at)
  }
  writeFileSync(join(folder, 'job.yaml'), 'hang: { step_gap: { floor: 100ms } }\n')
  return folder
}
const records = (lines: readonly string[]) => lines.map(line => JSON.parse(line) as Record<string, unknown>)
const told = (lines: readonly string[]) => records(lines).filter(({ code }) => code === 'source_last_written')

t.test('logmon run beside a job that hangs for an hour says so at once', async t => {
  const cwd = folderOf({ 'train.log': { text: 'step 1 loss 2\nstep 2 loss 2\n', ageS: HOUR_S } })
  const chain = run('logmon', ['run', '--clock', 'wall', '-c', 'job.yaml', 'train.log'], { cwd })
  await chain.until(lines => lines.some(line => line.includes('"kind":"alert"')), 'an alert')
  t.equal(await chain.stop('SIGTERM'), 0)
  t.match(told(chain.lines), [{ job: 'train', file: 'train.log', last_lines: 'step 1 loss 2\nstep 2 loss 2' }])
  t.match(
    records(chain.lines).find(({ kind, scope }) => kind === 'status' && scope === 'job'),
    { job: 'train', to: 'HANGING', rules: ['silence'], reason: 'no line has come for more than 1 h' },
  )
})

t.test('a job that is over is not paged beside one that hangs', async t => {
  const cwd = folderOf({
    'done.log': { text: 'step 9\nTraining completed.\n', ageS: 20 * HOUR_S },
    'old.log': { text: 'step 9\n', ageS: 30 * HOUR_S },
    'hangs.log': { text: 'step 9\n', ageS: HOUR_S },
  })
  const chain = run('logmon', ['run', '--clock', 'wall', '-c', 'job.yaml', 'done.log', 'old.log', 'hangs.log'], { cwd })
  await chain.until(lines => lines.some(line => line.includes('"kind":"alert"')), 'an alert')
  t.equal(await chain.stop('SIGTERM'), 0)
  t.equal(told(chain.lines).length, 3)
  const hanging = records(chain.lines).filter(({ kind, scope }) => kind === 'status' && scope === 'job')
  t.same(
    hanging.map(({ job, to }) => `${job} ${to}`),
    ['hangs HANGING'],
  )
})

t.test('fresh files, a single reading and plain lines say nothing of it', async t => {
  const cwd = folderOf({ 'fresh.log': { text: 'a\n', ageS: 0 }, 'old.log': { text: 'b\n', ageS: HOUR_S } })
  const once = run('logmon-follow', ['--once', 'old.log'], { cwd })
  t.equal(await once.ended(), 0)
  t.same([messagesOf(once.lines), told(once.lines)], [['b'], []])
  const fresh = run('logmon-follow', ['--from', 'start', 'fresh.log'], { cwd })
  await fresh.until(lines => lines.length === 1, 'its line')
  await fresh.stop('SIGTERM')
  t.same(told(fresh.lines), [])
  const raw = run('logmon-follow', ['--raw', '--from', 'start', 'old.log'], { cwd })
  await raw.until(lines => lines.length === 1, 'its line')
  await raw.stop('SIGTERM')
  t.same([raw.lines, raw.stderr()], [['b'], ''])
  const both = run('logmon-follow', ['--from', 'start', 'fresh.log', 'old.log'], { cwd })
  await both.until(lines => messagesOf(lines).length === 2, 'both lines')
  await both.stop('SIGTERM')
  t.same(
    told(both.lines).map(({ file }) => file),
    ['old.log', 'fresh.log'],
    'beside a silent file the fresh one is told of, too: the job may be of both',
  )
})
