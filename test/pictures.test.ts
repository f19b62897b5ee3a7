// The pictures of the pages: terminals as they are now, small, and each on a page.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import t from 'tap'

const MOST_BYTES = 150_000
const pictures = readdirSync('docs/pictures')

t.test('pictures of terminals show what commands leave there', async t => {
  const { status, stderr } = spawnSync('node', ['scripts/pictures.js', '--check'], { encoding: 'utf8' })
  t.equal(status, 0, stderr)
})

t.test('each is small, and shown on a page', async t => {
  const pages = ['README.md', ...readdirSync('docs').flatMap(name => (name.endsWith('.md') ? `docs/${name}` : []))]
    .map(page => readFileSync(page, 'utf8'))
    .join('\n')
  t.ok(pictures.length >= 9)
  for (const name of pictures) {
    t.ok(statSync(`docs/pictures/${name}`).size < MOST_BYTES, name)
    t.ok(pages.includes(`pictures/${name})`), name)
  }
})

t.test('in a drawing nothing runs and nothing is fetched', async t => {
  for (const name of pictures.filter(each => each.endsWith('.svg'))) {
    const text = readFileSync(`docs/pictures/${name}`, 'utf8')
    t.notMatch(text, /<script|<foreignObject|\bon\w+=|href=|url\(/i, name)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a picture has none
    t.notMatch(text, /[\u0000-\u0008\u000b-\u001f]/, name)
  }
})
