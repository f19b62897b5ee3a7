// What became of one try to send, and in what words.

import type { Millis } from '../../record/time.ts'
import { cleanLine } from '../../redact/clean-text.ts'

export type Outcome =
  /** `remark`: what went wrong beside, such as one address of several refused. */
  | { readonly is: 'sent'; readonly remark?: string }
  /** May work later; `afterMs`: not before the receiver says so. */
  | { readonly is: 'retry'; readonly error: string; readonly afterMs?: Millis }
  /** Will never work as it is. */
  | { readonly is: 'refused'; readonly error: string }

/** Why a try was called off where nobody waits for its end: what it started is to end at once. */
export const GIVEN_UP = 'given up'

/** Sends one request once. Never rejects; ends soon after the signal. */
export type Send<Request> = (request: Request, signal: AbortSignal) => Promise<Outcome>

const MAX_ERROR = 500

/** Returns an error on one line, without the secrets named here and without any that can be recognised. */
export function safeError(text: string, secrets: readonly string[]): string {
  let safe = text
  // Longest first: one secret may be part of another.
  for (const secret of [...secrets].sort((a, b) => b.length - a.length))
    if (secret.length > 0) safe = safe.replaceAll(secret, '[redacted]')
  return cleanLine(safe, MAX_ERROR)
}
