// What is known of texts that differ in nothing but the digits of their time.

import { type Block, opensBlock } from '../formats/blocks.ts'
import type { Entry, SourceMemory } from '../formats/format.ts'
import type { Stamp } from '../formats/stamp.ts'
import { type SharedText, sharedText } from '../record/write.ts'
import { mayBeGlued } from './glued.ts'
import type { Region } from './time-regions.ts'

/** What a text says of itself. */
type Said = Readonly<
  Pick<
    Entry,
    | 'level'
    | 'logger'
    | 'code'
    | 'format'
    | 'node'
    | 'rank'
    | 'local_rank'
    | 'task'
    | 'attempt'
    | 'stream'
    | 'step'
    | 'total_steps'
    | 'epoch'
    | 'fields'
    | 'complete'
  >
>

export interface Known extends Said {
  readonly region: Region
  /** The text before and behind the time. */
  readonly before: string
  readonly behind: string
  /** Which fields carriers had set (see `outerOf`); columns of a table that stood above. */
  readonly outer: number
  readonly columns: SourceMemory['columns']
  /** True where a header was read. */
  readonly isFormatted: boolean
  readonly block: Block
  /** True where a line that is this text has no prefixes, and no other writer's line may have run into it. */
  readonly isBare: boolean
  /** How its records are written: they say the same but for their time and writer. */
  readonly form: SharedText
}

/** Carriers have set a field that a header may add to or take over. */
export const UNFIT = -1

const RANK = 1
const LOCAL_RANK = 2
const TASK = 4
const NODE = 8
const STREAM = 16
const STAMP = 32

/**
 * Returns which fields carriers have set, as bits, or UNFIT. What a header says of those that count here gives way to
 * what carriers said; a time of its own takes the place of theirs.
 */
export function outerOf(entry: Entry): number {
  if (
    entry.level !== undefined ||
    entry.logger !== undefined ||
    entry.code !== undefined ||
    entry.fields !== undefined ||
    entry.attempt !== undefined
  )
    return UNFIT
  return (
    (entry.rank === undefined ? 0 : RANK) +
    (entry.local_rank === undefined ? 0 : LOCAL_RANK) +
    (entry.task === undefined ? 0 : TASK) +
    (entry.node === undefined ? 0 : NODE) +
    (entry.stream === undefined ? 0 : STREAM) +
    (entry.stamp === undefined ? 0 : STAMP)
  )
}

/** How a text was read. */
export interface HowRead {
  /** What carriers had set before (see `outerOf`), and the time that they gave. */
  readonly outer: number
  readonly stamp: Stamp | undefined
  /** True where a header was read. */
  readonly isFormatted: boolean
  readonly columns: SourceMemory['columns']
}

/** Returns what an entry that was read from a text makes known. */
export function knownOf(text: string, region: Region, entry: Entry, how: HowRead): Known {
  const { outer, columns, isFormatted } = how
  // A text that is cut out of a chunk keeps the whole chunk alive; a cut out of a copy does not.
  const copy = ` ${text}`.slice(1)
  return {
    region,
    before: copy.slice(0, region.from),
    behind: copy.slice(region.to),
    outer,
    columns,
    isFormatted,
    block: opensBlock(text),
    isBare: !entry.prefixed && !mayBeGlued(text),
    level: entry.level,
    logger: entry.logger,
    code: entry.code,
    format: isFormatted ? entry.format : undefined,
    node: outer & NODE ? undefined : entry.node,
    rank: outer & RANK ? undefined : entry.rank,
    local_rank: outer & LOCAL_RANK ? undefined : entry.local_rank,
    task: outer & TASK ? undefined : entry.task,
    attempt: entry.attempt,
    stream: outer & STREAM ? undefined : entry.stream,
    step: entry.step,
    total_steps: entry.total_steps,
    epoch: entry.epoch,
    fields: entry.fields,
    complete: entry.complete,
    form: sharedText(text),
  }
}

/** Notes what is known in an entry that holds what carriers said. */
export function noteKnown(known: Known, entry: Entry): void {
  entry.level = known.level
  entry.logger = known.logger
  entry.code = known.code
  entry.attempt = known.attempt
  entry.step = known.step
  entry.total_steps = known.total_steps
  entry.epoch = known.epoch
  entry.fields = known.fields
  entry.complete = known.complete
  if (known.format !== undefined) entry.format = known.format
  if (known.node !== undefined) entry.node = known.node
  if (known.rank !== undefined) entry.rank = known.rank
  if (known.local_rank !== undefined) entry.local_rank = known.local_rank
  if (known.task !== undefined) entry.task = known.task
  if (known.stream !== undefined) entry.stream = known.stream
}
