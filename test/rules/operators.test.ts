import { readdirSync } from 'node:fs'
import t from 'tap'
import type { Operator } from '../../lib/rules/operator.ts'
import * as operators from '../../lib/rules/operators/index.ts'

const table = Object.values(operators) as Operator<unknown>[]

t.test('the index lists exactly the files of the folder', async t => {
  const files = readdirSync(new URL('../../lib/rules/operators/', import.meta.url)).filter(name => name !== 'index.ts')
  t.same(table.map(operator => `${operator.name.replaceAll('_', '-')}.ts`).sort(), files.sort())
})

for (const operator of table) {
  t.test(`${operator.name} judges its samples as they say`, async t => {
    const judged = operator.samples.map(sample => {
      const judge = operator.start(sample.argument)
      return { ...sample, holds: sample.values.map(value => judge.holds(value)) }
    })
    t.same(judged, operator.samples)
    t.ok(
      operator.samples.some(sample => sample.holds.includes(true)),
      'one sample is true',
    )
    t.ok(
      operator.samples.some(sample => sample.holds.includes(false)),
      'one sample is false',
    )
  })
}
