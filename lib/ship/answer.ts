// What an answer of the server means for the lines of a push.
import { type Millis, parseTime } from '../record/time.ts'
import type { Reason } from './local-check.ts'

/** What came back. */
export interface Answer {
  /** 0 where no answer came. */
  readonly status: number
  /** Of the body, or why no answer came. */
  readonly text: string
  readonly retryAfterMs?: Millis
}

export type Verdict =
  | { readonly is: 'stored' }
  /** Some lines are not stored, and nobody says which. */
  | { readonly is: 'partly'; readonly rejected: number }
  /** Not now. `limited`: of this stream alone, and a smaller push may pass. */
  | { readonly is: 'retry'; readonly limited: boolean; readonly afterMs: Millis }
  /** Not before somebody changes something: told, and tried again. */
  | { readonly is: 'blocked' }
  /** Too much for one push. */
  | { readonly is: 'split' }
  /** Only without structured metadata. */
  | { readonly is: 'plain' }
  /**
   * Some or all of the lines. `before`: those whose second lies before it, for certain; `all`: each of them, for
   * certain.
   */
  | { readonly is: 'refused'; readonly reason: Reason; readonly all: boolean; readonly before: number | undefined }

const RETRIED = new Set([408, 425, 429])
/** An address or a gateway that is wrong, a login that fails, a tenant that is blocked: lines are not to blame. */
const BLOCKED = new Set([260, 401, 402, 403, 404, 405, 407, 415])

/** Returns what an answer means that means the same for all servers; undefined for others. */
export function judgeStatus({ status, text }: Answer): Verdict | undefined {
  if (BLOCKED.has(status) || (status >= 300 && status < 400)) return { is: 'blocked' }
  if (status >= 200 && status < 300) return { is: 'stored' }
  return status === 413 || (status >= 500 && /larger than max/.test(text)) ? { is: 'split' } : undefined
}

/** Returns what an answer of Loki means. 4xx that says nothing else is the refusal of lines. */
export function judgeAnswer(answer: Answer): Verdict {
  const { status, text, retryAfterMs = 0 } = answer
  const common = judgeStatus(answer)
  if (common !== undefined) return common
  if (status === 0 || status >= 500 || RETRIED.has(status))
    return { is: 'retry', limited: status === 429, afterMs: retryAfterMs }
  if (/includes structured metadata, but this feature is disallowed/.test(text)) return { is: 'plain' }
  return refusal(text)
}

/** The words of Loki 2.9 to 3.7; the body of the answer samples what was lost, and says the last reason. */
const REASONS: readonly (readonly [RegExp, Reason])[] = [
  [/too far behind/, 'too_far_behind'],
  [/too old/, 'too_old'],
  [/too new/, 'too_new'],
  [/[Mm]ax entry size|line too long/, 'too_long'],
  [
    /label names; limit|label (?:name|value) too long|parse labels|label pair is required|at least one valid/,
    'bad_labels',
  ],
]

function refusal(text: string): Verdict {
  const reason = REASONS.find(([pattern]) => pattern.test(text))?.[1] ?? 'refused'
  const ignored = /total ignored: (\d+) out of (\d+)/.exec(text)
  const oldest = /oldest acceptable timestamp is: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)/.exec(text)?.[1]
  const oldestMs = oldest === undefined ? undefined : parseTime(oldest)
  return {
    is: 'refused',
    reason,
    all: reason === 'bad_labels' || (ignored !== null && ignored[1] === ignored[2]),
    before: oldestMs === undefined ? undefined : Math.floor(oldestMs / 1000),
  }
}
