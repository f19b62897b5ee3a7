// What became of one try to send, and in what words.

import type { Outcome } from '../../channel/answer.ts'
import { cleanLine } from '../../redact/clean-text.ts'

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
