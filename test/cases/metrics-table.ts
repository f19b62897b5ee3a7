import { FAMILIES, type Family } from '../../lib/metrics/families.ts'

const MARKED = /(<!-- metrics:.*?-->\n\| metric .*?\n\| --- .*?\n)(.*?)(<!-- end of metrics -->)/s

/** Returns a page with the table of metrics. */
export function withMetricsTable(page: string): string {
  const rows = Object.entries<Family>(FAMILIES).map(
    ([name, { type, labels = [], help }]) =>
      `| \`logmon_${name}\` | ${type} | ${labels.map(label => `\`${label}\``).join(' ')} | ${help} |\n`,
  )
  return page.replace(MARKED, (_, before: string, _rows: string, after: string) => before + rows.join('') + after)
}
