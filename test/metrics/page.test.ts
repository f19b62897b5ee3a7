import { readFileSync } from 'node:fs'
import t from 'tap'
import { FAMILIES, type Family } from '../../lib/metrics/families.ts'
import { withMetricsTable } from '../cases/metrics-table.ts'

t.test('the page of metrics says what the table says', async t => {
  const page = readFileSync('docs/metrics.md', 'utf8')
  t.match(page, '| `logmon_job_step` |')
  t.equal(page, withMetricsTable(page), 'after a change: npm run cases -- --write')
})

t.test("names and words are by Prometheus' conventions", async t => {
  for (const [name, { type, help, labels = [] }] of Object.entries<Family>(FAMILIES)) {
    t.match(name, /^[a-z][a-z0-9_]*$/, name)
    t.equal(name.endsWith('_total'), type === 'counter', `${name}: counters and no others end in _total`)
    t.notMatch(name, /_(?:ms|millis|minutes|hours|kb|mb)(?:_|$)/, `${name}: seconds and bytes`)
    t.match(help, /^[A-Z0-9].*\.$/, `${name}: a sentence`)
    for (const label of labels) t.notOk(['program', 'name', 'le'].includes(label), `${name}: ${label} is taken`)
  }
})
