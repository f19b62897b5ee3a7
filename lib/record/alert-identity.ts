import type { AlertRecord } from './types.generated.ts'

/**
 * Returns 16 hexadecimal digits that name the episode of an alert: the same for its notice, its reminders and its
 * recovery, also after a restart.
 */
export function incidentId(alert: AlertRecord): string {
  return fnv64(JSON.stringify([alert.job ?? null, alert.key, alert.starts_at ?? null, alert.episode ?? null]))
}

/** Returns what names one notice: the same for every try and every channel, so that a receiver knows a repeat. */
export function noticeId(alert: AlertRecord, sequence = alert.sequence ?? 1): string {
  return `${incidentId(alert)}-${sequence}`
}

/** Returns the name of an episode that the name of one of its notices begins with. */
export const incidentOfNotice = (id: string): string => id.slice(0, id.lastIndexOf('-'))

/** FNV-1a, 64 bits, over UTF-16 code units (http://www.isthe.com/chongo/tech/comp/fnv/): a name, no protection. */
export function fnv64(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (let index = 0; index < text.length; index++)
    hash = ((hash ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n) & 0xffffffffffffffffn
  return hash.toString(16).padStart(16, '0')
}
