// One line -> the rows that it shows. The prefilter names the few rows that are worth a regular expression.
import { type AnchorIndex, buildAnchorIndex, eachAnchor } from './anchors.ts'
import { CANDIDATE } from './candidates.ts'
import type { Role, Signature } from './signature.ts'

/** What a line shows: at most one failure, and the events that it also tells. */
export interface Match {
  readonly failure?: Signature
  readonly events: readonly Signature[]
  /** True for a line that rows call no failure, whatever else it shows. */
  readonly isNoise?: true
  /** Named groups of every row that matched, under one spelling each. */
  readonly captures: Readonly<Record<string, string>>
}

/** Longest text that a pattern sees, in characters: bounds the time of any pattern on any line. */
export const MAX_TEXT = 4096

/** Two groups of one pattern cannot share a name: the second spelling of each. */
const ALIASES: Readonly<Record<string, string>> = {
  atRank: 'rank',
  palsRank: 'rank',
  abortRank: 'rank',
  exitedRank: 'localRank',
  palsNode: 'node',
  silentNode: 'node',
  peerId: 'peer',
  taskPid: 'pid',
  atStep: 'step',
  barStep: 'step',
  barTotal: 'total',
  speedStep: 'step',
  lossStep: 'step',
  cycle: 'attempt',
  restarts: 'attempt',
  nranks: 'world',
  timedOut: 'seq',
  lastEnqueued: 'enqueued',
  lastCompleted: 'completed',
  palsSignal: 'signal',
  signalled: 'exit',
  missing: 'culprits',
  stalled: 'culprits',
  culpritHost: 'culpritNode',
  peerHost: 'culpritNode',
  silentTask: 'culpritRank',
  failedTask: 'culpritRank',
}

/** Lower wins. Events are not compared. */
const ROLE_ORDER: Readonly<Partial<Record<Role, number>>> = {
  initiator: 0,
  confirms: 1,
  symptom: 2,
  teardown: 3,
  context: 4,
}
const EVENT_ROLES: ReadonlySet<Role> = new Set(['progress', 'checkpoint', 'finish', 'attempt', 'recovery', 'fact'])

/** A line that rows are tried on. */
export interface MatchedLine {
  /** The line behind its prefixes. */
  readonly body: string
  /** True where it calls itself information or a warning. */
  readonly isQuiet: boolean
  /** True for a line that logmon itself wrote. */
  readonly isOwn: boolean
}

export type Need = 'none' | 'newest' | 'read'

export interface Matcher {
  readonly anchors: AnchorIndex
  /** Rows per literal of the index. */
  readonly rowsOf: readonly (readonly number[])[]
  /**
   * What a literal alone makes of its line: nothing to look at (noise only quiets other rows), one whose newest
   * suffices, or one that must be read.
   */
  readonly needOf: readonly Need[]
  readonly rows: readonly Signature[]
  /** Indexes of rows one of whose anchors is in the text, in order. */
  candidates(text: string): readonly number[]
  /** The same where the literals are known. */
  rowsOfAll(literals: readonly number[]): readonly number[]
  /** Undefined where the line shows nothing. */
  match(line: MatchedLine, candidates: Iterable<number>): Match | undefined
}

export function buildMatcher(given: readonly Signature[]): Matcher {
  const rows = [...given, CANDIDATE]
  const literals: string[] = []
  const rowsOf: number[][] = []
  const indexOf = new Map<string, number>()
  rows.forEach((row, index) => {
    for (const anchor of row.anchors) {
      let literal = indexOf.get(anchor)
      if (literal === undefined) {
        literal = literals.length
        indexOf.set(anchor, literal)
        literals.push(anchor)
        rowsOf.push([])
      }
      ;(rowsOf[literal] as number[]).push(index)
    }
  })
  // Built for the first line: it takes as long as all the rest of a start.
  let index: AnchorIndex | undefined
  const anchors = (): AnchorIndex => {
    index ??= buildAnchorIndex(literals)
    return index
  }
  const needOf = rowsOf.map(indexes => neededBy(indexes.map(index => rows[index] as Signature)))
  return {
    get anchors() {
      return anchors()
    },
    rowsOf,
    needOf,
    rows,
    rowsOfAll: literals => rowsOfAll(rowsOf, literals),
    candidates: text => candidatesIn(anchors(), rowsOf, text),
    match: (line, candidates) => matchRows(rows, line, candidates),
  }
}

function neededBy(rows: readonly Signature[]): Need {
  const telling = rows.filter(row => row.role !== 'noise')
  if (telling.length === 0) return 'none'
  return telling.every(row => row.role === 'progress' || row.role === 'checkpoint') ? 'newest' : 'read'
}

const NO_ROWS: readonly number[] = []

function candidatesIn(anchors: AnchorIndex, rowsOf: readonly (readonly number[])[], text: string): readonly number[] {
  let found: number[] | undefined
  eachAnchor(anchors, text, literal => {
    found ??= []
    found.push(literal)
  })
  return found === undefined ? NO_ROWS : rowsOfAll(rowsOf, found)
}

function rowsOfAll(rowsOf: readonly (readonly number[])[], literals: readonly number[]): readonly number[] {
  const rows: number[] = []
  for (const literal of literals)
    for (const row of rowsOf[literal] as readonly number[]) if (!rows.includes(row)) rows.push(row)
  return rows.length < 2 ? rows : rows.sort((a, b) => a - b)
}

function matchRows(rows: readonly Signature[], line: MatchedLine, candidates: Iterable<number>): Match | undefined {
  const body = line.body.length > MAX_TEXT ? line.body.slice(0, MAX_TEXT) : line.body
  let failure: Signature | undefined
  const events: Signature[] = []
  const captures: Record<string, string> = {}
  let matched = false
  let isNoise = false
  for (const index of candidates) {
    const row = rows[index] as Signature
    if (row.role === 'candidate' || (line.isQuiet && row.errorsOnly === true)) continue
    if (row.own === true && !line.isOwn) continue
    // A general row of steps yields to one that has read the step already.
    if (row.fallback === true && row.role === 'progress' && events.some(({ role }) => role === 'progress')) continue
    const groups = row.pattern.exec(body)
    if (groups === null) continue
    if (row.role === 'noise') {
      isNoise = true
      continue
    }
    matched = true
    for (const [name, value] of Object.entries(groups.groups ?? {}))
      if (value !== undefined) captures[ALIASES[name] ?? name] ??= value
    if (EVENT_ROLES.has(row.role)) events.push(row)
    else if (failure === undefined || isBetter(row, failure)) failure = row
  }
  if (isNoise) {
    // No failure, whatever else it shows; what it states as a fact is still true.
    const facts = events.filter(row => row.role === 'fact')
    return { events: facts, captures, isNoise: true }
  }
  if (!matched) return undefined
  return failure === undefined ? { events, captures } : { failure, events, captures }
}

function isBetter(row: Signature, than: Signature): boolean {
  if ((row.fallback === true) !== (than.fallback === true)) return than.fallback === true
  const order = (ROLE_ORDER[row.role] ?? 9) - (ROLE_ORDER[than.role] ?? 9)
  return order !== 0 ? order < 0 : (row.tier ?? 4) > (than.tier ?? 4)
}
