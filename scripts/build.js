// Bundles every program of bin/ into dist/: one start-up read instead of two hundred. What only some runs need is a
// bundle of its own.
import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'

const BUNDLES = 'dist/bundles'

/**
 * Modules of ours that are loaded on demand and share no state with whoever loads them: other programs, and commands of
 * `logmon`.
 */
const LOADED_ALONE = /(?:\/logmon-[a-z]+|-command|\/summaries)\.ts$/

/** Packages that are loaded on demand, by the name of their bundle. */
const packages = new Map()

/**
 * Makes bundles of their own of what is loaded on demand, and gives `await import('package')` the names that Node gives
 * it: without that a CommonJS package has only `default` in a bundle, and `const { parse } = await import('yaml')`
 * works in the tests and fails in the programs.
 */
const loadedOnDemand = {
  name: 'loaded-on-demand',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: LOADED_ALONE }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: `./${bundleName(path)}.js`, external: true } : undefined,
    )
    onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
      kind === 'dynamic-import' && !path.startsWith('node:') ? { path, namespace: 'package' } : undefined,
    )
    // Only in what is written below: packages have files of such names too.
    onResolve({ filter: /^\.\/package-/, namespace: 'package' }, ({ path }) => ({ path, external: true }))
    onLoad({ filter: /.*/, namespace: 'package' }, async ({ path }) => {
      const name = `package-${path.replace(/\/.*/, '')}`
      packages.set(name, fileURLToPath(import.meta.resolve(path)))
      const exported = Object.keys(await import(path)).filter(exportedName => exportedName !== 'module.exports')
      return { contents: `export { ${exported.join(', ')} } from './${name}.js'` }
    })
  },
}

const bundleName = path => path.replace(/^.*\//, '').replace(/\.ts$/, '')

/** @param {Readonly<Record<string, string>>} entryPoints paths by the name of the bundle */
const bundle = (entryPoints, outdir = BUNDLES) =>
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
    // Both only cost start-up time: help text is ASCII, and readable-stream is a copy of Node's own streams.
    alias: { 'string-width': './scripts/plain-string-width.js', 'readable-stream': 'node:stream' },
    logLevel: 'warning',
    plugins: [loadedOnDemand],
  })

// What is made of schemas and samples comes first: the programs import it.
execFileSync(process.execPath, ['scripts/generate.js', '--build'], { stdio: 'inherit' })

const sources = folder => readdirSync(folder).map(name => `${folder}/${name}`)
const programs = sources('bin').map(bundleName)
rmSync('dist', { recursive: true, force: true })
await bundle(
  Object.fromEntries(
    [...sources('bin'), ...sources('lib/cli').filter(path => LOADED_ALONE.test(path))].map(path => [
      bundleName(path),
      path,
    ]),
  ),
)
await bundle(Object.fromEntries(packages))
await bundle({ 'load-bundle': 'lib/cli/load-bundle.ts' }, 'dist')
// The package is one of ES modules; V8's code cache is to be had for scripts only.
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n')
for (const path of sources(BUNDLES))
  appendFileSync(path, `//${createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16)}`)
for (const name of programs) {
  writeFileSync(
    `dist/${name}.js`,
    `#!/usr/bin/env node\nrequire('./load-bundle.js').loadBundle(__dirname + '/bundles/${name}.js')\n`,
  )
  chmodSync(`dist/${name}.js`, 0o755)
}

const JOB = ['-c', 'examples/demo/job.yaml']
/**
 * How programs are run to see what they need at their start, besides --help; nothing where they do nothing without a
 * name of the user's.
 */
const USUAL = {
  logmon: [['run', ...JOB], ['check', ...JOB], ['explain', 'loss: 1'], ['formats']],
  'logmon-alert': [JOB],
  'logmon-classify': [JOB],
  'logmon-hang': [JOB],
  'logmon-parse': [JOB],
  'logmon-redact': [[]],
  'logmon-rules': [JOB],
}
/** Without the user's environment: its NODE_OPTIONS and LOGMON_CLOCK are for other runs. */
async function writeCodeCache(...words) {
  const running = promisify(execFile)(process.execPath, ['scripts/write-code-cache.cjs', ...words], { env: {} })
  running.child.stdin.end()
  await running
}
await Promise.all(
  programs.map(async name => {
    // One after the other: each run adds to what the last one kept.
    for (const words of [['--help'], ...(USUAL[name] ?? [])]) await writeCodeCache(name, ...words)
  }),
)
