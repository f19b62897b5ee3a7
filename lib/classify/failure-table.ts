// torchelastic's table of the workers that failed: a row stands on several lines (host, rank, exit code), and a heading
// says that the worker below it failed first.

/** Whom the row that is being read is about. */
export interface TableRow {
  readonly node?: string
  readonly rank?: number
}

export interface FailureTable {
  /** The heading of the worker that failed first was read. */
  beginRoot(): void
  beginRow(node: string): void
  setRank(rank: number): void
  row(): TableRow
  /** Whom the row names as the first that failed, as captures; nothing where it names another. */
  root(): Readonly<Record<string, string>>
  /** The last line of a row was read. */
  endRow(): void
}

export function startFailureTable(): FailureTable {
  let row: TableRow = {}
  let isRoot = false
  return {
    beginRoot() {
      isRoot = true
    },
    beginRow(node) {
      row = { node }
    },
    setRank(rank) {
      row = { ...row, rank }
    },
    row: () => row,
    root: () =>
      isRoot
        ? {
            ...(row.rank === undefined ? {} : { culpritRank: String(row.rank) }),
            ...(row.node === undefined ? {} : { culpritNode: row.node }),
          }
        : {},
    endRow() {
      isRoot = false
    },
  }
}
