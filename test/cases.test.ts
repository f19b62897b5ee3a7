import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { COMMANDS } from '../lib/cli/commands/index.ts'
import * as programs from '../lib/programs/index.ts'
import { readCase, runCase } from './cases/case-file.ts'

const FOLDER = 'test/cases'
const names = readdirSync(FOLDER).filter(name => name.endsWith('.case'))
const cases = names.map(name => ({ name, ...readCase(readFileSync(`${FOLDER}/${name}`, 'utf8')) }))

for (const one of cases) {
  t.test(`${one.name}: ${one.comments[0]}`, async t => {
    t.same(runCase(one), one.expected, `after a wanted change: npm run cases -- --write`)
  })
}

t.test('the help of every program is a case, so that a changed option shows in review', async t => {
  const names = [
    ...Object.values(programs).map(({ name }) => `logmon-${name}`),
    ...COMMANDS.map(({ name }) => `logmon ${name}`),
  ]
  const helped = new Set(cases.map(one => one.command).filter(command => command.endsWith(' --help')))
  for (const name of ['logmon', ...names]) t.ok(helped.has(`${name} --help`), `${name} --help`)
})
