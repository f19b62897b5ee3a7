// What a line says in numbers that no double holds, and under names that every object has.
import t from 'tap'
import { runShell } from '../cases/shell.ts'

const parsed = (line: string): unknown[] =>
  runShell('logmon-parse', `${line}\nlast\n`, '.')
    .stdout.trimEnd()
    .split('\n')
    .map(text => JSON.parse(text))

const ONES = '1'.repeat(320)

t.test('a step, a rank or an epoch of 320 digits is none: the message says it', async t => {
  for (const line of [
    `step ${ONES}: train loss 3.5, val loss 4`,
    `[rank${ONES}]: boom`,
    `Epoch ${ONES} | iter ${ONES} step ${ONES} | loss train: 2.5, val: n/a`,
    ` iteration ${ONES}/ ${ONES} | elapsed time per iteration (ms): 812.3 |`,
    `{"level":"info","msg":"x","step":1e309,"rank":${ONES}}`,
  ]) {
    const [record] = parsed(line) as Record<string, unknown>[]
    for (const field of ['step', 'total_steps', 'rank', 'epoch'])
      t.notOk(Object.hasOwn(record as object, field), `${field} of ${line.slice(0, 20)}`)
  }
})

t.test('a bar that counts to 320 digits tells the numbers that are some', async t => {
  const [record] = parsed(`${ONES}/${ONES} ━━━━━━━━━━━━━━━━━━━━ 0s 12ms/step - loss: 0.5`) as { progress?: object }[]
  t.notOk(JSON.stringify(record).includes('"current":null'))
  t.notOk(JSON.stringify(record).includes('"total":null'))
})

t.test('values that are no text where one is asked for', async t => {
  for (const odd of ['{"toString":1}', '{"toString":1,"valueOf":2}', '[[[]]]', '[{"toString":null}]', 'null', 'true']) {
    for (const line of [
      `{"severity":${odd},"msg":"said","time":"2026-01-01T00:00:00Z"}`,
      `{"level":"info","msg":"said","filename":"a.py","lineno":${odd}}`,
      `{"level":"info","levelno":${odd},"msg":"said","rank":${odd},"step":${odd},"host":${odd},"record":${odd}}`,
      `{"msg":"said","level":"info","extra":{"host":${odd},"__proto__":${odd}},"metrics":${odd}}`,
    ]) {
      const [record, last] = parsed(line) as { message?: string }[]
      t.equal(record?.message, 'said', line)
      t.equal(last?.message, 'last')
    }
  }
})

t.test('names that every object has are names like others', async t => {
  const [record] = parsed(
    '{"msg":"said","level":"info","step":1,"metrics":{"constructor":2.5,"toString":3,"__proto__":4,"loss":1},"extra":{"valueOf":"x"}}',
  ) as { metrics?: object; fields?: object }[]
  t.same(Object.entries(record?.metrics ?? {}), [
    ['constructor', 2.5],
    ['to_string', 3],
    ['proto', 4],
    ['loss', 1],
  ])
  t.same(Object.entries(record?.fields ?? {}), [['valueOf', 'x']])
})

t.test('a carrier or report with such values ends nothing', async t => {
  for (const odd of ['{"toString":1}', '[{"toString":null}]', 'null']) {
    for (const line of [
      `{"__REALTIME_TIMESTAMP":"1534860261221373","PRIORITY":${odd},"_PID":${odd},"MESSAGE":"said"}`,
      `{"__REALTIME_TIMESTAMP":${odd},"MESSAGE":"said"}`,
      `:::MLLOG {"time_ms":${odd},"key":${odd},"value":${odd},"metadata":{"file":${odd}}}`,
      `{"message": {"message": "bad", "extraInfo": {"timestamp":${odd}}}}`,
    ]) {
      const records = parsed(line) as { message?: string; kind?: string }[]
      t.same(
        records.map(({ kind }) => kind),
        ['log', 'log'],
        line,
      )
      t.equal(records.at(-1)?.message, 'last')
    }
  }
})
