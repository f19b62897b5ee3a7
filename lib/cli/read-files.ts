// The files that options name, read before input is.

import { readFileSync } from 'node:fs'
import { reasonOf } from '../io/error-words.ts'
import type { NamedFile, OptionTable, OptionValue, OptionValues } from '../options.ts'
import type { Problem } from '../problem.ts'

/** Replaces the path of every file option by the file; says which cannot be read. */
export function readFiles(table: OptionTable, values: OptionValues): OptionValues | readonly Problem[] {
  const read: Record<string, OptionValue> = { ...values }
  const problems: Problem[] = []
  for (const [name, spec] of Object.entries(table)) {
    const path = values[name]
    if ((spec.type !== 'file' && spec.type !== 'ledger') || typeof path !== 'string') continue
    try {
      read[name] = { path, text: readFileSync(path, 'utf8') } satisfies NamedFile
    } catch (error) {
      if (spec.type === 'ledger' && (error as NodeJS.ErrnoException).code === 'ENOENT') {
        read[name] = { path, text: '' } satisfies NamedFile
        continue
      }
      problems.push({
        file: path,
        place: `--${name}`,
        reason: `cannot be read: ${reasonOf(error)}`,
      })
    }
  }
  return problems.length > 0 ? problems : read
}
