export interface Column {
  readonly head: string
  readonly right?: boolean
}

/** Prints a table with its title, columns as wide as their widest cell. */
export function printTable(title: string, columns: readonly Column[], rows: readonly (readonly string[])[]): void {
  const widths = columns.map((column, index) =>
    Math.max(column.head.length, ...rows.map(row => (row[index] ?? '').length)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) =>
        columns[index]?.right ? cell.padStart(widths[index] as number) : cell.padEnd(widths[index] as number),
      )
      .join('  ')
      .trimEnd()
  console.log(`\n${title}\n`)
  console.log(`  ${line(columns.map(column => column.head))}`)
  console.log(`  ${widths.map(width => '-'.repeat(width)).join('  ')}`)
  for (const row of rows) console.log(`  ${line(row)}`)
}

export const seconds = (millis: number): string => `${(millis / 1000).toFixed(2)} s`
export const mebibytes = (bytes: number): string => (bytes === 0 ? '-' : `${(bytes / 1_048_576).toFixed(0)} MiB`)
export const times = (ratio: number): string => `x${ratio.toFixed(2)}`
export const median = (values: readonly number[]): number => percentile(values, 50)

/** Returns the smallest value that at least `percent` of the values do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}
