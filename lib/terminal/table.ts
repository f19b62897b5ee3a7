// A table without lines: cells under their titles, wrapped at words within the width of a look.
import { type Column, fitColumns, GAP } from './columns.ts'
import type { Look } from './look.ts'
import { ellipsisOf, shown, type Tone, toned } from './style.ts'
import { textFitter } from './wrap.ts'

export interface Cell {
  /** One line of text that is safe for a terminal. */
  readonly text: string
  readonly tone?: Tone
}

export interface TableColumn extends Omit<Column, 'natural'> {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** Its widest cells count as wide as this at most. */
  readonly most?: number
  /** Where it is cut, so that it takes one line; absent where it is wrapped. */
  readonly cut?: 'start' | 'end'
}

/** Resolves to the lines of a table. The packages that measure and wrap are loaded here: most programs need none. */
export async function paintTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  look: Look,
): Promise<readonly string[]> {
  const { default: Table } = await import('cli-table3')
  const { widthOf, cutTo, wrapTo } = await textFitter(look)
  const texts = rows.map(row => row.map(({ text }) => shown(text, look)))
  const widths = fitColumns(
    columns.map((column, index) => ({
      ...column,
      natural: Math.min(
        column.most ?? Number.POSITIVE_INFINITY,
        Math.max(column.title.length, ...texts.map(row => widthOf(row[index] ?? ''))),
      ),
    })),
    look.width,
  )
  const kept = [...columns.keys()].filter(index => (widths[index] as number) > 0)
  const nothing = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
  const table = new Table({
    head: kept.map(index => toned((columns[index] as TableColumn).title, 'quiet', look)),
    colWidths: kept.map(index => (widths[index] as number) + GAP),
    colAligns: kept.map(index => (columns[index] as TableColumn).align ?? 'left'),
    truncate: ellipsisOf(look),
    chars: Object.fromEntries(
      [...nothing, 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'].map(name => [name, '']),
    ),
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [], compact: true },
  })
  for (const [number, row] of rows.entries())
    table.push(
      kept.map(index => {
        const { cut } = columns[index] as TableColumn
        const width = widths[index] as number
        const text = texts[number]?.[index] ?? ''
        const lines = cut === undefined ? wrapTo(text, width) : [cutTo(text, width, cut)]
        return lines.map(line => toned(line, row[index]?.tone ?? 'plain', look)).join('\n')
      }),
    )
  return table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
}
