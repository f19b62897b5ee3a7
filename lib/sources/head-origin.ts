import { formatTime } from '../record/time.ts'
import type { LineHead } from './collected-line.ts'

/** Returns what the head of a collected line tells of its origin, as fields of a record. */
export function headOrigin(head: LineHead | undefined): Readonly<Record<string, string | number>> {
  if (head === undefined) return {}
  const { time, node, rank, local_rank } = head
  const text = formatTime(time)
  return {
    ...(text === undefined ? {} : { time: text }),
    ...(node === undefined ? {} : { node }),
    ...(rank === undefined ? {} : { rank }),
    ...(local_rank === undefined ? {} : { local_rank }),
  }
}
