// A fault of ours on one line: every stage goes on, and what it was given is not lost, nor shown where it must not be.
import t from 'tap'
import { drive } from '../lib/drive.ts'
import type { AnyStageProgram } from '../lib/program.ts'
import { parse } from '../lib/programs/parse.ts'
import { redact } from '../lib/programs/redact.ts'
import type { AnyRecord, NoticeRecord } from '../lib/record/types.generated.ts'
import type { Machine } from '../lib/stage.ts'
import { driven } from './driven.ts'
import { settingsOf } from './settings-of.ts'
import { stages } from './stages.ts'

const BOOM = 'boom: password is hunter2'

/** The stage, but that it throws on one text. */
function faulty(machine: Machine<AnyRecord | string>): Machine<AnyRecord | string> {
  return {
    ...machine,
    onRecord(input, now) {
      if (input === BOOM || (typeof input !== 'string' && input['message'] === BOOM)) throw new Error('a fault of ours')
      return machine.onRecord(input, now)
    },
  }
}

async function through(stage: AnyStageProgram, items: readonly (AnyRecord | string)[]): Promise<readonly AnyRecord[]> {
  const machine = faulty(stage.start((await settingsOf(stage))[0]) as Machine<AnyRecord | string>)
  const driver = driven(drive(machine, 'record', stage.passes, stage.name))
  return [...items.flatMap(item => driver.take(item, 0)), ...driver.end(0)]
}
const messages = (records: readonly AnyRecord[]): readonly unknown[] => records.map(({ message }) => message)

for (const stage of stages)
  t.test(`logmon-${stage.name} goes on, and counts what it could not work on`, async t => {
    const log = (message: string): AnyRecord => ({ kind: 'log', format: 'raw', message })
    const records = await through(stage, [log('before'), log(BOOM), log(BOOM), log('after')])
    t.ok(messages(records).includes('before') && messages(records).includes('after'))
    const notices = records.filter((record): record is NoticeRecord => record.kind === 'notice')
    t.same(
      notices.filter(({ code }) => code === 'line_failed').map(({ count }) => count),
      [1, 2],
    )
    t.equal(messages(records).includes(BOOM), stage !== redact, 'it passes, but where secrets are taken out')
  })

t.test('what logmon-parse holds of an entry is not lost with the line that it could not read', async t => {
  const lines = ['Traceback (most recent call last):', '  File "a.py", line 1, in f', BOOM, 'ValueError: x', 'after']
  const records = await through(parse, lines)
  t.same(messages(records.filter(({ kind }) => kind === 'log')), [
    BOOM,
    'Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: x',
    'after',
  ])
})
