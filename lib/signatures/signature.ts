// What one row of a signature table says.
import type { Category } from './categories.ts'

/**
 * initiator: may start a failure. symptom: follows one, unless nothing better is known. confirms: tells what another
 * line meant. teardown: part of the clean-up. context: evidence that is no failure alone. noise: never a failure,
 * whatever else matches the line. The rest are no failures: progress (a step), checkpoint (saved), finish (clean end),
 * attempt (a new one begins), recovery (clears `clears`), fact (captures only), candidate (the words of failures alone:
 * the layer beneath the rows decides).
 */
export const ROLES = [
  'initiator',
  'symptom',
  'confirms',
  'teardown',
  'context',
  'noise',
  'progress',
  'checkpoint',
  'finish',
  'attempt',
  'recovery',
  'fact',
  'candidate',
] as const
export type Role = (typeof ROLES)[number]

/**
 * How telling an initiator is among initiators; the higher wins, then the earlier. 5 hardware, kernel or scheduler
 * evidence; 4 an exact message; 3 a message with several causes; 2 any exception; 1 a mere error line.
 */
export type Tier = 1 | 2 | 3 | 4 | 5

/**
 * What a line does to what is known of an attempt, beside being a failure or not.
 * traceback: a traceback begins. frame: one of its lines (captures path, function). world-size: captures world.
 * only-node: captures onlyNode, the one node of the job where no other is named. communicator: NCCL's word on who uses
 * which GPU. table-host, table-rank, table-exit: rows of a table of failed workers, of which the last is about the host
 * and the rank of those before it. node-of: captures node, which belongs to the failures that `about` names. tasks:
 * names the node of a launcher's tasks. waited: one rank's report that a collective timed out. slow-rank: names the one
 * slow rank and its node. stalled: names a rank that others wait for, which may stand as the line's label. culprit-of:
 * its captures say who caused the failures that `about` names. table-root: what follows in the table failed first.
 */
export type Effect =
  | 'traceback'
  | 'frame'
  | 'world-size'
  | 'only-node'
  | 'communicator'
  | 'table-host'
  | 'table-rank'
  | 'table-exit'
  | 'node-of'
  | 'tasks'
  | 'waited'
  | 'slow-rank'
  | 'stalled'
  | 'culprit-of'
  | 'table-root'

/**
 * What a failure lets conclude. peer-gone: only that somebody else died, so that whatever tells of a death itself says
 * more. torchrun: the job runs under torchrun, so that a launcher's task is a node and no rank. wrapper: that something
 * within it failed, whose own line stands beside it. waited: that others did not come, of whom whoever says so is none.
 */
export type Statement = 'peer-gone' | 'torchrun' | 'waited' | 'wrapper'

/**
 * What may say more of a failure's category than its row: the words of its text (words, checkpoint-word), a path in it
 * (checkpoint-path), the name of the exception's class (class-name), or what the innermost frames of the traceback
 * above it are about. Asked in the order that a row gives; the first that knows it decides.
 */
export type Refinement =
  | 'checkpoint-path'
  | 'checkpoint-word'
  | 'checkpoint-frame'
  | 'config-frame'
  | 'client-frame'
  | 'distributed-frame'
  | 'save-frame'
  | 'compile-frame'
  | 'data-frame'
  | 'class-name'
  | 'words'

/** What is asked of a pattern: a regular expression has it. */
export interface LinePattern {
  exec(text: string): { readonly groups?: Readonly<Record<string, string | undefined>> | undefined } | null
}

/** One failure (or other event) that a line can show. Named groups of `pattern` are kept as captures. */
export interface Signature {
  /** `family.what`, unique. */
  readonly id: string
  /**
   * Literals, case-sensitive, of which a line that `pattern` matches holds at least one: what the prefilter looks for.
   */
  readonly anchors: readonly string[]
  /** Tried on the line without carrier prefixes, colours and advice, cut to a bounded length. */
  readonly pattern: LinePattern
  /**
   * True for a row of a line that logmon itself puts behind a log, from its options (the command's exit status, the
   * scheduler's word). No line of a log shows it, whatever that says: a job must not call its own failure a success.
   */
  readonly own?: true
  readonly category: Category
  readonly role: Role
  /** 4 where absent. */
  readonly tier?: Tier
  /** True for a general row that yields to every other row that matches the line. */
  readonly fallback?: true
  /** True where a line that calls itself INFO or a warning does not count. */
  readonly errorsOnly?: true
  readonly effect?: Effect
  readonly says?: Statement
  readonly refine?: readonly Refinement[]
  /** True for what cannot begin in the middle of a run: what worked for a while is not set wrongly. */
  readonly atStart?: true
  /** Lines that it takes to be a failure: a scaler skips a step now and then. 1 where absent. */
  readonly leastLines?: number
  /**
   * Ids of rows that this one goes with. Of a failure: those whose lines name the nodes that it happened to, which its
   * own line does not. With effect node-of: those whose node it names.
   */
  readonly about?: readonly string[]
  /**
   * True where `pattern` matches a whole line wherever it matches what stands behind the line's heads: a line that it
   * does not match is then passed without reading its heads.
   */
  readonly anywhere?: true
  /** Ids of rows whose failures this one takes back (role recovery). */
  readonly clears?: readonly string[]
  /**
   * Ids of rows that also match this row's samples, on purpose; the one with the higher tier, then the earlier in the
   * index, is used.
   */
  readonly also?: readonly string[]
  /** Where the claim comes from: URL or document. */
  readonly source: string
  /** Real lines that show it; at least one. */
  readonly samples: readonly string[]
}
