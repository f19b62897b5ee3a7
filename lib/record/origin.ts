import type { AnyRecord } from './types.generated.ts'

/** Where a record comes from; each field is present only if known. */
export type Origin = Pick<AnyRecord, 'job' | 'run' | 'attempt' | 'node' | 'rank' | 'local_rank' | 'task' | 'stream' | 'file'>

export const ORIGIN_FIELDS = ['job', 'run', 'attempt', 'node', 'rank', 'local_rank', 'task', 'stream', 'file'] as const satisfies readonly (keyof Origin)[]

/** Returns the origin fields that a record has. */
export function originOf(record: AnyRecord): Origin {
  const origin: Record<string, unknown> = {}
  for (const field of ORIGIN_FIELDS) if (record[field] !== undefined) origin[field] = record[field]
  return origin as Origin
}

/**
 * Returns the key under which a stage keeps state per rank: the global rank; else the launcher's task; else node and
 * local rank; else the file; '' where the record says nothing. Text, so that it can key a Map.
 */
export function rankKey(record: Origin): string {
  if (record.rank !== undefined) return `rank ${record.rank}`
  if (record.task !== undefined) return `task ${record.task}`
  if (record.local_rank !== undefined) return record.node === undefined ? `local rank ${record.local_rank}` : `local rank ${record.local_rank} of ${record.node}`
  return record.file ?? ''
}
