// Starts a program as the build made it; a checkout in which nothing is built yet says how to build it.
const { existsSync } = require('node:fs')
const { join } = require('node:path')

module.exports = name => {
  const bundle = join(__dirname, '..', 'dist', 'bundles', `${name}.js`)
  if (existsSync(bundle)) return require('../dist/load-bundle.js').loadBundle(bundle)
  console.error(
    `${name}: it is not built yet; "npm ci" in ${join(__dirname, '..')} installs what it needs and builds it`,
  )
  process.exitCode = 1
}
