// A chain in one process writes what the pipe of its programs writes, also where a stage changes the records of another.
import { readdirSync, readFileSync } from 'node:fs'
import { Readable, Writable } from 'node:stream'
import t from 'tap'
import { chain, type Driver, drive } from '../lib/drive.ts'
import * as formats from '../lib/formats/index.ts'
import { wallClock } from '../lib/io/clock.ts'
import { run } from '../lib/io/runner.ts'
import { isProblems } from '../lib/problem.ts'
import { parse } from '../lib/programs/parse.ts'
import type { AnyRecord } from '../lib/record/types.generated.ts'
import type { Machine } from '../lib/stage.ts'
import { settingsOf } from './settings-of.ts'
import { stages } from './stages.ts'

/** Changes every record: one field that all know, and one that nobody does. */
const changing: Machine<AnyRecord | string> = {
  onRecord: record => (typeof record === 'string' ? [] : [{ ...record, level: 'ERROR', host: 'x' } as AnyRecord]),
}

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

const RECORDS = [
  '{"kind":"log","time":"2026-01-01T00:00:00.000Z","rank":1.0,"level":"INFO","message":"a record that is read"}',
  '{ "kind" : "log", "message" : "blanks, and a number that JSON writes otherwise", "step" : 1e2 }',
  '{"kind":"log","format":"raw","offset":7,"file":"a.log","message":"iteration 10/ 100 | lm loss: nan | grad norm: inf |"}',
  '{"kind":"notice","code":"x","message":"y"}',
  '{"kind":"no kind of ours","message":"y"}',
]
const INPUT = [
  ...readdirSync('examples/logs').map(name => readFileSync(`examples/logs/${name}`, 'utf8')),
  ...Object.values(formats).flatMap(format => format.samples.map(sample => sample.line)),
  ...RECORDS,
  // Texts that come again are written from what they share.
  ...Array.from({ length: 5 }, (_, second) => `2026-03-04 05:06:0${second},123 - trainer - INFO - Saved the "shard"`),
].join('\n')

for (const stage of stages) {
  t.test(`parse, a stage that changes every record, ${stage.name}`, async t => {
    for (const settings of await settingsOf(stage)) {
      const parseSettings = parse.settle({} as never, { config: undefined, environment: {} })
      if (isProblems(parseSettings)) throw new Error(JSON.stringify(parseSettings))
      const drivers = (): readonly [Driver, Driver, Driver] => [
        drive(parse.start(parseSettings), 'record', parse.passes),
        drive(changing, 'record', false),
        drive(stage.start(settings), 'record', stage.passes),
      ]
      const inOneProcess = await written(chain(drivers()), true, INPUT)
      const [first, second, third] = drivers()
      const parsed = await written(first, true, INPUT)
      const changed = await written(second, false, parsed)
      const piped = await written(third, stage.reads !== 'records', changed)
      t.ok(changed.includes('"host":"x"'))
      t.same(inOneProcess.split('\n'), piped.split('\n'))
    }
  })
}
