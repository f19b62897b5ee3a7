// What the programs and the commands of `logmon` say of themselves.
import { createRequire } from 'node:module'
import { build } from 'esbuild'

/** Imports a TypeScript module of lib/, which Node 20 cannot load as it is. */
async function importSource(path) {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    define: { 'import.meta.url': '__url' },
  })
  const module = { exports: {} }
  const load = new Function('module', 'exports', 'require', '__url', outputFiles[0].text)
  // As if it stood where bundles do: from there the version is looked for in package.json.
  const url = new URL('../dist/bundles/declarations.js', import.meta.url).href
  load(module, module.exports, createRequire(url), url)
  return module.exports
}

/** @returns {Promise<readonly import('../lib/program.ts').AnyProgram[]>} in the order of their names */
export async function programs() {
  const declared = Object.values(await importSource('lib/programs/index.ts'))
  return declared.sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** @returns {Promise<Readonly<Record<string, string>>>} man pages and completions by their paths below dist/ */
export async function helpFiles(date) {
  return (await importSource('lib/cli/help/files.ts')).helpFiles(date)
}

/** @returns {Promise<readonly import('../lib/cli/command.ts').FrontCommand[]>} in the order of the help */
export async function commands() {
  return (await importSource('lib/cli/commands/index.ts')).COMMANDS
}
