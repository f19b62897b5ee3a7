// The texts of a peer's unit tests (../shared/corpus/nvrx_units): how often the primary line and its rank are the same.
import { readFileSync } from 'node:fs'
import { SIGNATURES } from '../lib/signatures/index.ts'
import { buildMatcher } from '../lib/signatures/matcher.ts'
import { judgeText } from './judge-text.ts'

const CASES = '../shared/corpus/nvrx_units/cases.jsonl'

interface Case {
  readonly id: string
  readonly text: string
  readonly test_asserts_primary: boolean
  readonly expected: { readonly line: number; readonly rank: string | null; readonly text: string } | null
}

export function nvrx(): void {
  const matcher = buildMatcher(SIGNATURES)
  const cases = readFileSync(CASES, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Case)
  const count = { primaries: 0, same: 0, asserted: 0, assertedSame: 0, ranks: 0, sameRank: 0 }
  for (const { id, text, expected, test_asserts_primary } of cases) {
    if (expected === null) continue
    const { primary, culprit } = judgeText(matcher, text)
    // A launcher's label is taken for a rank where it names the culprit, which is decided over the whole log.
    const rank = primary?.rank ?? (culprit?.ranks?.length === 1 ? culprit.ranks[0] : undefined)
    const isSame = primary?.line === expected.line
    const isSameRank = expected.rank !== null && String(rank) === expected.rank
    count.primaries++
    if (isSame) count.same++
    if (test_asserts_primary) count.asserted++
    if (test_asserts_primary && isSame) count.assertedSame++
    if (expected.rank !== null) count.ranks++
    if (isSameRank) count.sameRank++
    if (!isSame || (expected.rank !== null && !isSameRank))
      console.log(
        `${id}${test_asserts_primary ? ' (asserted)' : ''}: expected ${expected.line} rank ${expected.rank} ${JSON.stringify(expected.text.slice(0, 100))}, named ${primary?.line} rank ${rank} [${primary?.signature}]`,
      )
  }
  console.log(
    `nvrx_units: primary line ${count.assertedSame} of ${count.asserted} asserted, ${count.same} of ${count.primaries} in all, rank ${count.sameRank} of ${count.ranks}`,
  )
}
