import t from 'tap'
import { alertMachine } from '../../lib/alert/machine.ts'
import { alertSettings } from '../../lib/alert/settings.ts'
import type { AlertRecord, AnyRecord } from '../../lib/record/types.generated.ts'

const START = Date.parse('2026-01-05T10:00:00Z')
const settings = alertSettings({ job: 'llama', alert: { no_input: '10m' } })

/** Plays records at minutes, with every deadline before them; gives `minute summary`. */
function play(records: readonly (readonly [minute: number, record: AnyRecord])[], end: number): readonly string[] {
  const machine = alertMachine(settings)
  const said: string[] = []
  let now = START
  const note = (made: readonly AnyRecord[]): void => {
    for (const record of made) said.push(`${(now - START) / 60_000} ${(record as AlertRecord).summary}`)
  }
  const pass = (until: number): void => {
    for (let due = machine.deadline?.(); due !== undefined && due <= until; due = machine.deadline?.()) {
      now = due
      note(machine.onDeadline?.(now) ?? [])
    }
    now = until
  }
  machine.onStart?.(now)
  for (const [minute, record] of records) {
    pass(START + minute * 60_000)
    note(machine.onRecord(record, now))
  }
  pass(START + end * 60_000)
  return said
}

const LINE: AnyRecord = { kind: 'log', message: 'x' }

t.test('nothing comes: told once, and again when something does', async t => {
  t.same(
    play(
      [
        [1, LINE],
        [9, LINE],
        [31, LINE],
      ],
      60,
    ),
    [
      '19 [UNWATCHED] llama: nothing has come of its log for 10 min',
      '31 [RESOLVED] llama: its log goes on: nothing had come for 22 min',
      '41 [UNWATCHED] llama: nothing has come of its log for 10 min',
    ],
  )
})

t.test('nothing at all from the start is told; records of other stages are no input', async t => {
  const status: AnyRecord = { kind: 'status', scope: 'job', to: 'WAITING' }
  t.same(play([[5, status]], 30), ['10 [UNWATCHED] llama: nothing has come of its log for 10 min'])
})

t.test('after the end of the job nothing has to come', async t => {
  const ended: AnyRecord = { kind: 'status', scope: 'job', to: 'ENDED' }
  const said = play(
    [
      [1, LINE],
      [2, ended],
    ],
    60,
  )
  t.equal(said.filter(line => line.includes('UNWATCHED')).length, 0)
})

t.test('what was told before a restart is over after it, and is not told again', async t => {
  const minute = (number: number): number => START + number * 60_000
  const first = alertMachine(settings)
  first.onStart?.(START)
  first.onRecord(LINE, minute(1))
  const told = [10, 11].flatMap(at => first.onDeadline?.(minute(at)) ?? [])
  t.equal(told.length, 1)
  const second = alertMachine(settings)
  second.restore?.(JSON.parse(JSON.stringify(first.save?.())))
  second.onStart?.(minute(25))
  t.equal(second.deadline?.(), undefined, 'it is told already')
  const [over] = second.onRecord(LINE, minute(31)) as readonly AlertRecord[]
  t.equal(over?.summary, '[RESOLVED] llama: its log goes on: nothing had come for 30 min')
  t.equal(over?.key, (told[0] as AlertRecord).key)
})
