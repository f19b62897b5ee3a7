// Bundles what runs in browsers into dist/page/.
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { build } from 'esbuild'

/** The page of `logmon serve`, for browsers. Its parts are named after what they hold, so that they may be kept. */
export async function bundlePage() {
  rmSync('dist/page', { recursive: true, force: true })
  const { metafile } = await build({
    entryPoints: ['lib/page/watch/main.ts', 'lib/page/watch/page.css'],
    outdir: 'dist/page',
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  })
  let page = readFileSync('lib/page/watch/index.html', 'utf8')
  for (const path of Object.keys(metafile.outputs)) {
    const name = basename(path)
    page = page.replace(`assets/${name.replace(/-[A-Z0-9]+(?=\.)/, '')}`, `assets/${name}`)
  }
  writeFileSync('dist/page/index.html', page)
  copyFileSync('lib/page/watch/icon.svg', 'dist/page/icon.svg')
}
