// How tests are read: types are taken out by esbuild, which the build uses too. TypeScript itself takes up to twice the
// processor time of a whole test file, and there are hundreds; types are checked once, by `npm run types`.
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
