import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import * as stages from '../lib/programs/index.ts'

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: Record<string, string>; version: string }
const programs = readdirSync('bin')
  .map(file => file.replace(/\.ts$/, ''))
  .sort()
const namesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter(file => file !== 'index.ts')
    .map(file => file.replace(/\.ts$/, ''))
    .sort()

t.test('every program of bin/ is installed under its name', async t => {
  t.same(manifest.bin, Object.fromEntries(programs.map(name => [name, `dist/${name}.js`])))
})

t.test('logmon runs every program by its short name', async t => {
  const named = [...readFileSync('bin/logmon.ts', 'utf8').matchAll(/import\('\.\/(logmon-\w+)\.ts'\)/g)].map(
    match => match[1],
  )
  t.same(
    named.sort(),
    programs.filter(name => name !== 'logmon'),
  )
})

t.test('every stage has a program, and is listed in the index', async t => {
  const names = Object.values(stages).map(stage => stage.name)
  t.same([...names].sort(), namesIn('lib/programs'))
  for (const name of names) t.ok(programs.includes(`logmon-${name}`), `bin/logmon-${name}.ts`)
})

t.test('summaries fit on a line of help', async t => {
  for (const stage of Object.values(stages))
    t.ok(stage.summary.length <= 72, `${stage.name}: ${stage.summary.length} characters`)
})

t.test('the package holds the programs, their bundles and the schemas, and no sources', async t => {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as [{ files: { path: string; mode: number }[] }]
  const paths = packed.files.map(file => file.path)
  for (const name of programs) {
    const file = packed.files.find(file => file.path === `dist/${name}.js`)
    t.ok(file !== undefined && (file.mode & 0o111) !== 0, `dist/${name}.js can be run`)
  }
  for (const schema of readdirSync('schemas')) t.ok(paths.includes(`schemas/${schema}`), `schemas/${schema}`)
  t.ok(
    paths.includes('dist/load-bundle.js') &&
      paths.includes('dist/bundles/logmon-parse.js') &&
      paths.includes('dist/package.json'),
  )
  t.same(
    paths.filter(path => /^(lib|test|bench|scripts)\//.test(path)),
    [],
  )
})
