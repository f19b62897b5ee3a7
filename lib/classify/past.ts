/** What earlier attempts tell. */
export interface Past {
  /** Attempts in a row with the same root and no advance, this one included; 1 where none is known. */
  readonly sameRoot: number
  /** Nodes that failed often enough lately to be left out. */
  readonly offenders: ReadonlySet<string>
}
