// What a job or a rank is judged by: its reason, its lines, its verdict.
import { wordsOfAction } from '../classify/explain.ts'
import type { VerdictRecord } from '../record/types.generated.ts'
import { cleanLine, cleanText } from '../redact/clean-text.ts'
import { adviceOn } from '../why/what-to-do.ts'
import { tellVerdict } from './events.ts'
import type { JobView } from './job.ts'
import { type Room, titleOf, troubleWords } from './job-lines.ts'
import type { Line } from './line.ts'
import type { TroubledRank } from './ranks.ts'
import { span } from './words.ts'

const MAX_TEXT = 2000
const INDENT = '  '

/** Returns all lines about a job; more than a screen has. */
export function jobEvidence(job: JobView, room: Room): readonly Line[] {
  const { verdict } = job
  return [
    ...section('Why', [job.reason], room),
    ...section('Rules in that state', job.rules.length === 0 ? [] : [job.rules.join(', ')], room),
    ...(verdict === undefined ? [] : verdictLines(verdict, room)),
    ...section('Last matched line', [job.lastMatch], room),
    ...section('Lines that state an error, the newest last', job.errors.slice(-MOST_ERRORS), room),
    ...section('Last lines', job.lines, room),
  ]
}

const MOST_ERRORS = 5

function verdictLines(verdict: VerdictRecord, room: Room): readonly Line[] {
  const { action, category = 'unknown', why = [] } = verdict
  return [
    ...section('Verdict', [tellVerdict(verdict).text], room),
    ...section('Action', [`${action}: ${wordsOfAction(verdict)}`, ...why.map(reason => `- ${reason}`)], room),
    ...section('To do', [adviceOn(category).sentence], room),
  ]
}

/** Returns all lines about a rank. */
export function rankEvidence(job: JobView, troubled: TroubledRank, room: Room): readonly Line[] {
  const { rank } = troubled
  const facts = [
    ...(rank.node === undefined ? [] : [`node ${rank.node}`]),
    ...(rank.step === undefined ? [] : [`last step ${rank.step}`]),
    ...(rank.spoke === undefined ? ['it has written no line'] : [`last line ${span(room.now - rank.spoke)} ago`]),
    ...(rank.lines < 2 ? [] : [`${rank.lines} lines, never silent for longer than ${span(rank.longestGapMs)}`]),
  ]
  return [
    [{ text: `${titleOf(job)}: ${troubleWords(troubled, room.now)}`, tone: 'strong' }],
    ...section('Known', facts, room),
    ...section('Why', [rank.reason], room),
    ...section('Its last line', [rank.lastLine], room),
  ]
}

/** A title and texts below it, wrapped; nothing where there is no text. */
function section(title: string, texts: readonly string[], { width, wrap }: Room): readonly Line[] {
  const nonBlank = texts.filter(text => text.trim() !== '')
  if (nonBlank.length === 0) return []
  return [
    [],
    [{ text: title, tone: 'quiet' }],
    ...nonBlank.flatMap(text =>
      linesOf(text).flatMap(line => {
        // Wrapping trims; the lines of a traceback are told apart by what stands before them.
        const indent = INDENT + (/^ {1,20}/.exec(line)?.[0] ?? '')
        return wrap(line, width - indent.length).map((piece): Line => [{ text: indent + piece }])
      }),
    ),
  ]
}

/** The lines of a text of a log, safe for a terminal and without secrets; a record on one line stays one. */
function linesOf(text: string): readonly string[] {
  return cleanText(text, MAX_TEXT)
    .split('\n')
    .map(line => line.replace(/\t/g, '    ').trimEnd())
    .filter(line => line !== '')
    .map(line => (line.startsWith(' ') ? line : cleanLine(line, MAX_TEXT)))
}
