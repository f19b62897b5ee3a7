// logmon-classify alone in a pipe, killed and started again: its verdicts are those of one that was never killed.
import { once } from 'node:events'
import { watch } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readStages } from '../lib/io/stage-state.ts'
import type { AnyRecord } from '../lib/record/types.generated.ts'
import { run } from './io/follow/process.ts'

const log = (message: string, more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ kind: 'log', ...more, message })
const OOM = 'torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB.'
const TIMEOUT =
  '[Rank 1] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=7, OpType=ALLREDUCE, Timeout(ms)=600000) ran for 600010 milliseconds before timing out.'
/** What comes in, one after the other; behind those of `JUDGED` an interim verdict is waited for. */
const LINES = [
  log('step 4', { rank: 0, step: 4 }),
  log(OOM, { rank: 3, node: 'gpu7', level: 'ERROR' }),
  log('step 5', { rank: 0, step: 5 }),
  log(OOM, { rank: 3, node: 'gpu7', level: 'ERROR' }),
  log(TIMEOUT, { rank: 1, node: 'gpu5', level: 'ERROR' }),
  log('srun: error: gpu7: task 3: Exited with exit code 1'),
]
const JUDGED = 1

/** Feeds the lines, with a kill after each of `kills`; returns what was added, without times. */
async function added(t: Test, kills: ReadonlySet<number>): Promise<readonly string[]> {
  const folder = t.testdir()
  const state = join(folder, 'state.json')
  const args = ['--state', state, '--clock', 'wall', '--only', '--quiet', '200ms']
  const start = () => run('logmon-classify', args, { cwd: folder, stdin: 'pipe' })
  const out: string[] = []
  let program = start()
  for (const [index, line] of LINES.entries()) {
    let doneAt = Date.now()
    program.child.stdin?.write(`${line}\n`)
    if (index === JUDGED) {
      await program.until(lines => lines.some(isVerdict), 'an interim verdict')
      doneAt = timeOf(program.lines.find(isVerdict) as string)
    }
    if (!kills.has(index)) continue
    await stateAfter(folder, state, doneAt)
    await program.stop('SIGKILL')
    out.push(...program.lines)
    program = start()
  }
  program.child.stdin?.end()
  t.equal(await program.ended(), 0, program.stderr())
  return [...out, ...program.lines].map(withoutTimes)
}

const isVerdict = (line: string): boolean => line.startsWith('{"kind":"verdict"')

const timeOf = (line: string): number => Date.parse((JSON.parse(line) as AnyRecord).time as string)

/** Resolves when the state knows what came and was told up to that time. */
async function stateAfter(folder: string, path: string, doneAt: number): Promise<void> {
  const watcher = watch(folder)
  while (!readStages(path, 'wall').stages.some(({ now }) => now >= doneAt)) await once(watcher, 'change')
  watcher.close()
}

function withoutTimes(line: string): string {
  const { time: _, ...record } = JSON.parse(line) as AnyRecord
  return JSON.stringify(record).replace(/"(?:time|first_time|last_time)":"[^"]*",?/g, '')
}

t.test('killed at any point it gives the same failures and verdicts, and none twice', { timeout: 90_000 }, async t => {
  const whole = await added(t, new Set())
  t.equal(whole.filter(isVerdict).length, 2, 'one for now, and the last one')
  t.ok(new Set(whole).size === whole.length)
  for (const [index, line] of LINES.entries())
    t.same(await added(t, new Set([index])), whole, `after line ${index + 1}: ${line}`)
  t.same(await added(t, new Set(LINES.keys())), whole, 'and after every line')
})

t.test("the scheduler's word under its old name is still understood, and a file is none with files", async t => {
  const folder = t.testdir({ 'job.log': 'step 1\n' })
  const args = (name: string): readonly string[] => [name, 'TIMEOUT', 'job.log']
  const [before, now] = [args('--state'), args('--job-state')].map(of => run('logmon-classify', of, { cwd: folder }))
  await Promise.all([before?.ended(), now?.ended()])
  t.equal(before?.lines.length, now?.lines.length)
  t.match(before?.lines.at(-1), /"category":"time_limit"|walltime|TIMEOUT/)
  t.same(before?.lines.map(withoutTimes), now?.lines.map(withoutTimes))
  const refused = run('logmon-classify', ['--state', 'state.json', 'job.log'], { cwd: folder })
  t.equal(await refused.ended(), 2)
  t.match(refused.stderr(), /--state: is for standard input/)
})
