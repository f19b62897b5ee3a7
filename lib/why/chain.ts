// One attempt told whole: what was the cause and what stands around it, what followed, who, why this action, what to
// do.
import { placeOfCause, wordsOfAction, wordsOfFollower, wordsOfWho } from '../classify/explain.ts'
import { formatDuration, formatTime } from '../record/time.ts'
import type { VerdictRecord } from '../record/types.generated.ts'
import { cleanLine, cleanText, cut } from '../redact/clean-text.ts'
import type { NearLine } from './judged.ts'
import type { Row } from './rows.ts'
import { adviceOn } from './what-to-do.ts'

/**
 * A line of a section. text: words of ours; item: one of a list; quote: a line of the log with its number; cause: the
 * same of the line that is the cause.
 */
export interface ChainLine {
  readonly is: 'text' | 'item' | 'quote' | 'cause'
  readonly text: string
  readonly number?: number
}

export interface Section {
  readonly title: string
  readonly lines: readonly ChainLine[]
}

export interface Chain {
  readonly title: string
  readonly sections: readonly Section[]
}

const MAX_QUOTE = 400
const MAX_FOLLOWERS = 8

/** Returns what is told of a row; only its title for a log that could not be read. */
export function chainOf(row: Row): Chain {
  const title = `${row.job}${row.attempt === undefined ? '' : `, attempt ${row.attempt}`}`
  const judged = row.attemptOf
  if (judged === undefined) return { title, sections: [{ title: 'Cause', lines: [text(row.cause)] }] }
  const { verdict, near } = judged
  const sections = [
    { title: 'Cause', lines: causeLines(row, verdict, near) },
    { title: 'Then', lines: followers(verdict) },
    { title: 'Who', lines: whoLines(verdict) },
    { title: 'Ran', lines: ranLines(row, verdict) },
    { title: 'Action', lines: [text(`${verdict.action}: ${wordsOfAction(verdict)}`), ...leftOut(verdict)] },
    { title: 'Why', lines: (verdict.why ?? []).map(reason => item(reason)) },
    { title: 'To do', lines: adviceLines(verdict) },
  ]
  return { title, sections: sections.filter(({ lines }) => lines.length > 0) }
}

const text = (words: string): ChainLine => ({ is: 'text', text: cleanLine(words, MAX_QUOTE) })
const item = (words: string): ChainLine => ({ is: 'item', text: cleanLine(words, MAX_QUOTE) })

function causeLines(row: Row, verdict: VerdictRecord, near: readonly NearLine[] = []): readonly ChainLine[] {
  const { primary } = verdict
  if (primary === undefined) return [text(row.cause)]
  const sure = `${Math.round((verdict.confidence ?? 0) * 100)} % sure`
  const place = placeOfCause(primary)
  return [
    text(`${row.cause} (${verdict.category}, ${sure})`),
    ...(place === '' ? [] : [text(place)]),
    ...quotes(near, primary.line, primary.text ?? ''),
  ]
}

/** The lines around the cause; of the cause itself what the verdict says of it. */
function quotes(near: readonly NearLine[], number: number | undefined, cause: string): readonly ChainLine[] {
  const line: ChainLine = {
    is: 'cause',
    text: cleanLine(cause, MAX_QUOTE),
    ...(number === undefined ? {} : { number }),
  }
  if (number === undefined || near.length === 0) return [line]
  // As one text, for a secret may go over several lines; where lines fall out by that, nobody can count them.
  const texts = cleanText(near.map(({ text: each }) => each).join('\n'), Number.POSITIVE_INFINITY).split('\n')
  if (texts.length !== near.length) return [line]
  return near.map((each, index) =>
    each.number === number
      ? line
      : {
          is: 'quote',
          text: cut((texts[index] as string).replace(/\t/g, '    ').trimEnd(), MAX_QUOTE),
          number: each.number,
        },
  )
}

function followers({ secondary = [] }: VerdictRecord): readonly ChainLine[] {
  return [
    ...secondary.slice(0, MAX_FOLLOWERS).map(one => item(wordsOfFollower(one))),
    ...(secondary.length > MAX_FOLLOWERS ? [text(`and ${secondary.length - MAX_FOLLOWERS} more`)] : []),
  ]
}

function whoLines({ culprit, primary }: VerdictRecord): readonly ChainLine[] {
  if (culprit !== undefined)
    return [text(`${wordsOfWho(culprit)}${culprit.inferred === true ? ' (inferred)' : ''}: ${culprit.reason}`)]
  return primary === undefined ? [] : [text('not known, or everybody alike')]
}

function ranLines({ ranMs, attemptOf }: Row, { progress, checkpoint }: VerdictRecord): readonly ChainLine[] {
  const from = progress?.first_step
  const to = progress?.last_step
  const parts = [
    ...(ranMs === undefined ? [] : [formatDuration(ranMs)]),
    ...(attemptOf?.began === undefined ? [] : [`from ${formatInstant(attemptOf.began)}`]),
    ...(attemptOf?.ended === undefined || attemptOf.endedFrom !== 'line'
      ? []
      : [`to ${formatInstant(attemptOf.ended)}`]),
  ].join(' ')
  const steps =
    to === undefined ? 'no step seen' : from === undefined || from > to ? `last step ${to}` : `steps ${from} to ${to}`
  const saved =
    checkpoint?.saved === true
      ? `checkpoint at ${checkpoint.step === undefined ? 'an unnamed step' : `step ${checkpoint.step}`}`
      : 'no checkpoint saved'
  return [text([...(parts === '' ? [] : [parts]), steps, saved].join('; '))]
}

function leftOut({ isolate = [] }: VerdictRecord): readonly ChainLine[] {
  return isolate.map(({ node, ranks, gpu, reason }) =>
    text(
      `leave out ${node ?? `the node of ranks ${ranks?.[0]} to ${ranks?.at(-1)}`}${gpu === undefined ? '' : ` (GPU ${gpu})`}: ${reason}`,
    ),
  )
}

function adviceLines({ category = 'unknown' }: VerdictRecord): readonly ChainLine[] {
  const { sentence, section } = adviceOn(category)
  return [text(`${sentence} (docs/classify.md#${section})`)]
}

/** `2026-03-04 05:08:38`. */
function formatInstant(millis: number): string {
  return (formatTime(millis) ?? '').slice(0, 19).replace('T', ' ')
}
