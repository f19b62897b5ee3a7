// One attempt told whole: what was the cause and what stands around it, what followed, who, why this action, what to
// do.
import { placeOfCause, wordsOfWho } from '../classify/explain.ts'
import { formatDuration, formatTime } from '../record/time.ts'
import type { VerdictRecord } from '../record/types.generated.ts'
import { cleanLine, cleanText, cut } from '../redact/clean-text.ts'
import type { JudgedAttempt, NearLine } from './judged.ts'
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
    { title: 'Action', lines: [text(actionSentence(row, verdict)), ...leftOut(verdict)] },
    { title: 'Why', lines: whyLines(row, verdict) },
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

/** What is to be done, as the table calls it, and what that rests on. */
function actionSentence({ action }: Row, { action: word, isolate = [], culprit }: VerdictRecord): string {
  const why: Readonly<Record<VerdictRecord['action'], string>> = {
    stop: 'a person has to change something first',
    restart: 'on the same nodes',
    restart_isolate: isolate.length === 0 ? brokenMachine(culprit?.nodes) : 'it is at fault',
    wait: 'nothing is broken; submit it again, or let the scheduler do so',
    done: 'the run finished',
    unknown: 'what to do cannot be told from the log',
  }
  return `${action}: ${why[word]}`
}

function brokenMachine(nodes: readonly string[] = []): string {
  if (nodes.length === 0) return 'the machine is broken, and no line says which it is'
  return cleanLine(`the machine is broken; ${nodes.join(', ')} is named, and not left out: see why`, MAX_QUOTE)
}

/** Reasons of the verdict; that the cause is what it is stands above already, but not which rule knows it. */
function whyLines({ cause }: Row, { why = [], primary }: VerdictRecord): readonly ChainLine[] {
  const known = primary?.signature
  return why.map(reason =>
    item(known !== undefined && reason === `${cause} (${known})` ? `rule ${known} knows this line` : reason),
  )
}

function followers({ secondary = [] }: VerdictRecord): readonly ChainLine[] {
  return [
    ...secondary.slice(0, MAX_FOLLOWERS).map(one => item(followerWords(one))),
    ...(secondary.length > MAX_FOLLOWERS ? [text(`and ${secondary.length - MAX_FOLLOWERS} more`)] : []),
  ]
}

const ROLE_WORDS: Readonly<Record<string, string>> = {
  initiator: 'may be a cause, too',
  confirms: 'confirms it',
  symptom: 'a symptom',
  teardown: 'clean-up',
}
/** Longest line of what followed: it is told for its kind, and the log has the rest. */
const MAX_FOLLOWER = 160

/** Returns `line 9: failed (a symptom; 3 times, on 2 ranks)`. */
function followerWords({ role, count = 1, ranks = 1, line, text: shown, signature }: Follower): string {
  const often = [...(count > 1 ? [`${count} times`] : []), ...(ranks > 1 ? [`on ${ranks} ranks`] : [])].join(', ')
  const facts = [ROLE_WORDS[role ?? ''] ?? '', often].filter(part => part !== '').join('; ')
  const words = shown === undefined ? `${signature ?? ''}` : cleanLine(shown, MAX_FOLLOWER)
  return `${line === undefined ? '' : `line ${line}: `}${words}${facts === '' ? '' : ` (${facts})`}`
}

type Follower = NonNullable<VerdictRecord['secondary']>[number]

function whoLines({ culprit, primary }: VerdictRecord): readonly ChainLine[] {
  if (culprit !== undefined)
    return [text(`${wordsOfWho(culprit)}${culprit.inferred === true ? ' (inferred)' : ''}: ${culprit.reason}`)]
  return primary === undefined ? [] : [text('no line names a rank, a node or a GPU of its own')]
}

function ranLines({ ranMs, lastStep, attemptOf }: Row, { progress, checkpoint }: VerdictRecord): readonly ChainLine[] {
  const from = progress?.first_step
  const to = progress?.last_step ?? lastStep
  const parts = [...(ranMs === undefined ? [] : [formatDuration(ranMs)]), instantWords(attemptOf)].join(' ')
  const steps = to === undefined ? 'no step seen' : stepsWords(from, to)
  const saved =
    checkpoint?.saved === true
      ? `checkpoint at ${checkpoint.step === undefined ? 'an unnamed step' : `step ${checkpoint.step}`}`
      : 'no checkpoint saved'
  // Before a first step nobody expects a checkpoint.
  const reached = to === undefined && checkpoint?.saved !== true ? [steps] : [steps, saved]
  return [text([...(parts === '' ? [] : [parts]), ...reached].join('; '))]
}

/** When lines say that it began and ended; one time alone is no span. */
function instantWords({ began, ended, endedFrom }: Partial<JudgedAttempt> = {}): string {
  const [from, to] = [began, endedFrom === 'line' ? ended : undefined].map(each => each && formatInstant(each))
  if (from !== undefined && from === to) return `at ${from}`
  return [...(from === undefined ? [] : [`from ${from}`]), ...(to === undefined ? [] : [`to ${to}`])].join(' ')
}

const stepsWords = (from: number | undefined, to: number): string =>
  from === undefined || from > to ? `last step ${to}` : from === to ? `step ${to}` : `steps ${from} to ${to}`

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
