// How tests are read: types are taken out by esbuild, which the build uses too. TypeScript itself takes up to twice the
// processor time of a whole test file, and there are hundreds; types are checked once, by `npm run types`. Nearly every
// test file reads the same modules, so what came of a module is kept in a folder for the processes after it, until
// `npm ci` empties that.
const { createHash, randomUUID } = require('node:crypto')
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { version } = require('esbuild/package.json')

const KEPT = join(__dirname, '../node_modules/.cache/logmon-tests')
const SETTINGS = {
  loader: 'ts',
  format: 'esm',
  target: 'node20.19',
  sourcemap: 'external',
  sourcesContent: false,
}

/** What esbuild makes of a module: its code, then its source map on the last line. Who asks names the file in the map. */
function transpiled(text) {
  const hash = createHash('sha256')
    .update(JSON.stringify([version, SETTINGS, text]))
    .digest('hex')
  const path = join(KEPT, hash)
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Loaded only here: esbuild starts a process of its own.
    const { code, map } = require('esbuild').transformSync(text, SETTINGS)
    const made = `${code}\n${JSON.stringify(JSON.parse(map))}`
    mkdirSync(KEPT, { recursive: true })
    // Renamed when it is whole: other processes write the same file at the same time.
    const draft = `${path}.${randomUUID()}`
    writeFileSync(draft, made)
    renameSync(draft, path)
    return made
  }
}

exports.create = () => ({
  transpile(text) {
    const made = transpiled(text)
    const end = made.lastIndexOf('\n')
    return { outputText: made.slice(0, end), sourceMapText: made.slice(end + 1) }
  },
})
