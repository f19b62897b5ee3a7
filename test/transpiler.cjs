// How tests are read: types are taken out by esbuild, which the build uses too. TypeScript itself does the same in twenty
// times the time, again in each of hundreds of test processes; types are checked once, by `npm run types`.
const { transformSync } = require('esbuild')

exports.create = () => ({
  transpile(text, { fileName }) {
    const { code, map } = transformSync(text, {
      loader: 'ts',
      format: 'esm',
      target: 'node20.19',
      sourcefile: fileName,
      sourcemap: 'external',
      sourcesContent: false,
    })
    return { outputText: code, sourceMapText: map }
  },
})
