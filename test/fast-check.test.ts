import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import fc from './fast-check.ts'

t.test('every property test takes fast-check from the file that fixes the seed, and gives none of its own', async t => {
  const files = (readdirSync('test', { recursive: true }) as string[])
    .filter(path => path.endsWith('.ts') && path !== 'fast-check.ts')
    .map(path => join('test', path))
  let properties = 0
  for (const file of files) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
    const { importedFiles } = ts.preProcessFile(source.text, true, true)
    if (importedFiles.some(({ fileName }) => fileName === 'fast-check'))
      t.fail(`${file} imports fast-check: take it from test/fast-check.ts`)
    if (importedFiles.some(({ fileName }) => join(dirname(file), fileName) === 'test/fast-check.ts')) properties++
    for (const { line, runs } of runsIn(source))
      if (/\bseed\b/.test(runs)) t.fail(`${file}:${line} has a seed of its own`)
  }
  t.ok(properties > 1)
})

t.test('the same examples are drawn in every run', { skip: process.env['LOGMON_SEED'] !== undefined }, async t => {
  const drawn = (): readonly string[] => {
    const texts: string[] = []
    fc.assert(fc.property(fc.string(), text => void texts.push(text)))
    return texts
  }
  t.same(drawn(), drawn())
})

/** The calls of fc.assert and fc.check in a file, with their lines. */
function runsIn(source: ts.SourceFile): readonly { readonly line: number; readonly runs: string }[] {
  const found: { line: number; runs: string }[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^fc\.(?:assert|check)$/.test(node.expression.getText(source))) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
      found.push({
        line: line + 1,
        runs: node.arguments
          .slice(1)
          .map(option => option.getText(source))
          .join(),
      })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
