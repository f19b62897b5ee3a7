import { readFileSync } from 'node:fs'
import t from 'tap'
import { loadJob } from '../lib/config/load.ts'
import { isProblems } from '../lib/problem.ts'
import { withOperatorTable } from './cases/operator-table.ts'

const page = readFileSync('docs/rules.md', 'utf8')

t.test('the job file of the page is right', async t => {
  const text = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  const job = await loadJob({ path: 'docs/rules.md', text })
  t.notOk(isProblems(job), JSON.stringify(job))
})

t.test('the table of operators says what the operators say of themselves', async t => {
  t.equal(page, withOperatorTable(page), 'after a change: npm run cases -- --write')
})
