// Records of years that RFC 3339 does not know: one process and the pipe of its programs write the same bytes.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import t from 'tap'
import { chain, type Driver, drive } from '../lib/drive.ts'
import { wallClock } from '../lib/io/clock.ts'
import { run } from '../lib/io/runner.ts'
import type { AnyStageProgram } from '../lib/program.ts'
import { alert } from '../lib/programs/alert.ts'
import { classify } from '../lib/programs/classify.ts'
import { hang } from '../lib/programs/hang.ts'
import { parse } from '../lib/programs/parse.ts'
import { rules } from '../lib/programs/rules.ts'
import { runShell } from './cases/shell.ts'
import fc from './fast-check.ts'
import { settingsOf } from './settings-of.ts'

const JOB = `rules:
  - name: loss
    metric: loss
    fault_when: { non_finite: true }
hang:
  step_gap: { factor: 2, floor: 10s }
`
const folder = mkdtempSync(join(tmpdir(), 'logmon-years-'))
writeFileSync(join(folder, 'job.yaml'), JOB)

/** The first and the last instant that a Date knows, and years at the ends of what texts of time can say. */
const INSTANTS = [
  '-271821-04-20T00:00:00.000Z',
  '-271821-04-20T00:00:00.001Z',
  '-000001-12-31T23:59:59.999Z',
  '0000-01-01T00:00:00.000Z',
  '0000-12-31T23:59:59.999Z',
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.001Z',
  '9999-12-31T23:59:59.999Z',
  '+010000-01-01T00:00:00.000Z',
  '+275760-09-12T23:59:59.999Z',
  '+275760-09-13T00:00:00.000Z',
]

const record = (time: string, more: object): string => JSON.stringify({ kind: 'log', time, message: 'm', ...more })
/** What a record of each time is, and lines without a time. */
const linesOf = (time: string): readonly string[] => [
  record(time, { format: 'raw', message: 'step 7: loss 2.5' }),
  'a line without a time',
  record(time, { format: 'nanogpt', step: 8, metrics: { loss: null }, non_finite: ['loss'] }),
  '[rank3]: RuntimeError: CUDA out of memory',
  'a second line without a time',
]

/** Each year alone, because time never goes back; then all from the first to the last. */
const YEARS = [/^-271821/, /^0000/, /^9999/, /^\+275760/, /./]

t.test('on the built programs', async t => {
  const pipe = ['parse', 'rules', 'hang', 'classify', 'alert']
    .map(name => `logmon-${name} -c job.yaml${name === 'parse' ? ' --records' : ''}`)
    .join(' | ')
  for (const year of YEARS) {
    const lines = INSTANTS.filter(time => year.test(time)).flatMap(linesOf)
    const piped = runShell(pipe, `${lines.join('\n')}\n`, folder)
    const alone = runShell('logmon run -c job.yaml --classify --records', `${lines.join('\n')}\n`, folder)
    t.same([piped.status, piped.stderr], [0, ''], `${year}`)
    t.same(alone, piped, `${year}`)
  }
})

/** Runs a driver as its program does; resolves with what it writes. */
async function written(driver: Driver, readsLines: boolean, input: string): Promise<string> {
  const pieces: string[] = []
  const output = new Writable({
    write(chunk, _encoding, done) {
      pieces.push(String(chunk))
      done()
    },
  })
  const options = {
    driver,
    mode: 'record' as const,
    clock: wallClock,
    readsLines,
    trust: 'all' as const,
    name: 'x',
    only: false,
    maxLineBytes: 1 << 20,
  }
  await run(options, { input: Readable.from([Buffer.from(input)]), output })
  return pieces.join('')
}

const instant = fc.oneof(
  fc.constantFrom(...INSTANTS),
  fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }).map(millis => new Date(millis).toISOString()),
  fc.integer({ min: -100_000, max: 100_000 }).map(millis => new Date(millis).toISOString()),
)
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}Z$/
const line = fc.oneof(
  fc.tuple(instant, fc.nat(20)).chain(([time, step]) => fc.constantFrom(...linesOf(time), record(time, { step }))),
  instant.map(time => `${time} a line of its own`),
  instant.map(time => JSON.stringify({ time, level: 'error', msg: 'x', step: 3 })),
  instant.map(time => JSON.stringify({ kind: 'match', time, rule: 'loss', verdict: 'fault', message: 'm' })),
  instant.map(time => JSON.stringify({ kind: 'status', time, scope: 'job', to: 'HANGING' })),
)

t.test('whatever the times', async t => {
  const stages: readonly AnyStageProgram[] = [parse, rules, hang, classify, alert]
  const settings = await Promise.all(stages.map(async stage => (await settingsOf(stage))[0]))
  const drivers = (): readonly Driver[] =>
    stages.map((stage, index) => drive(stage.start(settings[index]), 'record', stage.passes))
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), async lines => {
      const input = lines.join('\n')
      const alone = await written(chain(drivers()), true, input)
      let piped = input
      for (const [index, driver] of drivers().entries()) piped = await written(driver, index === 0, piped)
      if (alone !== piped) throw new Error(`alone\n${alone}\npiped\n${piped}`)
      for (const out of alone.split('\n').filter(text => text !== '')) {
        const { time, time_from: from } = JSON.parse(out) as { time?: string; time_from?: string }
        if (time === undefined ? from !== undefined : !RFC_3339.test(time) && !input.includes(time))
          throw new Error(`neither the time of a record that was read nor one of RFC 3339: ${out}`)
      }
    }),
    { numRuns: 100 },
  )
  t.pass('one process wrote what the pipe wrote')
})
