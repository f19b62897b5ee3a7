// Which columns of a table fit into a line, and how wide each may be.

export interface Column {
  /** Width that it would like: that of its widest cell. */
  readonly natural: number
  /** Least width that it makes sense with. */
  readonly least: number
  /** Columns of a higher number are left out first where not all fit; 0 for one that always stays. */
  readonly dropFirst: number
  /** Columns of a higher number get what is left over after the others. */
  readonly growLast: number
}

/** Columns between two columns. */
export const GAP = 2

/** Returns the width of each column within `width`, in their order; 0 for one that is left out. */
export function fitColumns(columns: readonly Column[], width: number): readonly number[] {
  const leasts = columns.map(({ natural, least }) => Math.min(natural, least))
  const isKept = columns.map(() => true)
  const left = (): number => {
    const kept = leasts.filter((_, index) => isKept[index])
    return width - kept.reduce((sum, least) => sum + least, 0) - GAP * Math.max(0, kept.length - 1)
  }
  const byDrop = [...columns.keys()]
    .filter(index => (columns[index] as Column).dropFirst > 0)
    .sort((a, b) => (columns[b] as Column).dropFirst - (columns[a] as Column).dropFirst)
  for (const index of byDrop) if (left() < 0) isKept[index] = false
  const widths = leasts.map((least, index) => (isKept[index] ? least : 0))
  let rest = left()
  const byGrowth = [...columns.keys()]
    .filter(index => isKept[index])
    .sort((a, b) => (columns[a] as Column).growLast - (columns[b] as Column).growLast)
  for (const index of byGrowth) {
    const more = Math.max(0, Math.min(rest, (columns[index] as Column).natural - (widths[index] as number)))
    widths[index] = (widths[index] as number) + more
    rest -= more
  }
  return widths
}
