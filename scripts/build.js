// Bundles every program into dist/: one start-up read instead of two hundred. What only some runs need is a bundle of
// its own. Which programs there are, and how they start, is in their declarations. What people call stands in bin/,
// and loads a bundle.
import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { bundlePage } from './build-page.js'
import { commands, helpFiles, programs } from './declarations.js'

const BUNDLES = 'dist/bundles'

// What is made of schemas and samples comes first: the programs import it.
execFileSync(process.execPath, ['scripts/generate.js', '--build'], { stdio: 'inherit' })

const PROGRAMS = await programs()
const COMMANDS = await commands()

const bundleOfCommand = ({ name }) => `command-${name}`
const bundleOfProgram = ({ name }) => `logmon-${name}`

/** What `logmon` knows of a command or a program; its bundle runs it. */
const frontDoorEntry = (declaration, bundle) =>
  `{ name: ${JSON.stringify(declaration.name)}, aliases: ${JSON.stringify(declaration.aliases ?? [])}, ` +
  `summary: ${JSON.stringify(declaration.summary)}, load: () => import('entry:${bundle(declaration)}') }`

/** The source of each entry point, by the name of its bundle. */
const ENTRIES = {
  logmon: `import { frontDoor } from './lib/cli/front-door.ts'
void frontDoor({
  commands: [${COMMANDS.map(command => frontDoorEntry(command, bundleOfCommand))}],
  programs: [${PROGRAMS.map(program => frontDoorEntry(program, bundleOfProgram))}],
})`,
  ...Object.fromEntries(
    COMMANDS.map(command => [
      bundleOfCommand(command),
      `import { runAsProcess } from './lib/cli/process.ts'
import { ${command.name} as command } from './lib/cli/commands/${command.name}.ts'
runAsProcess(command)`,
    ]),
  ),
  ...Object.fromEntries(
    PROGRAMS.map(program => [
      bundleOfProgram(program),
      `import { runAsProcess } from './lib/cli/process.ts'
import { ${program.role}Command } from './lib/cli/${program.role}-command.ts'
import { ${program.name} } from './lib/programs/${program.name}.ts'
runAsProcess(${program.role}Command(${program.name}))`,
    ]),
  ),
  // Started by `logmon why` on every core.
  'why-worker': `import { judgeOnRequest } from './lib/cli/why/worker.ts'
judgeOnRequest()`,
}
const executables = ['logmon', ...PROGRAMS.map(bundleOfProgram), 'why-worker']

/** Packages that are loaded on demand, by the name of their bundle. */
const packages = new Map()

/**
 * Gives each entry point its source, makes bundles of their own of what is loaded on demand, and gives `await import('package')` the names that Node gives
 * it: without that a CommonJS package has only `default` in a bundle, and `const { parse } = await import('yaml')`
 * works in the tests and fails in the programs.
 */
const loadedOnDemand = {
  name: 'loaded-on-demand',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^entry:/ }, ({ kind, path }) => {
      const name = path.replace(/^entry:/, '')
      return kind === 'dynamic-import' ? { path: `./${name}.js`, external: true } : { path: name, namespace: 'entry' }
    })
    onLoad({ filter: /.*/, namespace: 'entry' }, ({ path }) => ({ contents: ENTRIES[path], resolveDir: '.' }))
    onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
      kind === 'dynamic-import' && !path.startsWith('node:') ? { path, namespace: 'package' } : undefined,
    )
    // Only in what is written below: packages have files of such names too.
    onResolve({ filter: /^\.\/package-/, namespace: 'package' }, ({ path }) => ({ path, external: true }))
    onLoad({ filter: /.*/, namespace: 'package' }, async ({ path }) => {
      // `@scope/name/file` and `name/file` are of the packages `@scope/name` and `name`.
      const name = `package-${/^(?:@[^/]+\/)?[^/]+/.exec(path)[0].replace('@', '').replace('/', '-')}`
      packages.set(name, fileURLToPath(import.meta.resolve(path)))
      const exported = Object.keys(await import(path)).filter(exportedName => exportedName !== 'module.exports')
      return { contents: `export { ${exported.join(', ')} } from './${name}.js'` }
    })
  },
}

/** Both only cost start-up time: help text is ASCII, and readable-stream is a copy of Node's own streams. */
const ALIASES = { 'string-width': './scripts/plain-string-width.js', 'readable-stream': 'node:stream' }

/** @param {Readonly<Record<string, string>>} entryPoints paths by the name of the bundle */
const bundle = (entryPoints, { outdir = BUNDLES, alias = ALIASES } = {}) =>
  build({
    entryPoints,
    outdir,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__bundleUrl' },
    minifySyntax: true,
    legalComments: 'none',
    alias,
    logLevel: 'warning',
    plugins: [loadedOnDemand],
  })

const sources = folder => readdirSync(folder).map(name => `${folder}/${name}`)
rmSync('dist', { recursive: true, force: true })
await bundle(Object.fromEntries(Object.keys(ENTRIES).map(name => [name, `entry:${name}`])))
/** Show text of logs, whose characters are of any width. */
const MEASURING = ['package-string-width', 'package-cli-table3', 'package-wrap-ansi']
await bundle(Object.fromEntries([...packages].filter(([name]) => !MEASURING.includes(name))))
await bundle(Object.fromEntries([...packages].filter(([name]) => MEASURING.includes(name))), { alias: {} })
await bundle({ 'load-bundle': 'lib/cli/load-bundle.ts' }, { outdir: 'dist' })
await bundlePage()
await bundleReport()
await writeHelpFiles()
// The package is one of ES modules; V8's code cache is to be had for scripts only.
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n')
for (const path of sources(BUNDLES))
  appendFileSync(path, `//${createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16)}`)
// `logmon why` starts it, nobody else.
writeFileSync('dist/why-worker.js', "require('./load-bundle.js').loadBundle(__dirname + '/bundles/why-worker.js')\n")

/** Script and style of the page that `logmon report` writes: both stand in it, so that it needs nothing beside it. */
function bundleReport() {
  return build({
    entryPoints: { report: 'lib/page/report/main.ts', 'report-style': 'lib/page/report/report.css' },
    outdir: 'dist/page',
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
  })
}

/** Man pages and completions, made of the declarations. A date that is given makes builds alike. */
async function writeHelpFiles() {
  const { SOURCE_DATE_EPOCH: epoch } = process.env
  const made = epoch === undefined ? new Date() : new Date(Number(epoch) * 1000)
  for (const [name, text] of Object.entries(await helpFiles(made.toISOString().slice(0, 10)))) {
    mkdirSync(dirname(`dist/${name}`), { recursive: true })
    writeFileSync(`dist/${name}`, text)
  }
}

const JOB = ['-c', 'examples/demo/job.yaml']
// Not into this account's state directory.
const LINES = {
  run: [...JOB, '--status-file', 'off'],
  explain: ['loss: 1'],
  formats: [],
  completion: ['--help'],
  serve: ['--help'],
  mcp: ['--help'],
  report: ['--help'],
  status: ['--help'],
  up: ['--help'],
  down: ['--help'],
  init: ['examples/logs/train.log', '--yes', '-o', '-'],
  import: ['examples/promtail.yaml'],
  view: [],
  silence: ['list', '--file', 'no-such-file'],
  slurm: ['--help'],
  resume: ['--help'],
  why: ['examples/logs/train.log'],
}
/** What a stage cannot do without. */
const NEEDED = { ship: ['--loki', 'http://127.0.0.1:9'] }
/**
 * How programs are run to see what they need at their start, besides --help; sources and tools do nothing without a
 * name of the user's.
 */
const USUAL = {
  logmon: COMMANDS.map(({ name }) => [name, ...(LINES[name] ?? JOB)]),
  ...Object.fromEntries(
    PROGRAMS.map(program => [
      bundleOfProgram(program),
      program.role === 'stage' ? [[...(program.configured ? JOB : []), ...(NEEDED[program.name] ?? [])]] : [],
    ]),
  ),
  'why-worker': [],
}
/** Without the user's environment: its NODE_OPTIONS and LOGMON_CLOCK are for other runs. */
async function writeCodeCache(...words) {
  const running = promisify(execFile)(process.execPath, ['scripts/write-code-cache.cjs', ...words], { env: {} })
  running.child.stdin.end()
  await running
}
await Promise.all(
  executables.map(async name => {
    // One after the other: each run adds to what the last one kept.
    for (const words of [['--help'], ...USUAL[name]]) await writeCodeCache(name, ...words)
  }),
)
