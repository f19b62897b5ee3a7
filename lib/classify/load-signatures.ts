// A file of the user's own signatures -> rows, or everything that is wrong with it. Checked as strictly as the built-in
// ones.
import { checkSchema } from '../config/check-schema.ts'
import { type Document, readDocument } from '../config/read-document.ts'
import type { NamedFile } from '../options.ts'
import { compilePattern, isPatternProblem } from '../pattern/pattern.ts'
import { isProblems, type Problem } from '../problem.ts'
import { nearestName } from '../record/nearest.ts'
import { CATEGORIES, type Category } from '../signatures/categories.ts'
import type { LinePattern, Role, Signature, Tier } from '../signatures/signature.ts'

interface UserSignature {
  readonly id: string
  readonly anchors: readonly string[]
  readonly pattern: string
  readonly category: string
  readonly role: Role
  readonly tier?: Tier
  readonly errors_only?: boolean
  readonly source: string
  readonly samples: readonly string[]
}

/** Returns the rows of a file, each of which shows its own samples, or everything that is wrong with it. */
export async function loadSignatures(file: NamedFile): Promise<readonly Signature[] | readonly Problem[]> {
  const document = await readDocument(file)
  if (isProblems(document)) return document
  const misshapen = await checkSchema('signatures', document)
  if (misshapen.length > 0) return misshapen
  const given = (document.value as { signatures: readonly UserSignature[] }).signatures
  const problems: Problem[] = []
  const rows: Signature[] = []
  const taken = new Set<string>()
  for (const [index, row] of given.entries()) {
    const found = checkRow(row, index, document, taken)
    taken.add(row.id)
    if (isProblems(found)) problems.push(...found)
    else rows.push(found as Signature)
  }
  return problems.length > 0 ? problems : rows
}

function checkRow(
  row: UserSignature,
  index: number,
  document: Document,
  taken: ReadonlySet<string>,
): Signature | readonly Problem[] {
  const problem = (path: readonly (string | number)[], reason: string): Problem =>
    document.problem(['signatures', index, ...path], reason)
  const problems: Problem[] = []
  if (taken.has(row.id)) problems.push(problem(['id'], `${JSON.stringify(row.id)} is given twice`))
  if (!Object.hasOwn(CATEGORIES, row.category)) {
    const near = nearestName(row.category, Object.keys(CATEGORIES))
    problems.push(
      problem(
        ['category'],
        `${JSON.stringify(row.category)} is no category${near === undefined ? `; known are ${Object.keys(CATEGORIES).join(', ')}` : `; did you mean ${near}?`}`,
      ),
    )
  }
  const pattern = linePattern(row.pattern)
  if (pattern === undefined) return [...problems, problem(['pattern'], 'cannot be used')]
  for (const [at, sample] of row.samples.entries()) {
    if (!row.anchors.some(anchor => sample.includes(anchor)))
      problems.push(problem(['samples', at], 'holds none of the anchors'))
    else if (pattern.exec(sample) === null)
      problems.push(problem(['samples', at], 'the pattern does not match this sample'))
  }
  if (problems.length > 0) return problems
  const { id, anchors, category, role, tier, source, samples } = row
  return {
    id,
    anchors,
    pattern,
    category: category as Category,
    role,
    ...(tier === undefined ? {} : { tier }),
    ...(row.errors_only === true ? { errorsOnly: true as const } : {}),
    source,
    samples,
  }
}

/** A user's pattern in the form of a row's, safe on any text. */
function linePattern(source: string): LinePattern | undefined {
  const compiled = compilePattern(source)
  if (isPatternProblem(compiled)) return undefined
  return {
    exec(text) {
      const found = compiled.match(text)
      if (found === undefined) return null
      const groups: Record<string, string> = {}
      for (const [index, name] of compiled.names.entries())
        if (name !== undefined && found[index] !== undefined) groups[name] = found[index]
      return { groups }
    },
  }
}
