// docs/troubleshooting.md names every notice that the code gives, and none that it does not.
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const page = readFileSync('docs/troubleshooting.md', 'utf8')
const GIVEN =
  /\b(?:notice(?:<\w+>)?|noticeOf|tell)\(\s*(?:\w+,\s*)?'([a-z]+_[a-z_]+)'|\bcode: '([a-z]+_[a-z_]+)',?\s*(?:message|stage)/g
const sources = (readdirSync('lib', { recursive: true }) as string[])
  .filter(path => path.endsWith('.ts') && !path.includes('generated') && !/^(?:signatures|formats|page)\//.test(path))
  .map(path => readFileSync(`lib/${path}`, 'utf8'))

t.test('every code that is given has its row', async t => {
  const codes = new Set(sources.flatMap(text => [...text.matchAll(GIVEN)].map(([, one, other]) => one ?? other)))
  t.ok(codes.size >= 30, `${codes.size} codes are found`)
  for (const code of codes) t.ok(page.includes(`\`${code}\``), code as string)
})

t.test('every code that has a row stands in the code', async t => {
  const table = page.slice(page.indexOf('## Notices, by their code'))
  const all = sources.join('\n')
  for (const [, cell] of table.matchAll(/^\| (`[^|]+`) \|/gm))
    for (const [, code] of (cell as string).matchAll(/`(\w+)`/g)) t.ok(all.includes(code as string), code as string)
})
