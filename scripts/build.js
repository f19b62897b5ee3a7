// Bundles every program of bin/ into dist/: one start-up read instead of two hundred, and shared chunks for what is loaded on demand.
import { chmodSync, readdirSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

/**
 * Gives `await import('package')` the names that Node gives it. Without this, a CommonJS package loaded on demand has only `default`
 * in a bundle, and `const { parse } = await import('yaml')` works in the tests and fails in the programs.
 */
const namedDynamicImports = {
  name: 'named-dynamic-imports',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^./]/ }, ({ kind, path }) => (kind === 'dynamic-import' && !path.startsWith('node:') ? { path, namespace: 'package' } : undefined))
    onLoad({ filter: /.*/, namespace: 'package' }, async ({ path }) => ({
      contents: `export { ${Object.keys(await import(path))
        .filter(name => name !== 'module.exports')
        .join(', ')} } from '${path}'`,
      resolveDir: process.cwd(),
    }))
  },
}

const programs = readdirSync('bin').filter(name => name.endsWith('.ts'))
rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: programs.map(name => `bin/${name}`),
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  // Both only cost start-up time: help text is ASCII, and readable-stream is a copy of Node's own streams.
  alias: { 'string-width': './scripts/plain-string-width.js', 'readable-stream': 'node:stream' },
  chunkNames: 'chunks/[name]-[hash]',
  logLevel: 'warning',
  plugins: [namedDynamicImports],
  // CommonJS packages inside an ESM bundle ask for `require`.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
})
for (const name of programs) chmodSync(`dist/${name.replace(/\.ts$/, '.js')}`, 0o755)
