import { readFileSync } from 'node:fs'
import t from 'tap'
import { loadJob } from '../lib/config/load.ts'
import { isProblems } from '../lib/problem.ts'
import * as operators from '../lib/rules/operators/index.ts'

const page = readFileSync('docs/rules.md', 'utf8')

t.test('the job file of the page is right', async t => {
  const text = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  const job = await loadJob({ path: 'docs/rules.md', text })
  t.notOk(isProblems(job), JSON.stringify(job))
})

t.test('the page names every operator', async t => {
  for (const operator of Object.values(operators)) t.ok(page.includes(`\`${operator.name}`), operator.name)
})
