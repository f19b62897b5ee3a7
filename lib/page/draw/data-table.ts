// A drawing as a table, for those who do not see it, and for who wants the numbers.
import { element, fill } from './element.ts'

export interface DataTable {
  readonly caption: string
  readonly heads: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** More rows are not read by anybody: they are thinned out evenly, the first and the last stay. */
const MOST_ROWS = 200

/** Returns what folds out into a table; its rows are made when it is opened. */
export function dataTable(
  title: string,
  read: () => DataTable,
): { readonly node: HTMLElement; readonly changed: () => void } {
  const place = element('div', { class: 'table-scroll', tabindex: 0, role: 'region', 'aria-label': title })
  const node = element('details', { class: 'as-table' }, element('summary', {}, title), place)
  const changed = (): void => {
    if (node.open) fill(place, tableOf(read()))
  }
  node.addEventListener('toggle', changed)
  return { node, changed }
}

function tableOf({ caption, heads, rows }: DataTable): HTMLElement {
  const shown = thinned(rows, MOST_ROWS)
  const note = shown.length < rows.length ? ` (${shown.length} of ${rows.length} rows)` : ''
  return element(
    'table',
    {},
    element('caption', {}, `${caption}${note}`),
    element('thead', {}, element('tr', {}, ...heads.map(head => element('th', { scope: 'col' }, head)))),
    element('tbody', {}, ...shown.map(row => element('tr', {}, ...row.map(cell => element('td', {}, cell))))),
  )
}

/** Returns at most so many of a list, evenly, the first and the last among them. */
export function thinned<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list
  return Array.from({ length: most }, (_, index) => list[Math.round((index * (list.length - 1)) / (most - 1))] as T)
}
