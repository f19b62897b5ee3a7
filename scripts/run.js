// Runs a TypeScript program of this checkout: Node 20 takes no .ts, so it is bundled first. `node scripts/run.js FILE
// [argument...]`
import { spawn } from 'node:child_process'
import { build } from 'esbuild'

/** All at once: the demo starts the training job as a process of its own. */
const PROGRAMS = ['bench/main.ts', 'examples/demo/main.ts', 'examples/training-job/main.ts', 'test/cases/main.ts']

const [source = '', ...rest] = process.argv.slice(2)
if (!PROGRAMS.includes(source)) throw new Error(`${source} is none of ${PROGRAMS.join(', ')}`)
await build({
  entryPoints: PROGRAMS,
  outdir: 'build',
  outbase: '.',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning',
})
const child = spawn(process.execPath, [`build/${source.replace(/\.ts$/, '.mjs')}`, ...rest], { stdio: 'inherit' })
// An interrupt reaches the child by itself, from the terminal; it decides when to end.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill())
child.on('exit', code => {
  process.exitCode = code ?? 1
})
