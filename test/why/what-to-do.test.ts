import { readFileSync } from 'node:fs'
import t from 'tap'
import { CATEGORIES } from '../../lib/signatures/categories.ts'
import { adviceAfterRestart, adviceOn, advisedCategories, SECTIONS } from '../../lib/why/what-to-do.ts'

t.test('every category has advice of its own: one plain sentence', async t => {
  t.same([...advisedCategories()].sort(), Object.keys(CATEGORIES).sort())
  for (const category of Object.keys(CATEGORIES)) {
    const { sentence } = adviceOn(category)
    t.match(sentence, /^[A-Z][^\n|]*[^.]\.$/, category)
    t.ok(sentence.length <= 125, `${category}: ${sentence.length} characters`)
  }
})

t.test('a category that is not known is an unknown cause', async t => {
  t.same(adviceOn('no_such_category'), adviceOn('unknown'))
  t.same(adviceOn('constructor'), adviceOn('unknown'))
})

t.test('docs/classify.md tells it where the advice says, in the same words', async t => {
  const page = readFileSync('docs/classify.md', 'utf8')
  const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-')
  const chapters = new Map(
    page.split(/^### /m).map(chapter => [anchorOf(chapter.slice(0, chapter.indexOf('\n'))), chapter]),
  )
  for (const section of SECTIONS) t.ok(chapters.has(section), section)
  for (const [category, { title }] of Object.entries(CATEGORIES)) {
    const { section, sentence } = adviceOn(category)
    t.ok(chapters.get(section)?.includes(`\n| \`${category}\` | ${title} | ${sentence} |\n`), category)
  }
})

t.test('after a restart that mended nothing nobody is told to restart first', async t => {
  for (const category of advisedCategories()) {
    const sentence = adviceAfterRestart(category)
    t.notMatch(sentence, /^Restart[^;]*; if/, category)
    t.match(sentence, /^[A-Z].*\.$/, category)
  }
  t.match(adviceAfterRestart('nccl_timeout'), /^Look at the rank that did not come: /)
  t.equal(adviceAfterRestart('oom_gpu'), adviceOn('oom_gpu').sentence)
})
