// What is reported -> the alert record. Everything that comes from a log passes through cleanText or cleanLine here.
import type { AlertScope } from '../config/alert.ts'
import { type Origin, rankKey } from '../record/origin.ts'
import { formatDuration, formatTime, type Millis, parseTime } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { cleanLine, cut } from '../redact/clean-text.ts'
import type { BadState, BadStateCause } from './bad-state.ts'
import { namedMembers } from './crowd-members.ts'
import { type Episode, ranksOfCrowd } from './episode.ts'
import type { Turn } from './episode-turns.ts'
import type { Evidence } from './evidence.ts'
import { ranksText } from './name-ranks.ts'
import { adviceFact, alertOfParts, badSince, causeFacts, type MaybeFact, sinceText, type Telling } from './parts.ts'
import { type RunState, runSoFarText } from './run-summary.ts'
import { labelsOf, MAX_SUMMARY, nameOf, present, shortName, summaryOf } from './wording.ts'

/** HyperPod's reasons: LogHang_<rule>, LogSlow_<rule>, LogFault_<rule>. */
const REASON_WORD: Readonly<Record<BadState, string>> = { HANGING: 'LogHang', SLOW: 'LogSlow', FAULTED: 'LogFault' }

/** What the alert is about, in words: the job, or below it a rank, a rule or many of them. */
function subjectOf({ cause: { origin, rules }, crowd }: Episode, scope: AlertScope): string {
  if (crowd !== undefined) return `${nameOf(origin.job)}, ${crowd.peak} ranks`
  const below =
    scope === 'job'
      ? ''
      : [scope === 'rule' ? (rules[0] ?? '') : '', rankKey(origin)].filter(part => part !== '').join(' of ')
  return below === '' ? nameOf(origin.job) : `${nameOf(origin.job)}, ${cleanLine(below, 80)}`
}

/** Most bad ranks that are named in an alert of one of them: each of thousands would have to name all the others. */
const MAX_NAMED_BESIDE = 1000

/** Returns the ranks that an alert names; undefined where none is known. */
function ranksFor({ cause: { state }, crowd }: Episode, scope: AlertScope, evidence: Evidence): string | undefined {
  if (crowd !== undefined) return ranksText(ranksOfCrowd(crowd))
  const count = evidence.countIn(state)
  return scope !== 'job' && count > MAX_NAMED_BESIDE ? `${count} ranks` : ranksText(evidence.ranksIn(state))
}

/** One word, for machines: white space of a rule's name becomes `_`. */
const reasonLabel = ({ state, rules }: BadStateCause): string =>
  rules[0] === undefined ? REASON_WORD[state] : `${REASON_WORD[state]}_${rules[0].replace(/\s+/g, '_')}`

/** `run`: what is known of the run of the job. */
export type TellingOfRun = Telling & { readonly run: RunState }

/** Returns the record that reports a turn of an episode. `scope` goes into the labels. */
export function turnAlert(turn: Turn, scope: AlertScope, telling: TellingOfRun, now: Millis): AlertRecord {
  const { episode, reminder } = turn
  const { cause, crowd } = episode
  const { origin } = cause
  const isOver = turn.is === 'resolved'
  const ranks = isOver ? undefined : ranksFor(episode, scope, telling.evidence)
  const isOfOne = scope !== 'job' && crowd === undefined
  return alertOfParts(
    {
      kind: 'alert',
      time: formatTime(now),
      ...present({ job: origin.job, run: shortName(origin.run), attempt: origin.attempt }),
      ...(isOfOne
        ? present({ node: shortName(origin.node), rank: origin.rank, local_rank: origin.local_rank, task: origin.task })
        : {}),
      key: episode.key,
      state: isOver ? 'resolved' : 'firing',
      severity: episode.severity,
      summary: isOver ? recoverySummary(turn, scope, now) : firingSummary(turn, scope, ranks),
      labels: labelsOf({
        job: origin.job,
        scope,
        state: isOver ? episode.recoveredTo : cause.state,
        reason: reasonLabel(cause),
        rule: cause.rules[0],
        rank: isOfOne ? origin.rank : undefined,
        count: crowd?.peak,
      }),
      ...(crowd === undefined || isOver ? {} : namedMembers(crowd)),
      episode: episode.number,
      sequence: turn.sequence,
      reminder,
      since: isOver ? undefined : cause.at,
      starts_at: episode.startsAt,
      ends_at: isOver ? (episode.recoveredAt ?? formatTime(now)) : undefined,
    } as AlertRecord,
    isOver ? recoveryFacts(turn, now) : firingFacts(episode, ranks, { ...telling, scope }, now),
    telling,
    isOver ? undefined : cause.lastMatch,
  )
}

function firingFacts(
  { cause, startsAt, crowd }: Episode,
  ranks: string | undefined,
  { evidence, run, scope }: TellingOfRun & { readonly scope: AlertScope },
  now: Millis,
): readonly MaybeFact[] {
  const { origin, state, rules, at } = cause
  const verdict = evidence.verdict()
  return [
    ['What', whatOf(cause)],
    ['Where', whereOf(origin, ranks, crowd === undefined ? origin.node : undefined)],
    ['Since', sinceText(at, now)],
    ['Bad since', badSince(startsAt, at, now)],
    ...causeFacts(verdict),
    adviceFact(state, verdict),
    // A verdict's own alert sums the run up, as its end does; a fault of one rank is no end of the job.
    ['Run so far', state === 'FAULTED' && scope === 'job' && verdict === undefined ? runSoFarText(run) : undefined],
    [rules.length === 1 ? 'Rule' : 'Rules', rules.join(', ')],
    ...runFacts(origin),
  ]
}

/** The node is that of one rank: of several that an alert names, it is said which. */
function whereOf(origin: Origin, ranks: string | undefined, node: string | undefined): string | undefined {
  if (ranks === undefined || node === undefined) return ranks ?? node
  const own = rankKey(origin)
  if (ranks === own || (own === '' && !SEVERAL.test(ranks))) return `${ranks} on ${node}`
  return own === '' ? ranks : `${ranks} (${own} on ${node})`
}
const SEVERAL = /^\d|s\b/

function recoveryFacts({ episode }: Turn, now: Millis): readonly MaybeFact[] {
  const { worst, worstCause, startsAt, recoveredAt } = episode
  return [
    ['Was', `${worst}${worstCause.reason === undefined ? '' : `: ${whatOf(worstCause)}`}`],
    ['From', sinceText(startsAt, 0)],
    ['To', sinceText(recoveredAt ?? formatTime(now), 0)],
    ...runFacts(worstCause.origin),
  ]
}

const runFacts = ({ run, attempt }: BadStateCause['origin']): readonly MaybeFact[] => [
  ['Run', run],
  ['Attempt', attempt === undefined ? undefined : String(attempt)],
]

/**
 * What happened; '' where nothing is known. The name of a rule says what was looked for: the line that it matched says
 * what happened, so that stands in its place.
 */
function whatOf({ reason = '', rules: [rule = ''], lastMatch }: BadStateCause): string {
  const head = `the line matches rule ${rule}`
  if (reason.startsWith(`${head}: `)) return cleanLine(reason.slice(head.length + 2), MAX_WHAT)
  const isName = [head, `rule ${rule} saw a fault`, `rule ${rule} matched`].includes(reason)
  return cleanLine(isName && lastMatch !== undefined ? tellingLine(lastMatch) : reason, MAX_WHAT)
}
const MAX_WHAT = 1000

/** A traceback says in its last line what went wrong, anything else in its first. */
function tellingLine(entry: string): string {
  const lines = entry.split('\n').filter(line => line.trim() !== '')
  const isTraceback = lines.some(line => line.trimStart().startsWith('Traceback (most recent call last)'))
  return (isTraceback ? lines.at(-1) : lines[0]) ?? ''
}

function recoverySummary(turn: Turn, scope: AlertScope, now: Millis): string {
  const { recoveredTo, worst } = turn.episode
  const length = durationOf(turn, now)
  const after = length === '' ? '' : `, after ${length}`
  return summaryOf('RESOLVED', subjectOf(turn.episode, scope), `${recoveredTo}${after} (was ${worst})`)
}

function firingSummary({ episode, reminder }: Turn, scope: AlertScope, ranks: string | undefined): string {
  const { cause, crowd } = episode
  const namesRanks = (scope === 'job' || crowd !== undefined) && ranks !== undefined
  return summaryOf(
    `${cause.state}${reminder === undefined ? '' : `, reminder ${reminder}`}`,
    subjectOf(episode, scope),
    [namesRanks ? cut(ranks, 60) : '', cut(whatOf(cause), MAX_SUMMARY)].filter(part => part !== '').join(': '),
  )
}

/**
 * How long it has been bad, or was; '' where that cannot be said. In the time of the records: a replay long after says
 * the same.
 */
function durationOf({ is, episode: { startsAt, startsMs, recoveredAt } }: Turn, now: Millis): string {
  const began = startsAt === undefined ? startsMs : (parseTime(startsAt) ?? startsMs)
  const until = (is === 'resolved' && recoveredAt !== undefined ? parseTime(recoveredAt) : undefined) ?? now
  return began > 0 && until > began ? formatDuration(until - began) : ''
}
