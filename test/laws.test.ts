// The laws of every stage, so that a new one is tested before its author writes a test.
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t, { type Test } from 'tap'
import { drive, type SavedDriver } from '../lib/drive.ts'
import type { AnyStageProgram } from '../lib/program.ts'
import type { AnyRecord } from '../lib/record/types.generated.ts'
import type { Machine } from '../lib/stage.ts'
import { EPOCH, orderedStream, recordStream } from './arbitrary-records.ts'
import { type Driven, driven } from './driven.ts'
import fc from './fast-check.ts'
import { settingsOf } from './settings-of.ts'
import { stages } from './stages.ts'

const RUNS = 60

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
const validatorOf = Object.fromEntries(
  ['log', 'match', 'status', 'failure', 'verdict', 'alert', 'delivery', 'notice'].map(kind => [
    kind,
    ajv.compile(JSON.parse(readFileSync(`schemas/${kind}.schema.json`, 'utf8'))),
  ]),
)

/** The machines of a stage with the job file of the laws and, where it can do without, with no configuration at all. */
async function makersOf(stage: AnyStageProgram): Promise<readonly (() => Machine<AnyRecord | string>)[]> {
  return (await settingsOf(stage)).map(settings => () => stage.start(settings))
}

const replay = (machine: Machine<AnyRecord | string>, records: readonly AnyRecord[]): readonly AnyRecord[] => {
  const driver = driven(drive(machine, 'record', false))
  return [...records.flatMap(record => driver.take(record, 0)), ...driver.end(0)]
}

/** As a live run goes: the timer rings at each deadline, and records come at their own times. */
function live(driver: Driven, records: readonly AnyRecord[], times: readonly number[]): readonly AnyRecord[] {
  const out: AnyRecord[] = []
  for (const [index, record] of records.entries()) {
    const at = times[index] as number
    for (let due = driver.deadline(); due !== undefined && due < at; due = driver.deadline())
      out.push(...driver.tick(due))
    out.push(...driver.take(record, at))
  }
  return [...out, ...driver.end(times.at(-1) ?? 0)]
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(Object.freeze(value))) deepFreeze(inner)
  return value
}

const holds = (t: Test, name: string, property: fc.IPropertyWithHooks<[readonly AnyRecord[]]>): void => {
  t.doesNotThrow(() => fc.assert(property, { numRuns: RUNS }), name)
}

/** Set by test/adding, which has added one: all laws of all stages take minutes. */
const only = process.env['LOGMON_LAWS_OF']
const looked = stages.filter(({ name }) => only === undefined || name === only)
if (looked.length === 0) throw new Error(`there is no stage ${only}`)

for (const stage of looked) {
  t.test(`the laws of ${stage.name}`, async t => {
    let emitted = 0
    t.ok(stage.summary.length <= 72, 'its summary fits a line')
    for (const [index, make] of (await makersOf(stage)).entries()) {
      const which = index === 0 ? 'with a job file' : 'without one'

      holds(
        t,
        `the same records give the same output, valid by its schema and of a kind that is declared; none is changed (${which})`,
        fc.property(recordStream, records => {
          deepFreeze(records)
          const out = replay(make(), records)
          const read = new Set<unknown>(records)
          emitted += out.length
          if (JSON.stringify(out) !== JSON.stringify(replay(make(), records))) throw new Error('two replays differ')
          for (const record of out) {
            if (read.has(record)) continue // a stage that replaces what it reads may hand a record on
            if (!stage.writes.includes(record.kind)) throw new Error(`writes ${record.kind}, which it does not declare`)
            const validate = validatorOf[record.kind]
            if (validate?.(JSON.parse(JSON.stringify(record))) !== true)
              throw new Error(`${JSON.stringify(validate?.errors)} in ${JSON.stringify(record)}`)
          }
        }),
      )

      holds(
        t,
        `nothing is due before its deadline, every deadline moves on, and nothing is held after the end (${which})`,
        fc.property(orderedStream, records => {
          const machine = make()
          machine.onStart?.(EPOCH)
          let now = EPOCH
          for (const record of records) {
            const at = Date.parse(record.time as string)
            for (let due = machine.deadline?.(); due !== undefined && due <= at; due = machine.deadline?.()) {
              if (due - 1 >= now && (machine.onDeadline?.(due - 1) ?? []).length > 0)
                throw new Error(`emits before its deadline ${due}`)
              machine.onDeadline?.(due)
              const next = machine.deadline?.()
              if (next !== undefined && next <= due) throw new Error(`the deadline ${due} did not move on`)
            }
            now = at
            machine.onRecord(record, now)
          }
          machine.onEnd?.(now, 'ended')
          if (machine.deadline?.() !== undefined) throw new Error('a deadline is left after the end')
        }),
      )

      holds(
        t,
        `live and replay agree (${which})`,
        fc.property(orderedStream, records => {
          const times = records.map(record => Date.parse(record.time as string))
          const lived = live(driven(drive(make(), 'wall', false)), records, times)
          const replayed = replay(make(), records)
          if (JSON.stringify(lived) !== JSON.stringify(replayed))
            throw new Error(`live ${JSON.stringify(lived)}\nreplay ${JSON.stringify(replayed)}`)
        }),
      )
    }
    for (const [index, make] of (await makersOf(stage)).entries()) {
      const run = (records: readonly AnyRecord[], driver: Driven, isLast: boolean): readonly AnyRecord[] => [
        ...records.flatMap(record => driver.take(record, 0)),
        ...(isLast ? driver.end(0) : []),
      ]
      t.doesNotThrow(
        () =>
          fc.assert(
            fc.property(recordStream, fc.nat(30), (records, cut) => {
              const first = drive(make(), 'record', false, stage.name)
              const before = run(records.slice(0, cut), driven(first), false)
              const [saved] = JSON.parse(JSON.stringify(first.save())) as readonly [SavedDriver]
              const second = driven(drive(make(), 'record', false, stage.name, saved))
              const whole = JSON.stringify(run(records, driven(drive(make(), 'record', false, stage.name)), true))
              const inParts = JSON.stringify([...before, ...run(records.slice(cut), second, true)])
              if (inParts !== whole) throw new Error(`cut at ${cut}: ${inParts}\nwhole: ${whole}`)
            }),
            { numRuns: 3 * RUNS },
          ),
        `saved at any point and restored, it goes on as if it had never been away (${index})`,
      )
    }
    // What a sink adds is its effect's word.
    if (stage.name !== 'ship') t.ok(emitted > 0, 'the records of these laws mean something to it')
  })
}
