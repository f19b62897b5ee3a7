import type { Operator } from '../../lib/rules/operator.ts'
import * as operators from '../../lib/rules/operators/index.ts'

const MARKED = /(<!-- operators:.*?-->\n\| operator .*?\n\| --- .*?\n)(.*?)(<!-- end of operators -->)/s

/**
 * Returns a page with the table of operators as they say it of themselves, each with the argument of the
 * sample that says most.
 */
export function withOperatorTable(page: string): string {
  const rows = (Object.values(operators) as Operator<unknown>[])
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map(
      ({ name, summary, samples }) =>
        `| \`${name}: ${longest(samples.map(sample => asYaml(sample.argument)))}\` | ${summary} |\n`,
    )
  return page.replace(MARKED, (_, before: string, _rows: string, after: string) => before + rows.join('') + after)
}

/** Returns a value as people write it in a job file, on one line. */
function asYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asYaml).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${asYaml(inner)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

const longest = (texts: readonly string[]): string =>
  texts.reduce((best, text) => (text.length > best.length ? text : best), '')
