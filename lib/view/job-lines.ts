// One job as lines of the screen.

import type { Millis } from '../record/time.ts'
import { cleanLine } from '../redact/clean-text.ts'
import type { Tone } from '../terminal/style.ts'
import { lastLineOf, tellVerdict } from './events.ts'
import { type JobView, pace, timeLeft } from './job.ts'
import type { Line, Span } from './line.ts'
import { rankList, type Trouble, type TroubledRank } from './ranks.ts'
import { amount, span, stepTime, throughput, toneOfState } from './words.ts'

const LABEL = 11
const VALUE = 10
/** Columns of a curve at most: beyond that nobody sees more by it. */
const WIDEST_CURVE = 100
const MAX_TEXT = 600

const label = (text: string): Span => ({ text, tone: 'quiet', width: LABEL })
const quiet = (text: string): Span => ({ text, tone: 'quiet' })
const plain = (text: string): Span => ({ text })

/** What lines about a job are made for. */
export interface Room {
  readonly width: number
  readonly now: Millis
  /** Returns a text as lines of so many columns at most. */
  wrap(text: string, width: number): readonly string[]
}

/** Returns the name of a job for a screen. */
export const titleOf = ({ name }: JobView): string => (name === '' ? 'job' : name)

/** Returns `SLOW for 12 s`. */
export function stateSpans({ state, since }: JobView, now: Millis): readonly Span[] {
  return [{ text: state, tone: toneOfState(state) }, plain(` for ${span(now - since)}`)]
}

/** Returns what is known of a job, the most telling first; lines that would say nothing are left out. */
export function jobLines(job: JobView, room: Room): readonly Line[] {
  const ranks = rankList(job.ranks, room.now)
  return [
    ...whyLines(job, room),
    progressLine(job, room),
    ...curveLines(job, room),
    ...rankLines(job, ranks, room),
    ...toldLines(job),
  ]
}

/** Returns two lines at most; what comes behind them is cut off where the second is painted. */
export const atMostTwo = (lines: readonly string[]): readonly string[] =>
  lines.length > 2 ? [lines[0] as string, lines.slice(1).join(' ')] : lines

const isBad = ({ state }: JobView): boolean => state === 'SLOW' || state === 'HANGING' || state === 'FAULTED'

function whyLines(job: JobView, { width, wrap }: Room): readonly Line[] {
  const reasons: Line[] = []
  const tell = (title: string, text: string, tone: Tone): void => {
    for (const [index, line] of atMostTwo(wrap(cleanLine(text, MAX_TEXT), width - LABEL)).entries())
      reasons.push([label(index === 0 ? title : ''), { text: line, tone }])
  }
  if (isBad(job) && job.reason !== '') tell('why', job.reason, toneOfState(job.state))
  if (job.state === 'FAULTED' && !job.reason.includes(lastLineOf(job.lastMatch)))
    tell('line', lastLineOf(job.lastMatch), 'plain')
  if (job.state === 'ENDED' && job.reason !== '') tell('ended', job.reason, 'plain')
  if (job.verdict !== undefined && job.verdict.basis !== 'no_failure') {
    const { text, tone } = tellVerdict(job.verdict)
    tell('verdict', text, tone)
  }
  return reasons
}

function progressLine(job: JobView, { now }: Room): Line {
  const { step, totalSteps, epoch, stepCame } = job
  if (step === undefined) return [label('step'), quiet('no step seen yet')]
  const share = totalSteps === undefined || totalSteps < step ? undefined : Math.floor((step / totalSteps) * 100)
  const left = timeLeft(job)
  const parts = [
    `${step}${share === undefined ? '' : ` of ${totalSteps}, ${share} %`}`,
    ...(left === undefined || left === 0 ? [] : [`ends in ${span(left)}`]),
    ...(stepCame === undefined || job.state === 'ENDED' ? [] : [`last one ${span(now - stepCame)} ago`]),
    ...(epoch === undefined ? [] : [`epoch ${amount(epoch, 3)}`]),
  ]
  return [label('step'), plain(parts.join('   '))]
}

function curveLines(job: JobView, { width }: Room): readonly Line[] {
  const usual = pace(job)
  const room = Math.min(WIDEST_CURVE, width - LABEL - VALUE - 1)
  const curve = (name: 'stepTimeMs' | 'loss'): readonly (number | undefined)[] =>
    job.points.slice(-room).map(point => point[name])
  const lines: Line[] = []
  const add = (title: string, value: string, values: readonly (number | undefined)[]): void => {
    const hasCurve = values.filter(each => each !== undefined).length > 1
    lines.push([
      label(title),
      { text: value, width: VALUE },
      ...(hasCurve ? [plain(' '), { text: '', curve: values, width: room }] : []),
    ])
  }
  const now = job.metrics['step_time_ms'] ?? usual
  if (now !== undefined) add('step time', stepTime(now), curve('stepTimeMs'))
  // The last step may have told the loss of a validation alone.
  const told = job.metrics['loss']
  const loss = told === undefined ? job.points.findLast(point => point.loss !== undefined)?.loss : told
  if (loss !== undefined) add('loss', loss === null ? 'nan or inf' : amount(loss), curve('loss'))
  const through = throughput(job.metrics)
  if (through !== '') lines.push([label('throughput'), plain(through)])
  return lines
}

const MARKS: Readonly<Record<Trouble | 'well', readonly [mark: string, tone: Tone]>> = {
  FAULTED: ['✗', 'bad'],
  HANGING: ['■', 'bad'],
  SLOW: ['◐', 'warning'],
  silent: ['○', 'quiet'],
  behind: ['◐', 'warning'],
  well: ['●', 'good'],
}
/** What each mark of the ranks says, for the help. */
export const MARK_WORDS: readonly (readonly [Span, string])[] = (
  ['well', 'behind', 'silent', 'HANGING', 'FAULTED'] as const
).map(trouble => [
  { text: MARKS[trouble][0], tone: MARKS[trouble][1] },
  {
    well: 'it speaks',
    behind: 'SLOW, or some steps behind the others',
    silent: 'silent for longer than ever before, while others speak',
    HANGING: 'HANGING',
    FAULTED: 'FAULTED',
  }[trouble],
])

/** A mark for each rank in the order of numbers, or their count where they are too many; then who is in trouble. */
function rankLines(job: JobView, ranks: readonly TroubledRank[], { width, now }: Room): readonly Line[] {
  const troubled = ranks.filter(({ trouble }) => trouble !== undefined)
  if (ranks.length < 2 && troubled.length === 0) return []
  const count = `${ranks.length}${job.ranks.forgotten > 0 ? ` (${job.ranks.forgotten} forgotten)` : ''} `
  const room = width - LABEL - count.length
  const inOrder = [...ranks].sort((one, other) => one.rank.number - other.rank.number)
  const marks: readonly Span[] =
    inOrder.length > room
      ? [plain(troubled.length === 0 ? 'ranks, all well' : `ranks, ${ranks.length - troubled.length} well`)]
      : marksOf(inOrder)
  const first = troubled[0]
  if (first === undefined) return [[label('ranks'), plain(count), ...marks]]
  const words = troubled.slice(0, MOST_NAMED).map(each => troubleWords(each, now))
  const more = troubled.length > MOST_NAMED ? `, and ${troubled.length - MOST_NAMED} more` : ''
  return [
    [label('ranks'), plain(count), ...marks],
    [label(''), { text: words.join(', ') + more, tone: MARKS[first.trouble as Trouble][1] }],
  ]
}

const MOST_NAMED = 3

/** Neighbours of one tone are one piece. */
function marksOf(ranks: readonly TroubledRank[]): readonly Span[] {
  const spans: { text: string; tone: Tone }[] = []
  for (const { trouble } of ranks) {
    const [text, tone] = MARKS[trouble ?? 'well']
    const last = spans.at(-1)
    if (last?.tone === tone) last.text += text
    else spans.push({ text, tone })
  }
  return spans
}

/** Returns `rank 3 FAULTED`, `rank 5 silent for 40 s`, `rank 6 behind at step 118`. */
export function troubleWords({ rank, trouble }: TroubledRank, now: Millis): string {
  const name = cleanLine(rank.name, MAX_TEXT)
  if (trouble === 'silent') return `${name} silent for ${span(now - (rank.spoke ?? now))}`
  if (trouble === 'behind') return `${name} behind at step ${rank.step}`
  return `${name}${trouble === undefined ? '' : ` ${trouble}`}`
}

function toldLines({ attempt, restarts, alerts, seenTo, untold }: JobView): readonly Line[] {
  const lines: Line[] = []
  if (attempt !== undefined || restarts > 0) {
    const again = restarts === 0 ? '' : `, restarted ${restarts === 1 ? 'once' : `${restarts} times`} while watched`
    lines.push([label('attempt'), plain(`${attempt ?? '?'}${again}`)])
  }
  if (alerts.reported > 0) {
    // Where channels say what became of them, that counts.
    const isKnown = alerts.sent + alerts.failed + alerts.quiet > 0
    const parts = [
      `${alerts.reported} ${isKnown ? 'in all' : 'told'}`,
      ...(alerts.sent > 0 ? [`${alerts.sent} sent`] : []),
      ...(alerts.failed > 0 ? [`${alerts.failed} not sent`] : []),
      ...(alerts.quiet > 0 ? [`${alerts.quiet} kept quiet`] : []),
      ...(seenTo === '' ? [] : [cleanLine(seenTo, MAX_TEXT)]),
    ]
    lines.push([label('alerts'), { text: parts.join(', '), ...(alerts.failed > 0 ? { tone: 'bad' } : {}) }])
  }
  const quietNow = [...untold.values()].filter(({ why }) => why !== '')
  for (const [index, { summary, why }] of quietNow.slice(0, MOST_NAMED).entries())
    lines.push([label(index === 0 ? 'not told' : ''), plain(cleanLine(`${summary} (${why})`, MAX_TEXT))])
  const more = quietNow.length - MOST_NAMED
  if (more > 0) lines.push([label(''), plain(`and ${more} more`)])
  return lines
}
