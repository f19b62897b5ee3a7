// Rooms import only what the table says, types included, and no files import each other in a circle. The linter keeps
// the same fences while code is written; this also sees dynamic imports and files that no fence names.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { EXCEPTIONS, ROOMS } from '../scripts/layers.js'

const files = (readdirSync('lib', { recursive: true }) as string[])
  .filter(path => path.endsWith('.ts') && !path.includes('.generated.'))
  .map(path => join('lib', path))
  .sort()

/** What a file imports: paths of files of lib, and names of packages and of Node's modules. */
function importsOf(file: string): readonly string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true)
  return importedFiles.map(({ fileName }) => (fileName.startsWith('.') ? join(dirname(file), fileName) : fileName))
}

const roomOf = (path: string): string => path.split('/')[1] as string
const imports = new Map(files.map(file => [file, importsOf(file)]))

t.test('every file of lib stands in a room of the table, and every room of the table is there', async t => {
  t.same([...new Set(files.map(roomOf))].sort(), Object.keys(ROOMS).sort())
  for (const file of Object.keys(EXCEPTIONS)) t.ok(files.includes(file), `${file}, which may do more than its room`)
})

t.test('each room imports only what the table allows, and uses all that it allows', async t => {
  for (const [room, { pure, may }] of Object.entries(ROOMS)) {
    const imported = new Set<string>()
    for (const file of files.filter(path => roomOf(path) === room)) {
      for (const path of imports.get(file) as readonly string[]) {
        if (pure && path.startsWith('node:')) t.fail(`${file} imports ${path}: ${room} is pure`)
        if (path === 'yargs' && file !== 'lib/cli/args.ts') t.fail(`${file} imports yargs: lib/cli/args.ts alone may`)
        if (!path.startsWith('lib/') || roomOf(path) === room) continue
        imported.add(roomOf(path))
        if (!may.includes(roomOf(path))) t.fail(`${file} imports ${path}: the table does not allow it`)
      }
    }
    t.same([...may].sort(), [...imported].sort(), room)
  }
})

t.test('the table itself has no circle', async t => {
  const rows = new Map(Object.entries(ROOMS).map(([room, { may }]) => [room, may]))
  t.same(circleIn(rows), undefined)
})

t.test('no files import each other in a circle, types included', async t => {
  t.same(circleIn(imports), undefined)
})

/** Returns the first circle of a graph as a path that ends where it began; undefined for none. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>()
  const visit = (node: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node]
    if (done.has(node)) return undefined
    for (const next of graph.get(node) ?? []) {
      const circle = visit(next, [...path, node])
      if (circle !== undefined) return circle
    }
    done.add(node)
    return undefined
  }
  for (const node of graph.keys()) {
    const circle = visit(node, [])
    if (circle !== undefined) return circle
  }
  return undefined
}

t.test('lines have at most 120 characters, but for those of one literal that cannot be broken', async t => {
  for (const file of files) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
    const unbreakable = new Set<number>()
    const visit = (node: ts.Node): void => {
      if (ts.isLiteralExpression(node) || ts.isTemplateExpression(node)) {
        if (node.end - node.getStart(source) < 60) return
        const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line
        const last = source.getLineAndCharacterOfPosition(node.end).line
        for (let line = first; line <= last; line++) unbreakable.add(line)
      } else ts.forEachChild(node, visit)
    }
    visit(source)
    for (const [index, line] of source.text.split('\n').entries()) {
      if (line.length > 120 && !unbreakable.has(index)) t.fail(`${file}:${index + 1} has ${line.length} characters`)
    }
  }
})
