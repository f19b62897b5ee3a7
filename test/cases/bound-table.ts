import { BOUNDS } from '../../lib/bounds.ts'

const MARKED = /(<!-- bounds:.*?-->\n\| of .*?\n\| --- .*?\n)(.*?)(<!-- end of bounds -->)/s

/** Returns a page with the table of bounds. */
export function withBoundTable(page: string): string {
  const rows = Object.entries(BOUNDS).map(
    ([name, { most, what, beyond, reportedBy }]) =>
      `| \`${name.split('.')[0]}\` | ${most.toLocaleString('en')} | ${what} | ${beyond} | ${reportedBy} |\n`,
  )
  return page.replace(MARKED, (_, before: string, _rows: string, after: string) => before + rows.join('') + after)
}
