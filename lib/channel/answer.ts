// What a server's answer means, where its status alone does not say it.
import type { Millis } from '../record/time.ts'

/** What became of one of several addresses that a message goes to. */
export interface Recipient {
  readonly to: string
  /** failed: not yet, and may work later. */
  readonly outcome: 'sent' | 'refused' | 'failed'
  readonly error?: string
}

export type Outcome =
  /**
   * `remark`: what went wrong beside, such as one address of several refused; `thread`: what the server calls the
   * message, so that later ones of the same episode can answer it; `recipients`: all of them, where there are several.
   */
  | {
      readonly is: 'sent'
      readonly remark?: string
      readonly thread?: string
      readonly recipients?: readonly Recipient[]
    }
  /** May work later; `afterMs`: not before the receiver says so. */
  | {
      readonly is: 'retry'
      readonly error: string
      readonly afterMs?: Millis
      readonly recipients?: readonly Recipient[]
    }
  /** Will never work as it is. */
  | { readonly is: 'refused'; readonly error: string; readonly recipients?: readonly Recipient[] }

export interface Answer {
  readonly status: number
  readonly text: string
  /** The text as JSON, where it is an object; else undefined. */
  readonly json: Readonly<Record<string, unknown>> | undefined
}

/** Judges an answer; undefined where its status says all: 2xx sent, 408, 425, 429 and 5xx later, all else never. */
export type AnswerReader = (answer: Answer) => Outcome | undefined

/** A minute: what bots that are limited by the minute wait for. */
const MINUTE: Millis = 60_000

/**
 * Returns a reader of answers that say `0` in a field where all is well and something else where not, with HTTP 200 in
 * both cases. `later` are the codes that say: not now.
 */
export function codedAnswer(codeField: string, wordsField: string, later: readonly number[]): AnswerReader {
  return ({ status, text, json }) => {
    if (status < 200 || status >= 300) return undefined
    const code = json?.[codeField]
    if (code === 0) return { is: 'sent' }
    // A proxy or a login page answers in place of the server: nobody was told.
    if (typeof code !== 'number') return { is: 'retry', error: `no ${codeField} in the answer: ${text.slice(0, 200)}` }
    const error = `${codeField} ${code}: ${String(json?.[wordsField] ?? '')}`
    return later.includes(code) ? { is: 'retry', error, afterMs: MINUTE } : { is: 'refused', error }
  }
}
