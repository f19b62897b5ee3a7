// Breaks code on purpose and says which breaks no test notices: `npm run mutate -- lib/alert [lib/drive.ts ...]`.
// Works in a copy of the checkout. Each mutant is one small change; the tests nearest to its file run until one fails.
//   --count N   how many mutants are drawn (30)        --seed N    which ones (1)
//   --limit S   seconds for the tests of one (120); one that takes longer counts as noticed: it does not end
// A survivor is a missing test, or a change that makes no difference: docs/adding.md says what to do with it.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import ts from 'typescript'
import { scratchCopy } from './scratch-copy.js'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    limit: { type: 'string', default: '120' },
  },
})

// All that follows reads and writes the copy, so that work may go on in the checkout.
const copy = scratchCopy()
process.chdir(copy)
process.on('exit', () => rmSync(copy, { recursive: true, force: true }))

/** Each operator with one that is nearly the same. */
const OPERATORS = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '&&': '||',
  '||': '&&',
  '+=': '-=',
  '-=': '+=',
}

/** @returns {readonly {start: number, end: number, text: string}[]} the changes that make the mutants of one file */
function mutantsOf(source) {
  const found = []
  const replace = (node, text) => found.push({ start: node.getStart(source), end: node.end, text })
  const condition = node => {
    replace(node, 'true')
    replace(node, 'false')
  }
  const visit = node => {
    // Types are gone when the program runs, and a changed path of an import only fails to load.
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return
    if (ts.isBinaryExpression(node)) {
      const other = OPERATORS[node.operatorToken.getText(source)]
      if (other !== undefined) replace(node.operatorToken, other)
    } else if (ts.isIfStatement(node) || ts.isWhileStatement(node)) condition(node.expression)
    else if (ts.isConditionalExpression(node)) condition(node.condition)
    else if (ts.isNumericLiteral(node)) {
      replace(node, `(${node.getText(source)} + 1)`)
      replace(node, `(${node.getText(source)} - 1)`)
    } else if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression))
      replace(node.expression, 'void 0')
    else if (ts.isArrayLiteralExpression(node) && node.elements.length > 0) replace(node, '[]')
    else if (ts.isStringLiteral(node) && node.text !== '' && !isName(node)) replace(node, "''")
    else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      replace(node, `!!(${node.operand.getText(source)})`)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Keys are not text that a program uses. */
const isName = ({ parent }) => ts.isPropertyAssignment(parent) && ts.isStringLiteral(parent.name)

const read = path => readFileSync(path, 'utf8')
const isSource = path => path.endsWith('.ts') && !/\.(?:generated|test|d)\./.test(path)
const sourcesIn = path =>
  statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true })
        .map(name => join(path, name))
        .filter(isSource)
    : [path]
/** Reach every stage, and take longer than all others together. */
const SLOW = new Set(['bounds.test.ts', 'cost.test.ts'])
const tests = readdirSync('test', { recursive: true })
  .filter(name => name.endsWith('.test.ts') && !SLOW.has(name))
  .map(name => join('test', name))
const importsOf = path =>
  ts
    .preProcessFile(read(path), true, true)
    .importedFiles.flatMap(({ fileName }) => (fileName.startsWith('.') ? [join(dirname(path), fileName)] : []))
const importsOfTest = new Map(tests.map(test => [test, importsOf(test)]))
/** Tests that start programs need them built anew. */
const startsPrograms = test =>
  importsOfTest.get(test).some(path => path.endsWith('cases/shell.ts') || path.includes('/run.ts')) ||
  /\b(?:bin|dist)\//.test(read(test))

/** How many imports lie between each file of lib and a test, at most so many. */
const MAX_IMPORTS = 4
const importsOfFile = new Map()
function distancesFrom(test) {
  const distances = new Map()
  let files = importsOfTest.get(test)
  for (let distance = 1; distance <= MAX_IMPORTS && files.length > 0; distance++) {
    const fresh = [...new Set(files)].filter(
      path => path.startsWith('lib/') && !distances.has(path) && existsSync(path),
    )
    for (const path of fresh) distances.set(path, distance)
    files = fresh.flatMap(path => {
      if (!importsOfFile.has(path)) importsOfFile.set(path, importsOf(path))
      return importsOfFile.get(path)
    })
  }
  return distances
}
const distancesOfTest = new Map(tests.map(test => [test, distancesFrom(test)]))

/** Most tests that a mutant is given to: who is further away sees its file only through many others. */
const MAX_TESTS = 8

/** The test of that name, then those that reach the file by the fewest imports; those that need a build last. */
function nearestTests(path) {
  const mirrored = path.replace(/^lib\//, 'test/').replace(/\.ts$/, '.test.ts')
  const distanceOf = test => (test === mirrored ? 0 : (distancesOfTest.get(test).get(path) ?? Number.POSITIVE_INFINITY))
  return tests
    .filter(test => distanceOf(test) <= MAX_IMPORTS)
    .sort((one, other) => distanceOf(one) - distanceOf(other))
    .slice(0, MAX_TESTS)
    .sort((one, other) => startsPrograms(one) - startsPrograms(other))
}

/** Draws without luck: the same seed draws the same mutants, as long as the code stays. */
function shuffled(items, seed) {
  let state = seed >>> 0
  const below = count => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * count)
  }
  const left = [...items]
  for (let index = left.length - 1; index > 0; index--) {
    const other = below(index + 1)
    ;[left[index], left[other]] = [left[other], left[index]]
  }
  return left
}

const node = (words, seconds) =>
  spawnSync(process.execPath, words, {
    env: { ...process.env, TSIMP_DIAG: 'ignore' },
    timeout: seconds * 1000,
    stdio: 'ignore',
  })
const build = () => node(['scripts/build.js'], 300).status === 0
const passes = (test, seconds) => node(['--import=@tapjs/typescript/import', test], seconds).status === 0

/** @returns {string | undefined} the test that notices the mutant that stands in the copy */
function noticedBy(path) {
  const until = Date.now() + Number(values.limit) * 1000
  let isBuilt = false
  for (const test of nearestTests(path).filter(name => !failing.has(name))) {
    if (startsPrograms(test) && !isBuilt) {
      if (!build()) return 'the build'
      isBuilt = true
    }
    const seconds = (until - Date.now()) / 1000
    if (seconds <= 0) return undefined
    if (!passes(test, seconds)) return test
  }
  return undefined
}

const mutants = positionals.flatMap(sourcesIn).flatMap(path => {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true)
  return mutantsOf(source).map(change => ({ path, source, ...change }))
})
const drawn = shuffled(mutants, Number(values.seed)).slice(0, Number(values.count))
console.log(`${mutants.length} mutants, ${drawn.length} drawn with seed ${values.seed}`)
if (!build()) throw new Error('the copy does not build')
// A test that fails without any mutant would notice them all.
const failing = new Set(
  [...new Set(drawn.flatMap(({ path }) => nearestTests(path)))].filter(test => !passes(test, 600)),
)
for (const test of failing) console.log(`${test} fails without any mutant, and is left out`)

let survivors = 0
for (const { path, source, start, end, text } of drawn) {
  writeFileSync(path, source.text.slice(0, start) + text + source.text.slice(end))
  const by = noticedBy(path)
  writeFileSync(path, source.text)
  if (by !== undefined) continue
  survivors++
  const { line } = source.getLineAndCharacterOfPosition(start)
  console.log(`survived ${path}:${line + 1}: ${source.text.slice(start, end).slice(0, 80)} -> ${text.slice(0, 80)}`)
  console.log(`    ${source.text.split('\n')[line].trim().slice(0, 110)}`)
}
console.log(`${drawn.length - survivors} of ${drawn.length} were noticed`)
