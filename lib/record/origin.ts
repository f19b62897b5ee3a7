import type { AnyRecord } from './types.generated.ts'

/** Where a record comes from; each field is present only if known. */
export type Origin = Pick<
  AnyRecord,
  'job' | 'run' | 'attempt' | 'node' | 'rank' | 'local_rank' | 'task' | 'stream' | 'file'
>

export const ORIGIN_FIELDS = [
  'job',
  'run',
  'attempt',
  'node',
  'rank',
  'local_rank',
  'task',
  'stream',
  'file',
] as const satisfies readonly (keyof Origin)[]

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
  if (record.rank !== undefined) return numbered(RANK_KEYS, 'rank ', record.rank)
  if (record.task !== undefined) return numbered(TASK_KEYS, 'task ', record.task)
  if (record.local_rank !== undefined)
    return record.node === undefined
      ? numbered(LOCAL_RANK_KEYS, 'local rank ', record.local_rank)
      : `local rank ${record.local_rank} of ${record.node}`
  return record.file ?? ''
}

/**
 * Every stage asks for the key of every record: a text that is not made anew is hashed once. Numbers beyond are rare.
 */
const KEPT_KEYS = 16_384
const RANK_KEYS: string[] = []
const TASK_KEYS: string[] = []
const LOCAL_RANK_KEYS: string[] = []

function numbered(keys: string[], prefix: string, number: number): string {
  const known = keys[number]
  if (known !== undefined) return known
  const key = `${prefix}${number}`
  // Grown one after the other: an array with holes would be slow.
  if (number < KEPT_KEYS && Number.isInteger(number)) while (keys.length <= number) keys.push(`${prefix}${keys.length}`)
  return key
}
