// docs/design.md is the contract: what of it can be compared with the code is compared here.
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { ROOMS } from '../scripts/layers.js'

const page = readFileSync('docs/design.md', 'utf8')

/** The first cells of the table that follows `<!-- name: … -->`, without backticks. */
function rowsOf(name: string): readonly string[] {
  const table = new RegExp(`<!-- ${name}: .*? -->\\n(.*?)<!-- end of ${name} -->`, 's').exec(page)?.[1] ?? ''
  return [...table.matchAll(/^\| `?([^`|]+?)`? \|/gm)].map(match => match[1] as string).slice(2)
}

t.test('it names the kinds of records that have a schema', async t => {
  const ofKind = /"kind":\s*\{\s*"const": "(\w+)"/
  const kinds = readdirSync('schemas').flatMap(name => ofKind.exec(readFileSync(`schemas/${name}`, 'utf8'))?.[1] ?? [])
  t.same([...rowsOf('kinds')].sort(), kinds.sort())
})

t.test('it names the rooms of the table of layers', async t => {
  t.same([...rowsOf('rooms')].sort(), Object.keys(ROOMS).sort())
})

t.test('it names the programs that are installed', async t => {
  const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: Readonly<Record<string, string>> }
  t.same([...rowsOf('programs'), 'logmon'].sort(), Object.keys(bin).sort())
})

t.test('it gives the exit codes of the README, which are those of the programs', async t => {
  const codes = [...readFileSync('README.md', 'utf8').matchAll(/^\| (\d+) \|/gm)].map(match => match[1])
  t.same(rowsOf('exit codes'), codes)
})
