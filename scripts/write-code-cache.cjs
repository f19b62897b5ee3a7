// Runs a program as its users do, and keeps what V8 compiled for it: `node scripts/write-code-cache.cjs logmon-parse
// --help`
const { readFileSync, renameSync, writeFileSync } = require('node:fs')
const { resolve } = require('node:path')
const { cachePath, loadBundle, scripts } = require('../dist/load-bundle.js')

const [name] = process.argv.splice(2, 1)

process.on('exit', () => {
  for (const [path, script] of scripts) {
    const cache = cachePath(path, readFileSync(path, 'latin1'))
    // Programs share bundles and are run at the same time.
    const unfinished = `${cache}.${process.pid}`
    writeFileSync(unfinished, script.createCachedData())
    renameSync(unfinished, cache)
  }
})
loadBundle(resolve('dist/bundles', `${name}.js`))
