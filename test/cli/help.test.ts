// Man pages and completions, as mandoc and the real shells read them.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { allLines } from '../../lib/cli/help/lines.ts'
import { runShell } from '../cases/shell.ts'
import { bashOffers, fishOffers, type Offers, zshOffers } from '../cases/shell-completions.ts'
import { skipUnless } from '../skip.ts'

const has = (program: string): string | false =>
  skipUnless(existsSync(`/usr/bin/${program}`), `${program} is not installed`)
const PAGES = readdirSync('dist/man')
const all = allLines()

t.test('there is a page for logmon, for each command and each program, and npm installs them', async t => {
  const { man } = JSON.parse(readFileSync('package.json', 'utf8')) as { man: readonly string[] }
  t.same(PAGES.toSorted(), ['logmon.1', ...all.map(({ name }) => `logmon-${name}.1`)].sort())
  t.same([...man].sort(), PAGES.map(page => `dist/man/${page}`).sort())
})

t.test('mandoc has nothing to say about them', { skip: has('mandoc') }, async t => {
  const pages = PAGES.map(page => `dist/man/${page}`)
  const { stdout, status } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', ...pages], { encoding: 'utf8' })
  t.equal(stdout, '')
  t.equal(status, 0)
})

t.test('a page says what the help says: every option, value, word, example', { skip: has('mandoc') }, async t => {
  for (const { name, line } of all) {
    const rendered = execFileSync('mandoc', ['-T', 'utf8', '-O', 'width=1000', `dist/man/logmon-${name}.1`], {
      encoding: 'utf8',
    })
    // Bold letters are struck twice.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is between them
    const page = rendered.replaceAll(/.\u0008/g, '').replaceAll(/\s+/g, ' ')
    const { stdout: help } = runShell(`logmon ${name} --help`, '', '.')
    for (const [option, spec] of Object.entries(line.options)) {
      t.equal(page.includes(`--${option} `), spec.hidden !== true, `${name}: --${option}`)
      t.equal(new RegExp(`--${option}\\b`).test(help), spec.hidden !== true, `${name}: --${option} in the help`)
      if (spec.hidden === true) continue
      t.ok(page.includes(spec.describe.replaceAll(/\s+/g, ' ').trim()), `${name}: ${spec.describe}`)
      for (const word of spec.type === 'choice' ? spec.choices : [])
        t.ok(page.includes(word), `${name}: --${option} ${word}`)
    }
    for (const { command } of line.examples) t.ok(page.includes(command.replaceAll(/\s+/g, ' ')), command)
  }
})

t.test('a line that is broken in the middle of a sentence fits, for a longer one is broken twice', async t => {
  for (const { name, line } of all)
    for (const text of [line.summary, line.epilogue ?? '']) {
      const broken = text.split('\n').slice(0, -1)
      for (const each of broken) t.ok(each.length <= 80 || /[.:]$/.test(each), `${name}: ${each}`)
    }
})

const SHELLS: readonly (readonly [string, Offers])[] = [
  ['bash', bashOffers],
  ['zsh', zshOffers],
  ['fish', fishOffers],
]
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['logmon sta', ['status']],
  ['logmon help pa', ['parse']],
  ['logmon run --metrics-l', ['--metrics-listen']],
  ['logmon run --clock ', ['record', 'wall']],
  ['logmon-parse --clock=re', ['record']],
  ['logmon detect-hang --step-fl', ['--step-floor']],
  ['logmon-follow --from st', ['start']],
  ['logmon-follow --serv', []],
  ['logmon run -c ', ['a file.yaml', 'folder', 'job.yaml']],
  ['logmon-tee --dir ', ['folder']],
  ['logmon run --status-file o', ['off']],
  ['logmon run --status-file j', ['job.yaml']],
  ['logmon why a', ['a file.yaml']],
  ['logmon silence ', ['add', 'expire', 'list']],
  ['logmon completion z', ['zsh']],
  ['logmon hang --step-factor ', []],
]

for (const [shell, offersOf] of SHELLS)
  t.test(`${shell} completes programs, options, their words, files and folders`, { skip: has(shell) }, async t => {
    const folder = mkdtempSync(join(tmpdir(), 'logmon-complete-'))
    for (const name of ['a file.yaml', 'job.yaml']) writeFileSync(join(folder, name), '')
    mkdirSync(join(folder, 'folder'))
    const offers = offersOf(
      CASES.map(([line]) => line),
      folder,
    )
    for (const [index, [line, wanted]] of CASES.entries()) {
      const given = offers[index] ?? []
      // fish gives the whole word, and the slash of a folder.
      const plain = given.map(word => word.replace(/^--[\w-]+=/, '').replace(/\/$/, ''))
      t.same(plain.toSorted(), wanted, line)
    }
  })

t.test('a shell that is not known is refused with the nearest', async t => {
  t.match(runShell('logmon completion fihs', '', '.'), { status: 2, stdout: '' })
  t.match(runShell('logmon completion fihs', '', '.').stderr, 'name one shell: bash, zsh, fish; did you mean fish?')
})
