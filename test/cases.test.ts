import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
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
  const programs = readdirSync('bin').map(file => file.replace(/\.ts$/, ''))
  const helped = new Set(cases.map(one => one.command).filter(command => command.endsWith(' --help')))
  for (const program of programs) t.ok(helped.has(`${program} --help`), `${program} --help`)
})
