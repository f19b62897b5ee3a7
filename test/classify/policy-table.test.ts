// The table of actions in docs/classify.md says what the code does: category by category, first and then.
import { readFileSync } from 'node:fs'
import t from 'tap'
import { type Policy, PROFILES } from '../../lib/classify/policies.ts'
import { CATEGORIES } from '../../lib/signatures/categories.ts'

/** What the text of the page says besides: there is no failure to act on, or a person decides. */
const WITHOUT_ROW = ['completed', 'loss_spike', 'unknown']
const TIMES: Readonly<Record<string, number>> = { second: 2, third: 3 }

const page = readFileSync(new URL('../../docs/classify.md', import.meta.url), 'utf8')
const heading = '| first | categories | then |\n'
const table = page.slice(page.indexOf(heading) + heading.length).split('\n\n', 1)[0] as string
const rows = table
  .split('\n')
  .slice(1)
  .map(row => row.split('|').map(cell => cell.trim()))

/** What a row of the page says of its categories. */
function policyOf(first: string, then: string): Policy {
  const [action, afterCheckpoint] = [...first.matchAll(/`(\w+)`/g)].map(([, name]) => name)
  const repeat = /`(\w+)`/.exec(then)?.[1] ?? action
  const time = /at the (\w+) time/.exec(then)?.[1]
  return {
    first: action,
    ...(afterCheckpoint === undefined ? {} : { afterCheckpoint }),
    repeat,
    ...(time === undefined ? {} : { budget: TIMES[time] }),
  } as Policy
}

t.test('every category stands in the table once, with what the code does', async t => {
  const told = new Map<string, Policy>()
  for (const [, first = '', categories = '', then = ''] of rows)
    for (const name of categories.replace(/\([^)]*\)/g, '').match(/\w+/g) ?? []) {
      if (!(name in CATEGORIES)) continue
      t.notOk(told.has(name), `${name} stands there twice`)
      told.set(name, policyOf(first, then))
    }
  for (const [name, policy] of Object.entries(PROFILES.default)) {
    if (WITHOUT_ROW.includes(name)) continue
    const page = told.get(name)
    t.ok(page, `${name} stands in the table`)
    // A budget of two is what "then" means where the page names no time.
    const { budget = 2, ...rest } = policy
    const { budget: toldBudget = 2, ...toldRest } = page ?? {}
    t.same({ ...toldRest, budget: toldBudget }, { ...rest, budget }, name)
  }
  t.same(
    [...told.keys()].sort(),
    Object.keys(PROFILES.default)
      .filter(name => !WITHOUT_ROW.includes(name))
      .sort(),
  )
})
