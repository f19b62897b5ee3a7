import type { LogRecord } from '../record/types.generated.ts'
import type { WhereConfig } from './rule-config.ts'

/** Returns the test of a `where` section: every field that it names equals, or is one of, what it says. */
export function compileWhere(where: WhereConfig | undefined): (record: LogRecord) => boolean {
  const tests = Object.entries(where ?? {}).map(
    ([field, wanted]) => [field, new Set<unknown>([wanted].flat())] as const,
  )
  if (tests.length === 0) return () => true
  return record => tests.every(([field, wanted]) => wanted.has(record[field]))
}
