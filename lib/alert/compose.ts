// What is reported -> the alert record. Everything that comes from a log passes through cleanText or cleanLine here.
import type { AlertScope } from '../config/alert.ts'
import { rankKey } from '../record/origin.ts'
import { formatDuration, formatTime, type Millis, parseTime } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { cleanLine, cut } from '../redact/clean-text.ts'
import type { BadState, BadStateCause } from './bad-state.ts'
import { bodyText, causeFacts, ranksText } from './body.ts'
import { type Episode, ranksOfCrowd } from './episode.ts'
import type { Turn } from './episodes.ts'
import type { Evidence } from './evidence.ts'
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

/** Returns the record that reports a turn of an episode. `scope` goes into the labels. */
export function turnAlert(turn: Turn, scope: AlertScope, evidence: Evidence, now: Millis): AlertRecord {
  const { episode, reminder } = turn
  const { cause, crowd } = episode
  const { origin } = cause
  const ranks = ranksFor(episode, scope, evidence)
  const isOver = turn.is === 'resolved'
  const { opening, summary } = isOver ? recoveryWords(turn, scope, now) : firingWords(turn, scope, ranks, now)
  const isOfOne = scope !== 'job' && crowd === undefined
  return present({
    kind: 'alert',
    time: formatTime(now),
    ...present({ job: origin.job, run: shortName(origin.run), attempt: origin.attempt }),
    ...(isOfOne
      ? present({ node: shortName(origin.node), rank: origin.rank, local_rank: origin.local_rank, task: origin.task })
      : {}),
    key: episode.key,
    state: isOver ? 'resolved' : 'firing',
    severity: episode.severity,
    summary,
    body: bodyText(opening, causeFacts(cause, ranks), evidence, cause.lastMatch),
    labels: labelsOf({
      job: origin.job,
      scope,
      state: isOver ? episode.recoveredTo : cause.state,
      reason: reasonLabel(cause),
      rule: cause.rules[0],
      rank: isOfOne ? origin.rank : undefined,
      count: crowd?.peak,
    }),
    steps: evidence.steps().map(row => ({ ...row })),
    episode: episode.number,
    sequence: turn.sequence,
    reminder,
    starts_at: episode.startsAt,
    ends_at: isOver ? (episode.recoveredAt ?? formatTime(now)) : undefined,
  } as AlertRecord)
}

interface TurnWords {
  readonly opening: string
  readonly summary: string
}

function recoveryWords(turn: Turn, scope: AlertScope, now: Millis): TurnWords {
  const { recoveredTo, worst, crowd } = turn.episode
  const subject = subjectOf(turn.episode, scope)
  const length = durationOf(turn, now)
  const after = length === '' ? '' : `, after ${length}`
  return {
    opening: `${subject} ${crowd === undefined ? 'is' : 'are'} ${recoveredTo}${after}. It was ${worst}.`,
    summary: summaryOf('RESOLVED', subject, `${recoveredTo}${after} (was ${worst})`),
  }
}

function firingWords(turn: Turn, scope: AlertScope, ranks: string | undefined, now: Millis): TurnWords {
  const { episode, reminder } = turn
  const { cause, crowd } = episode
  const subject = subjectOf(episode, scope)
  const length = durationOf(turn, now)
  const why = cause.reason === undefined ? '' : cleanLine(cause.reason, MAX_SUMMARY)
  const namesRanks = (scope === 'job' || crowd !== undefined) && ranks !== undefined
  return {
    opening: `${subject} ${crowd === undefined ? 'is' : 'are'} ${cause.state}${reminder === undefined || length === '' ? '' : `, now for ${length}`}.`,
    summary: summaryOf(
      `${cause.state}${reminder === undefined ? '' : `, reminder ${reminder}`}`,
      subject,
      [namesRanks ? cut(ranks, 60) : '', why].filter(part => part !== '').join(': '),
    ),
  }
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
