import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import t from 'tap'
import * as programs from '../lib/programs/index.ts'
import { withProgramTable } from './cases/program-table.ts'
import { runShell } from './cases/shell.ts'
import { withTerminalCaptures } from './cases/terminal-captures.ts'

const PAGES = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync('docs').flatMap(name => (name.endsWith('.md') ? `docs/${name}` : [])),
]
const ROOT = resolve('.')

/** Commands of a console block, each with the lines that must follow. */
function sessionsOf(page: string): { readonly command: string; readonly output: string }[] {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/^```console\n(.*?)^```$/gms)].map(
    ([, block]) => block as string,
  )
  return blocks.flatMap(block =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map(part => ({ command: part.slice(0, part.indexOf('\n')), output: part.slice(part.indexOf('\n') + 1) })),
  )
}

for (const page of PAGES) {
  const sessions = sessionsOf(page)
  t.test(`${page}: what its ${sessions.length} commands print is what it says`, async t => {
    for (const { command, output } of sessions)
      t.equal(runShell(`{ ${command}; } 2>&1`, '', ROOT).stdout, output, command)
  })
  t.test(`${page}: its captures are what its commands leave on a terminal`, async t => {
    const text = readFileSync(page, 'utf8')
    t.equal(text, withTerminalCaptures(text), 'after a change: npm run cases -- --write')
  })
  t.test(`${page}: every file that it links to is there`, async t => {
    for (const [, target] of readFileSync(page, 'utf8').matchAll(/\]\(((?!https?:)[^)#]+)\)/g))
      t.ok(existsSync(join(dirname(page), target as string)), target as string)
  })
}

t.test('the README has a real session in it', async t => {
  t.ok(sessionsOf('README.md').length >= 3)
})

t.test('the table of programs says what the programs say of themselves', async t => {
  const page = readFileSync('README.md', 'utf8')
  t.equal(page, withProgramTable(page), 'after a change: npm run cases -- --write')
})

t.test('the table of exit codes is that of the programs', async t => {
  const codes = [...readFileSync('README.md', 'utf8').matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))
  const { EXIT } = await import('../lib/cli/exit-codes.ts')
  t.same(codes, Object.values(EXIT))
})

t.test('in a chain that has a job file every stage that reads one is given it, as in logmon run', async t => {
  const configured = new Set(
    Object.values(programs).flatMap(program =>
      'configured' in program && program.configured ? [`logmon-${program.name}`] : [],
    ),
  )
  let chains = 0
  for (const page of PAGES)
    for (const line of readFileSync(page, 'utf8').split('\n')) {
      const words = line.split('|').map(stage => stage.trim().split(/\s+/))
      const stages = words.filter(([program]) => configured.has(program as string))
      if (stages.length < 2 || !stages.some(stage => stage.includes('-c'))) continue
      chains++
      for (const stage of stages) t.ok(stage.includes('-c'), `${page}: ${stage.join(' ')}`)
    }
  t.ok(chains >= 2)
})

t.test('every script that a page names exists', async t => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  for (const page of PAGES)
    for (const [, name] of readFileSync(page, 'utf8').matchAll(/npm run ([a-z]+)/g))
      t.ok(scripts[name as string] !== undefined, `${page}: npm run ${name}`)
})
