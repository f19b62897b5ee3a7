import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { cachePath, loadBundle, scripts } from '../../lib/cli/load-bundle.ts'

const HASH = '//0123456789abcdef'

/** A folder of bundles, each with the hash that the build puts at their end. */
function bundles(t: Test, sources: Readonly<Record<string, string>>): (name: string) => string {
  const folder = t.testdir(
    Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, `${source}\n${HASH}`])),
  )
  return name => join(folder, name)
}

t.test('a bundle gives its exports, is run once, and has its neighbours and Node by require', async t => {
  const at = bundles(t, {
    'one.js':
      "exports.both = [require('./two.js'), require('node:path').sep, require('path').sep, __bundleUrl.slice(0, 8)]; globalThis.runs = (globalThis.runs ?? 0) + 1",
    'two.js': "module.exports = 'two'",
  })
  t.same(loadBundle(at('one.js')), { both: ['two', '/', '/', 'file:///'] })
  loadBundle(at('one.js'))
  t.equal((globalThis as { runs?: number }).runs, 1)
})

t.test('a cache of the same Node and source is taken', async t => {
  const source = 'module.exports = function seven() { return 7 }'
  const at = bundles(t, { 'first.js': source, 'second.js': source })
  t.equal((loadBundle(at('first.js')) as () => number)(), 7)
  writeFileSync(cachePath(at('second.js'), HASH), scripts.get(at('first.js'))?.createCachedData() ?? '')
  t.equal((loadBundle(at('second.js')) as () => number)(), 7)
  t.equal(scripts.get(at('second.js'))?.cachedDataRejected, false)
})

t.test('a cache that is damaged, cut off, empty, a directory or for another text is left', async t => {
  const source = 'module.exports = function seven() { return 7 }'
  const names = ['donor.js', 'damaged.js', 'cut.js', 'empty.js', 'folder.js']
  const at = bundles(t, {
    ...Object.fromEntries(names.map(name => [name, source])),
    'longer.js': `${source} // longer`,
  })
  loadBundle(at('donor.js'))
  const cache = scripts.get(at('donor.js'))?.createCachedData() as Buffer
  writeFileSync(
    cachePath(at('damaged.js'), HASH),
    cache.map(byte => byte ^ 0x55),
  )
  writeFileSync(cachePath(at('cut.js'), HASH), cache.subarray(0, cache.length / 2))
  writeFileSync(cachePath(at('empty.js'), HASH), '')
  mkdirSync(cachePath(at('folder.js'), HASH))
  writeFileSync(cachePath(at('longer.js'), HASH), cache)
  for (const name of ['damaged.js', 'cut.js', 'empty.js', 'folder.js', 'longer.js']) {
    t.equal((loadBundle(at(name)) as () => number)(), 7, name)
    t.not(scripts.get(at(name))?.cachedDataRejected, false, name)
  }
})

t.test('the build leaves a cache for this Node beside every program, and it is taken', async t => {
  const built = readdirSync('dist/bundles')
  for (const name of readdirSync('bin').filter(file => /^logmon.*\.js$/.test(file))) {
    t.ok(
      built.some(file => file.startsWith(`${name}.`) && file.endsWith(`-${process.version}-${process.arch}.cache`)),
      name,
    )
  }
  const program = `const { loadBundle, scripts } = require('./dist/load-bundle.js')
    loadBundle(process.cwd() + '/dist/bundles/logmon-parse.js')
    console.log(JSON.stringify([...scripts.values()].map(script => script.cachedDataRejected)))`
  t.equal(execFileSync(process.execPath, ['-e', program], { input: '', encoding: 'utf8' }), '[false]\n')
})
