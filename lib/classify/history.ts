// What earlier attempts tell: a ledger of verdicts, one JSON object per line.
import { formatTime, type Millis, parseTime } from '../record/time.ts'
import type { VerdictRecord } from '../record/types.generated.ts'
import type { Past } from './past.ts'

/** One attempt that ended. */
export interface HistoryEntry {
  readonly time?: string
  readonly job: string
  readonly attempt?: number
  /** Fingerprint of the root; '' where the attempt had none. */
  readonly fingerprint: string
  readonly category: string
  readonly action: string
  /** How far it came; absent where no step was seen. */
  readonly step?: number
  /** Nodes at fault; none where the fault was no node's. */
  readonly nodes: readonly string[]
}

/** Entries that count; older ones are forgotten. */
export const MAX_ENTRIES = 3000
const OFFENCES = 2
const OFFENCE_WINDOW_MS: Millis = 14 * 24 * 3_600_000
/** Faults that are the program's, unless several jobs show them on one node (Xid 13 and 31). */
const PROGRAM_OR_NODE: ReadonlySet<string> = new Set(['gpu_app_fault'])
/** The sides whose faults are a node's. */
const NODE_SIDES: ReadonlySet<string> = new Set(['gpu', 'network', 'host', 'storage'])

/** Returns the newest entries of a ledger. Lines that are none, such as one that a crash cut short, are left out. */
export function parseHistory(text: string): readonly HistoryEntry[] {
  const entries: HistoryEntry[] = []
  for (const line of text.split('\n').slice(-MAX_ENTRIES)) {
    try {
      const entry: unknown = JSON.parse(line)
      if (isEntry(entry)) entries.push(entry)
    } catch {
      // Not JSON: an empty or a torn line.
    }
  }
  return entries
}

function isEntry(value: unknown): value is HistoryEntry {
  const entry = value as Partial<HistoryEntry> | null
  return (
    typeof entry === 'object' &&
    entry !== null &&
    typeof entry.job === 'string' &&
    typeof entry.fingerprint === 'string' &&
    Array.isArray(entry.nodes) &&
    entry.nodes.every(node => typeof node === 'string')
  )
}

/** Returns what a verdict adds to the ledger. */
export function entryOf(verdict: VerdictRecord, job: string, at: Millis): HistoryEntry {
  const time = formatTime(at)
  const step = verdict.progress?.last_step
  return {
    ...(time === undefined ? {} : { time }),
    job,
    ...(verdict.attempt === undefined ? {} : { attempt: verdict.attempt }),
    fingerprint: verdict.primary?.fingerprint ?? '',
    category: verdict.category ?? 'unknown',
    action: verdict.action,
    ...(step === undefined ? {} : { step }),
    nodes:
      NODE_SIDES.has(verdict.side ?? '') || PROGRAM_OR_NODE.has(verdict.category ?? '')
        ? (verdict.culprit?.nodes ?? [])
        : [],
  }
}

/** How an attempt of a job ended. */
export interface Ending {
  readonly job: string
  /** Of its root; '' for none. */
  readonly fingerprint: string
  readonly step: number | undefined
}

/**
 * Returns what the ledger tells about an ending. Attempts before this one count while they ended with the same root
 * and this one came no further; where a step is unknown, an attempt counts half.
 */
export function pastOf(entries: readonly HistoryEntry[], { job, fingerprint, step }: Ending, at: Millis): Past {
  let same = 1
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index] as HistoryEntry
    if (entry.job !== job) continue
    if (fingerprint === '' || entry.fingerprint !== fingerprint) break
    if (step !== undefined && entry.step !== undefined && step > entry.step) break
    same += step === undefined || entry.step === undefined ? 0.5 : 1
  }
  return { sameRoot: Math.floor(same), offenders: offendersIn(entries, at) }
}

function offendersIn(entries: readonly HistoryEntry[], at: Millis): ReadonlySet<string> {
  const offences = new Map<string, Set<string>>()
  for (const [index, { nodes, time, category, job }] of entries.entries()) {
    const when = time === undefined ? undefined : parseTime(time)
    if (when === undefined || at - when > OFFENCE_WINDOW_MS) continue
    // The same program faults on the same node again; that other programs do too is the node's doing.
    const offence = PROGRAM_OR_NODE.has(category) ? job : `${index}`
    for (const node of nodes) offences.set(node, (offences.get(node) ?? new Set()).add(offence))
  }
  return new Set([...offences].filter(([, kinds]) => kinds.size >= OFFENCES).map(([node]) => node))
}
