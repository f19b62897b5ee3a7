// What a Loki with its default limits refuses, known before it is asked.
import type { Millis } from '../record/time.ts'
import { MAX_LABELS } from './label-settings.ts'
import type { Labels } from './labels.ts'

/** Why a line is refused: by us or by the server. */
export type Reason =
  | 'too_old'
  | 'too_new'
  | 'too_far_behind'
  | 'too_long'
  | 'bad_time'
  | 'bad_labels'
  | 'too_large'
  | 'not_sent'
  | 'partly_refused'
  | 'refused'

export interface Limits {
  readonly maxAgeMs: Millis
  /** 0 for no limit. */
  readonly maxLineBytes: number
}

/** Loki's `creation_grace_period`. */
export const MAX_AHEAD_MS = 600_000

/** Returns why a line of that time would be refused; undefined where it would not. */
export function refusedTime(timeMs: Millis, now: Millis, { maxAgeMs }: Limits): 'too_old' | 'too_new' | undefined {
  if (timeMs < now - maxAgeMs) return 'too_old'
  return timeMs > now + MAX_AHEAD_MS ? 'too_new' : undefined
}

/** Returns true for a line that is longer than the server takes. */
export function isTooLong(line: string, { maxLineBytes }: Limits): boolean {
  if (maxLineBytes === 0 || line.length * 3 <= maxLineBytes) return false
  return Buffer.byteLength(line) > maxLineBytes
}

/** Returns true for labels that the server takes. */
export function areLabelsFit(labels: Labels): boolean {
  const pairs = Object.entries(labels)
  return (
    pairs.length > 0 &&
    pairs.length <= MAX_LABELS &&
    pairs.every(([name, value]) => /^[a-zA-Z_][a-zA-Z0-9_]{0,1023}$/.test(name) && Buffer.byteLength(value) <= 2048)
  )
}
