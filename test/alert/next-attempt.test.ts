import t from 'tap'
import { alertMachine, type SavedAlerting } from '../../lib/alert/machine.ts'
import { nextAttempt } from '../../lib/alert/next-attempt.ts'
import { alertSettings } from '../../lib/alert/settings.ts'
import type { AlertRecord, AnyRecord } from '../../lib/record/types.generated.ts'

const START = Date.parse('2026-01-05T10:00:00Z')
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString()

const step = (seconds: number, number: number): AnyRecord =>
  ({
    kind: 'log',
    time: at(seconds),
    time_from: 'line',
    message: `step ${number}`,
    step: number,
    metrics: { loss: 2 },
  }) as AnyRecord
const status = (seconds: number, from: string, to: string): AnyRecord =>
  ({ kind: 'status', time: at(seconds), scope: 'job', from, to, reason: 'no step' }) as AnyRecord
const crash = (seconds: number): AnyRecord =>
  ({
    kind: 'verdict',
    time: at(seconds),
    action: 'restart',
    category: 'segfault',
    state: 'final',
    why: ['it crashed'],
  }) as AnyRecord

/** The alerts of an attempt, and what is known after it. */
function attempt(
  records: readonly AnyRecord[],
  before?: SavedAlerting,
): readonly [readonly AlertRecord[], SavedAlerting] {
  const machine = alertMachine(alertSettings({ alert: { gather: '0s' } }))
  if (before !== undefined) machine.restore?.(nextAttempt(JSON.parse(JSON.stringify(before))))
  const made = records.flatMap(record => {
    const now = Date.parse(record['time'] as string)
    return [...machine.onRecord(record, now), ...(machine.onDeadline?.(now, now) ?? [])]
  })
  return [made.filter(record => record.kind === 'alert') as AlertRecord[], machine.save?.() as SavedAlerting]
}
const named = (alerts: readonly AlertRecord[]): readonly string[] =>
  alerts.map(({ summary, episode, sequence }) => `${summary.split(' ')[0]} ${episode} ${sequence}`)

t.test('what is bad goes on, the same verdict is news, and the summary is of all attempts', async t => {
  const first = [step(0, 1), step(10, 2), step(20, 3)]
  const [told, known] = attempt([...first, status(60, 'HEALTHY', 'HANGING'), crash(90)])
  t.same(named(told), ['[HANGING] 1 1', '[FAILED] 1 1'])
  const second = [step(100, 3), status(101, 'WAITING', 'HEALTHY'), step(110, 4), crash(120)]
  const [toldThen, knownThen] = attempt(second, known)
  t.same(named(toldThen), ['[RESOLVED] 1 2', '[FAILED] 2 1'])
  const body = toldThen[1]?.body ?? ''
  t.match(body, /^Attempts: +2$/m)
  t.match(body, /^Steps: +1 to 4, 1 of them done again/m)
  const [ended] = attempt([step(200, 5), status(210, 'HEALTHY', 'ENDED')], knownThen)
  t.same(named(ended), ['[ENDED] 1 1'])
  t.match(ended[0]?.body, /^Attempts: +3$/m)
})

t.test('lines of the attempt before explain nothing in this one', async t => {
  const broke = { ...step(20, 3), level: 'ERROR', message: 'it broke' } as AnyRecord
  const [told, known] = attempt([step(0, 1), broke, crash(90)])
  t.match(told[0]?.body, 'it broke')
  const [toldThen] = attempt([step(100, 3), step(110, 4), crash(120)], known)
  t.notMatch(toldThen[0]?.body, 'it broke')
})

t.test('an attempt without a line is none of the log', async t => {
  const [, known] = attempt([crash(10)])
  const [told] = attempt([step(20, 1), step(30, 2), crash(40)], known)
  t.match(told[0]?.body, /^Attempts: +1$/m)
})

t.test('that a run is done is told where nothing has said so, with what was bad over', async t => {
  const done = (seconds: number): AnyRecord =>
    ({ kind: 'notice', time: at(seconds), code: 'resume_done', message: 'done' }) as AnyRecord
  const [told, known] = attempt([step(0, 1), step(10, 2), status(60, 'HEALTHY', 'HANGING')])
  t.same(named(told), ['[HANGING] 1 1'])
  const machine = alertMachine(alertSettings({ alert: { gather: '0s' } }))
  machine.restore?.(known)
  t.same(named(machine.onRecord(done(90), START + 90_000) as AlertRecord[]), ['[RESOLVED] 1 2', '[ENDED] 1 1'])
  t.same(machine.onRecord(done(91), START + 91_000), [], 'once')
})
