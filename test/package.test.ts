import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { COMMANDS } from '../lib/cli/commands/index.ts'
import * as programs from '../lib/programs/index.ts'
import { runShell } from './cases/shell.ts'

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: Record<string, string>; version: string }
const declared = Object.values(programs)
const executables = ['logmon', ...declared.map(({ name }) => `logmon-${name}`)]
const namesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter(file => file !== 'index.ts')
    .map(file => file.replace(/\.ts$/, ''))
    .sort()

t.test('the index lists every declaration of the folder, under the name of its file', async t => {
  t.same(Object.keys(programs).sort(), namesIn('lib/programs'))
  t.same(declared.map(({ name }) => name).sort(), namesIn('lib/programs'))
  t.same(COMMANDS.map(({ name }) => name).sort(), namesIn('lib/cli/commands'))
})

t.test('every program is installed under its name', async t => {
  t.same(manifest.bin, Object.fromEntries(executables.map(name => [name, `bin/${name}.js`])))
})

t.test('bin/ holds what people call, each made by npm run generate', async t => {
  const files = [...executables.map(name => `${name}.js`), 'package.json', 'start.js']
  t.same(readdirSync('bin').sort(), files.sort())
})

t.test('a checkout that is not built says so, and how it is', async t => {
  const checkout = t.testdir()
  cpSync('bin', join(checkout, 'bin'), { recursive: true })
  const { stdout, stderr, status } = spawnSync(join(checkout, 'bin/logmon-parse.js'), [], { encoding: 'utf8' })
  t.same([stdout, status], ['', 1])
  t.equal(stderr, `logmon-parse: it is not built yet; "npm ci" in ${checkout} installs what it needs and builds it\n`)
})

t.test('logmon runs every command, and every program by its short name and its aliases', async t => {
  const ways = [
    ...COMMANDS.map(({ name }) => [`logmon ${name}`, name] as const),
    ...declared.flatMap(({ name, aliases = [] }) =>
      [name, ...aliases].map(short => [`logmon-${name}`, short] as const),
    ),
  ]
  for (const [program, short] of ways) {
    const direct = runShell(`${program} --help`, '', '.')
    t.match(direct, { stdout: `Usage: ${program} [options]`, status: 0 })
    t.same(runShell(`logmon ${short} --help`, '', '.'), direct, `logmon ${short} --help`)
    t.same(runShell(`logmon help ${short}`, '', '.'), direct, `logmon help ${short}`)
  }
})

t.test('the help of logmon says of each what it says of itself', async t => {
  const { stdout } = runShell('logmon --help', '', '.')
  const all = [...COMMANDS, ...declared]
  const width = Math.max(...all.map(({ name }) => name.length)) + 2
  for (const { name, summary } of all) t.match(stdout, `  ${name.padEnd(width)}${summary}\n`)
})

t.test('stages have places of their own in the chain, and the longest summary fits on a line of help', async t => {
  const places = declared.flatMap(program => ('chain' in program && program.chain ? [program.chain.place] : []))
  t.equal(new Set(places).size, places.length)
  for (const { name, summary } of declared) t.ok(summary.length <= 72, `${name}: ${summary.length} characters`)
})

t.test('one file sets the exit code of the process, and none ends it at once', async t => {
  const files = (readdirSync('lib', { recursive: true }) as string[]).filter(path => path.endsWith('.ts'))
  const having = (pattern: RegExp): readonly string[] =>
    files.filter(path => pattern.test(readFileSync(`lib/${path}`, 'utf8').replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, '')))
  t.same(having(/process\.exitCode\b/), ['cli/process.ts'])
  t.same(having(/process\.exit\b/), [])
})

t.test('types are not argued away at the seams: at most four casts stay', async t => {
  const casts = (readdirSync('lib', { recursive: true }) as string[])
    .filter(path => path.endsWith('.ts') && !path.includes('.generated.'))
    .flatMap(path =>
      readFileSync(`lib/${path}`, 'utf8')
        .split('\n')
        .filter(line => /\bas (?:never|unknown as)\b/.test(line.replace(/\/\/.*|^\s*\*.*/, '')))
        .map(line => `${path}: ${line.trim()}`),
    )
  t.ok(casts.length <= 4, casts.join('\n'))
})

t.test('the package holds the programs, their bundles and the schemas, and no sources', async t => {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as [{ files: { path: string; mode: number }[] }]
  const paths = packed.files.map(file => file.path)
  for (const name of executables) {
    const file = packed.files.find(file => file.path === `bin/${name}.js`)
    t.ok(file !== undefined && (file.mode & 0o111) !== 0, `bin/${name}.js can be run`)
  }
  for (const schema of readdirSync('schemas')) t.ok(paths.includes(`schemas/${schema}`), `schemas/${schema}`)
  t.ok(
    paths.includes('dist/load-bundle.js') &&
      paths.includes('dist/bundles/logmon-parse.js') &&
      paths.includes('dist/package.json') &&
      paths.includes('dist/page/index.html'),
  )
  t.same(
    paths.filter(path => /^(lib|test|bench|scripts)\//.test(path)),
    [],
  )
})
