// One rule, one record: what the rule says about it.
import type { Pattern } from '../pattern/pattern.ts'
import { metricTitle, sayMetric, sayPlainly } from '../record/metric-words.ts'
import type { LogRecord, MatchRecord } from '../record/types.generated.ts'
import { parseNumber } from './number.ts'
import type { Value } from './operator.ts'
import type { Rule } from './rule.ts'
import { noticeRestart, type Track } from './track.ts'

/** What a match record says besides where it comes from. */
export type Judgement = Pick<MatchRecord, 'verdict' | 'value' | 'threshold' | 'streak' | 'consecutive' | 'reason'>

const SEEN: Judgement = { verdict: 'seen' }

/** What a rule sees in one record. */
export interface Sighting {
  /** The rule itself matches; otherwise only its stop pattern does. */
  readonly isMatch: boolean
  /** The text that was captured, or a metric; undefined where it only matched. */
  readonly value: string | number | null | undefined
  readonly stops: boolean
}

/** Returns what a rule sees in a record; undefined where neither it nor its stop pattern matches. Remembers nothing. */
export function sight(rule: Rule, record: LogRecord): Sighting | undefined {
  const stops = rule.stopPattern !== undefined && matchLine(rule, rule.stopPattern, record) !== undefined
  if (rule.metric !== undefined) {
    const value = metricOf(record, rule.metric)
    return value === undefined && !stops ? undefined : { isMatch: value !== undefined, value, stops }
  }
  const groups = rule.pattern === undefined ? undefined : matchLine(rule, rule.pattern, record)
  if (groups === undefined && !stops) return undefined
  const value = groups === undefined || rule.valueGroup === 0 ? undefined : groups[rule.valueGroup]
  return { isMatch: groups !== undefined, value, stops }
}

function matchLine({ withLabels }: Rule, pattern: Pattern, record: LogRecord): ReturnType<Pattern['match']> {
  const groups = pattern.match(record.message)
  if (groups !== undefined || !withLabels) return groups
  for (const label of labelsOf(record)) {
    const labelled = pattern.match(label + record.message)
    if (labelled !== undefined) return labelled
  }
  return undefined
}

/** The labels that torchrun, PyTorch and srun may have put before a line, as far as the record still knows of them. */
function labelsOf({ local_rank: localRank, rank, task }: LogRecord): readonly string[] {
  const ofTorchrun = localRank === undefined ? [] : [`[default${localRank}]:`]
  const ofPyTorch = rank === undefined ? [] : [`[rank${rank}]:`, `[rank${rank}]: `]
  return [
    ...ofTorchrun,
    ...ofPyTorch,
    ...ofTorchrun.flatMap(outer => ofPyTorch.map(inner => outer + inner)),
    ...(task === undefined ? [] : [`${task}: `]),
  ]
}

/**
 * Returns what the rule says about a record that it saw something in. A fault on match comes before the stop pattern,
 * and that before the value.
 */
export function judgeRecord(rule: Rule, track: Track, record: LogRecord, sighting: Sighting): Judgement | undefined {
  const { isMatch, value, stops } = sighting
  noticeRestart(track, rule, record)
  if (track.isStopped) return undefined
  if (isMatch && rule.polarity === 'fault')
    return { verdict: 'fault', ...shown(value), reason: faultReason(rule, record) }
  if (stops) {
    track.isStopped = true
    return { verdict: 'stopped', reason: `the stop pattern of rule ${rule.name} matches` }
  }
  if (!isMatch) return undefined
  return track.judge === undefined ? SEEN : judgeValue(rule, track, value)
}

/** What a rule on values that are not finite says of a metric that is gone: it is told as if one had come. */
export function judgeGone(rule: Rule, reason: string): Judgement | undefined {
  if (!rule.isOnNonFinite) return undefined
  const consecutive = rule.consecutive > 1 ? rule.consecutive : undefined
  const verdict = rule.polarity === 'fault_when' ? 'fault' : 'slow'
  return judgement({ verdict, value: null, threshold: undefined, streak: rule.consecutive, consecutive, reason })
}

/** The name of a rule says what was looked for; the line that it matched says what happened. */
function faultReason({ name, metric, pattern }: Rule, { message }: LogRecord): string {
  const matched = metric === undefined ? pattern?.match(message)?.[0]?.trim() : undefined
  if (matched === undefined || matched === '') return `the line matches rule ${name}`
  const at = message.indexOf(matched)
  const end = message.indexOf('\n', at)
  const line = message.slice(message.lastIndexOf('\n', at) + 1, end < 0 ? undefined : end).trim()
  // Of a line too long to show the match is what matters.
  return `the line matches rule ${name}: ${short(line.length > 200 ? matched : line)}`
}

function judgeValue(rule: Rule, track: Track, raw: Sighting['value']): Judgement {
  const judge = track.judge as NonNullable<Track['judge']>
  if (raw === undefined)
    return {
      verdict: 'unjudged',
      streak: track.streak,
      reason: 'the group that gives the value took no part in the match',
    }
  const number = typeof raw === 'string' ? parseNumber(raw) : raw
  const value: Value | undefined = rule.takesText && typeof raw === 'string' ? raw : number
  if (value === undefined)
    return {
      verdict: 'unjudged',
      ...shown(raw),
      streak: track.streak,
      reason: `${JSON.stringify(short(raw as string))} is no number`,
    }

  const holds = judge.holds(value)
  const threshold = judge.threshold()
  const shownValue = number ?? (typeof value === 'string' ? short(value) : value)
  // Nothing can be said of nan or inf but that it is no healthy value.
  const isNotFinite = holds === undefined && value === null
  if (holds === undefined && !isNotFinite) {
    const { streak } = track
    const reason = 'too few values before it'
    return judgement({ verdict: 'unjudged', value: shownValue, threshold, streak, consecutive: undefined, reason })
  }
  const isBad = isNotFinite || (rule.polarity === 'healthy_when' ? holds === false : holds === true)
  const streak = isBad ? track.streak + 1 : 0
  track.streak = streak
  if (!isBad)
    return judgement({ verdict: 'ok', value: shownValue, threshold, streak, consecutive: undefined, reason: undefined })
  const verdict = rule.polarity === 'fault_when' ? 'fault' : 'slow'
  const consecutive = rule.consecutive > 1 ? rule.consecutive : undefined
  const times = consecutive === undefined ? '' : ` (${Math.min(streak, consecutive)} of ${consecutive} in a row)`
  const words =
    value === null ? 'is nan or infinite' : comparison(rule, value, `is ${holds === true ? '' : 'not '}`, judge)
  const reason = `${rule.metric === undefined ? 'value' : metricTitle(rule.metric)} ${words}${times}`
  return judgement({ verdict, value: shownValue, threshold, streak, consecutive, reason })
}

/** `1.33 s is above 770 ms`. */
function comparison({ metric }: Rule, value: number | string, is: string, judge: NonNullable<Track['judge']>): string {
  if (metric === undefined || typeof value === 'string') return `${value} ${is}${judge.words(sayPlainly)}`
  const threshold = judge.threshold()
  const say = sayMetric(metric, value, typeof threshold === 'number' ? threshold : undefined)
  return `${say(value)} ${is}${judge.words(say)}`
}

/**
 * Takes all keys, always in this order: nearly every match is judged, and objects of one shape are quick to make and to
 * read. What is undefined is not written.
 */
const judgement = (fields: { [Key in keyof Judgement]-?: Judgement[Key] | undefined }): Judgement => fields as Judgement

function metricOf(record: LogRecord, metric: string): number | null | undefined {
  if (metric === 'step') return record.step
  if (metric === 'epoch') return record.epoch
  // What an object inherits is neither a number nor null.
  const value = record.metrics?.[metric]
  if (typeof value === 'number' || value === null) return value
  return record.non_finite?.includes(metric) === true ? null : undefined
}

const shown = (value: Sighting['value']): { value?: string | number | null } =>
  value === undefined ? {} : { value: typeof value === 'string' ? short(value) : value }

const short = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text)
