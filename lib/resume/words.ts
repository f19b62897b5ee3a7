// How attempts ended, for a person.
import { SIGNALS } from '../record/signals.ts'
import type { VerdictRecord } from '../record/types.generated.ts'
import { CATEGORIES, type Category } from '../signatures/categories.ts'
import type { Ending } from './state.ts'

/** Returns how an attempt ended, as the end of a sentence. */
export function endingWords({ status, state }: Ending): string {
  if (state !== undefined)
    return `ended: ${state}${status === undefined || status === 0 ? '' : `, status ${statusWords(status)}`}`
  return status === undefined ? 'ended, and nobody saw how' : `ended with status ${statusWords(status)}`
}

function statusWords(status: number): string {
  const signal = SIGNALS[status < 0 ? -status : status - 128]
  return `${status}${signal === undefined ? '' : ` (${signal})`}`
}

const MAX_LINE = 200

/** Returns what ended an attempt, whose it was, how far it came, and the line that says so. */
export function causeWords({ category, primary, culprit, why, basis, progress, checkpoint }: VerdictRecord): string {
  const title = CATEGORIES[(category ?? 'unknown') as Category]?.title ?? `${category}`
  const cause = primary === undefined && basis !== 'completed' ? (why?.[0] ?? title) : title
  const nodes = culprit?.nodes ?? []
  const who = nodes.length === 0 ? '' : ` on ${nodes.slice(0, 4).join(', ')}`
  const step = progress?.last_step === undefined ? '' : `, at step ${progress.last_step}`
  const saved = checkpoint?.saved === true ? `, checkpoint ${checkpoint.step ?? ''} saved`.replace('  ', ' ') : ''
  const text = primary?.text?.split('\n')[0] ?? ''
  // Our own words on how it ended are no line of its log, and were told already.
  const line = text === '' || /^logmon(?:-hang)?: /.test(text) ? '' : `: ${text.slice(0, MAX_LINE)}`
  return `${cause}${who}${step}${saved}${line}`
}
