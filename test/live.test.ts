// What only real processes can show: silence that is noticed in time, and input that comes in any pieces.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import split from 'split2'
import t from 'tap'
import { chain, drive } from '../lib/drive.ts'
import { wallClock } from '../lib/io/clock.ts'
import { run } from '../lib/io/runner.ts'
import { isProblems } from '../lib/problem.ts'
import { parse } from '../lib/programs/index.ts'
import type { StatusRecord } from '../lib/record/types.generated.ts'
import { environment } from './cases/shell.ts'
import fc from './fast-check.ts'

const LIMIT_MS = 400
/** The law is one second; a busy machine gets more. */
const MARGIN_MS = 5000

t.test('a hang on silent input is reported at its deadline, while the input stays open', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'logmon-live-'))
  writeFileSync(
    join(folder, 'job.yaml'),
    `rules:\n  - name: steps\n    metric: step\n    on_match: life\n    repeat_within: ${LIMIT_MS}ms\nhang:\n  step_gap: off\n`,
  )
  const pipe =
    'logmon-parse -c job.yaml | logmon-rules -c job.yaml | logmon-hang -c job.yaml | logmon-alert -c job.yaml'
  const child = spawn('/bin/bash', ['-c', pipe], { cwd: folder, env: { ...environment(), LOGMON_CLOCK: 'wall' } })
  const states: StatusRecord[] = []
  const hung = new Promise<number>(resolve => {
    child.stdout.pipe(split()).on('data', (line: string) => {
      const record = JSON.parse(line) as StatusRecord
      if (record.kind !== 'status' || record.scope !== 'job') return
      states.push(record)
      if (record.to === 'HANGING') resolve(Date.now())
    })
  })
  child.stdin.write('iteration 1/ 100 | lm loss: 2.1 |\n')
  const hungMillis = await hung
  const [healthy, hanging] = states as [StatusRecord, StatusRecord]
  t.same([healthy.to, hanging.to], ['HEALTHY', 'HANGING'])
  const waitedMs = Date.parse(hanging.time as string) - Date.parse(healthy.time as string)
  t.ok(
    waitedMs >= LIMIT_MS && waitedMs <= LIMIT_MS + 1,
    `stamped with the deadline: ${waitedMs} ms after the last step`,
  )
  t.ok(hungMillis - Date.parse(hanging.time as string) < MARGIN_MS, 'told soon after it')
  child.stdin.end()
  t.equal(await new Promise(resolve => child.on('close', resolve)), 0)
})

/** Runs the parser as its program does, over input that comes in the given pieces. */
async function parsed(pieces: readonly Buffer[]): Promise<string> {
  const settings = parse.settle({ clock: 'record' } as never, { config: undefined, environment: {} })
  if (isProblems(settings)) throw new Error('no settings')
  let text = ''
  const output = new Writable({
    write(chunk, _encoding, done) {
      text += chunk
      done()
    },
  })
  const driver = chain([drive(parse.start(settings), 'record', false)])
  await run(
    { driver, mode: 'record', clock: wallClock, readsLines: true, name: 'parse', only: false, maxLineBytes: 1 << 20 },
    { input: Readable.from(pieces), output },
  )
  return text
}

t.test('the pieces that input comes in change nothing', async t => {
  const bytes = Buffer.concat([
    readFileSync('examples/logs/train.log'),
    Buffer.from(
      ' 40%|████      | 40/100 [00:05<00:07,  8.1it/s]\r 50%|█████     | 50/100 [00:06<00:06,  8.1it/s]\nlast line without newline',
    ),
  ])
  const whole = await parsed([bytes])
  t.ok(whole.split('\n').length > 15)
  const cuts = fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 12 })
  await t.resolves(
    fc.assert(
      fc.asyncProperty(cuts, async places => {
        const ends = [...places.sort((one, other) => one - other), bytes.length]
        const pieces = ends
          .map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
          .filter(piece => piece.length > 0)
        return (await parsed(pieces)) === whole
      }),
      { numRuns: 60 },
    ),
  )
})
