// Loads a program with V8's code cache: without it, compiling takes as long as all of Node's own start. Not part of any
// bundle.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Script } from 'node:vm'

/** Characters at the end of a bundle that are a hash of the rest. */
const HASH_CHARACTERS = 16

/** What was loaded, by path: the build makes its caches of these. */
export const scripts = new Map<string, Script>()
const loaded = new Map<string, unknown>()

/**
 * Returns where the cache of a bundle lies: one made by another Node, for another processor or for another source is
 * never found.
 */
export function cachePath(bundle: string, source: string): string {
  return `${bundle}.${source.slice(-HASH_CHARACTERS)}-${process.version}-${process.arch}.cache`
}

/**
 * Returns what a CommonJS bundle exports; runs it the first time. Bundles next to it are loaded in the same way.
 * Without a cache, or with one that V8 refuses (it was made under other flags, or is damaged), the bundle is compiled
 * as usual. Nothing is ever written.
 */
export function loadBundle(path: string): unknown {
  if (loaded.has(path)) return loaded.get(path)
  // Bundles are plain ASCII, which is read faster as Latin-1.
  const source = readFileSync(path, 'latin1')
  const script = new Script(`(function (exports, require, module, __bundleUrl) {${source}\n})`, {
    filename: path,
    cachedData: readCache(cachePath(path, source)),
  })
  scripts.set(path, script)
  const module = { exports: {} as unknown }
  loaded.set(path, module.exports)
  const require = (id: string): unknown =>
    id.startsWith('./') ? loadBundle(join(dirname(path), id)) : process.getBuiltinModule(id)
  script.runInThisContext()(module.exports, require, module, pathToFileURL(path).href)
  loaded.set(path, module.exports)
  return module.exports
}

function readCache(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined // built by another Node, or not built here
  }
}
