// The addresses of one mail: who has it, who never will, and to whom it is sent again. A channel sends one mail at a
// time until it is done with, so that only those of the last one are kept.
import type { Outcome, Recipient } from '../../channel/answer.ts'
import type { MailRequest } from '../../channel/request.ts'

/** What a server says of one address; nodemailer's, as far as it is read here. */
export interface RecipientError extends Error {
  readonly recipient?: string
  readonly responseCode?: number
}

export interface Recipients {
  /** Returns the addresses that a mail is still to be sent to. */
  openOf(request: Pick<MailRequest, 'messageId' | 'to'>): readonly string[]
  /** Takes what became of a try to send to these addresses: those that no error names have it. */
  note(tried: readonly string[], errors: readonly RecipientError[]): Outcome
}

export function newRecipients(): Recipients {
  let messageId = ''
  /** By address, in the order of the mail. */
  let known = new Map<string, Recipient>()
  return {
    openOf(request) {
      if (request.messageId !== messageId) {
        messageId = request.messageId
        known = new Map(request.to.map(to => [to, { to, outcome: 'failed' }]))
      }
      return [...known.values()].filter(({ outcome }) => outcome === 'failed').map(({ to }) => to)
    },
    note(tried, errors) {
      for (const to of tried) {
        const error = errors.find(({ recipient = '' }) => recipient === bare(to))
        if (error === undefined) known.set(to, { to, outcome: 'sent' })
        // Without a number it is nothing that waiting would change.
        else
          known.set(to, {
            to,
            outcome: (error.responseCode ?? 500) >= 500 ? 'refused' : 'failed',
            error: error.message,
          })
      }
      return outcomeOf([...known.values()])
    },
  }
}

/** The address alone, of `name <address>`. */
const bare = (to: string): string => /<([^<>]+)>$/.exec(to)?.[1] ?? to

function outcomeOf(all: readonly Recipient[]): Outcome {
  const more = all.length > 1 ? { recipients: all } : {}
  const waiting = all.filter(({ outcome }) => outcome === 'failed')
  const refused = all.filter(({ outcome }) => outcome === 'refused')
  if (waiting.length > 0) return { is: 'retry', error: wordsOf('not taken yet for', waiting), ...more }
  if (refused.length === 0) return { is: 'sent', ...more }
  const words = wordsOf('refused for', refused)
  return refused.length === all.length
    ? { is: 'refused', error: words, ...more }
    : { is: 'sent', remark: words, ...more }
}

const wordsOf = (what: string, some: readonly Recipient[]): string =>
  `${what} ${some.map(({ to, error = '' }) => (error === '' ? to : `${to} (${error})`)).join(', ')}`
