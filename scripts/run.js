// Runs a TypeScript program of this checkout (bench/, examples/): Node 20 takes no .ts, so it is bundled first. `node scripts/run.js FILE [argument...]`
import { spawn } from 'node:child_process'
import { build } from 'esbuild'

const [source, ...rest] = process.argv.slice(2)
const bundle = `build/${source.replace(/\.ts$/, '.mjs')}`
await build({ entryPoints: [source], outfile: bundle, bundle: true, format: 'esm', platform: 'node', target: 'node20.19', packages: 'external', logLevel: 'warning' })
const child = spawn(process.execPath, [bundle, ...rest], { stdio: 'inherit' })
// The terminal sends its signals to the child too; it decides when to end.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill(signal))
child.on('exit', code => {
  process.exitCode = code ?? 1
})
