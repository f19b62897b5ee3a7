import { BOUNDS } from '../bounds.ts'
import { rulesOf, WITHOUT_OPTION } from '../config/checks.ts'
import { DIALECT_OPTION } from '../config/dialects/dialect-option.ts'
import type { JobConfig } from '../config/job.ts'
import { SUSPEND_OPTION } from '../config/suspend-option.ts'
import { rulerFile, rulerText } from '../grafana/ruler.ts'
import { perJob } from '../jobs/per-job.ts'
import type { Problem } from '../problem.ts'
import { stageProgram, type Talk } from '../program.ts'
import { originOf, rankKey } from '../record/origin.ts'
import { type RecencyMap, recencyMap } from '../record/recency-map.ts'
import { suspends } from '../record/suspension.ts'
import { formatTime } from '../record/time.ts'
import type { AnyRecord, LogRecord, MatchRecord, NoticeRecord } from '../record/types.generated.ts'
import { type Judgement, judgeGone, judgeRecord, sight } from '../rules/judge-record.ts'
import { type Presence, watchPresence } from '../rules/presence.ts'
import { compileRule, type Rule } from '../rules/rule.ts'
import type { RuleConfig } from '../rules/rule-config.ts'
import { restoredTrack, savedTrack, startTrack, type Track } from '../rules/track.ts'
import { type Machine, NONE } from '../stage.ts'

interface RulesSettings {
  readonly rules: readonly Rule[]
  /** True where nobody wrote the rules for this job: one that never matches is no mistake. */
  readonly isBuiltIn?: boolean
  readonly maxRanks: number
  /** The job file, where its rules are to be written for somebody else. */
  readonly exported?: JobConfig | undefined
}

/** Longest matched text that a match record carries, in characters. */
const MAX_MESSAGE_CHARS = 2000
/** Most rules that are named for never having matched. */
const MAX_NAMED = 100

export const rules = stageProgram({
  name: 'rules',
  aliases: ['rule-eval'],
  summary: "Judge records by the job file's rules: ok, slow or fault.",
  reads: 'records',
  writes: ['match', 'notice'],
  passes: true,
  configured: true,
  keepsState: true,
  chain: { place: 30, when: 'always', alone: ['loki'] },
  positionals: '[export]',
  files: exportRules,
  options: {
    ...DIALECT_OPTION,
    ...WITHOUT_OPTION,
    ...SUSPEND_OPTION,
    'max-ranks': {
      type: 'count',
      default: BOUNDS['rules.ranks'].most,
      describe: 'most ranks that a rule of scope rank remembers; the one silent longest is forgotten first',
    },
    loki: { type: 'flag', describe: "with export: write the job file's rules as rules of Loki's ruler" },
  },
  examples: [
    {
      describe: 'say of each matching line whether it is ok, slow or a fault',
      args: '-c job.yaml --only',
      files: {
        'job.yaml':
          "rules:\n  - name: throughput\n    pattern: 'TFLOPs: ([\\d.]+)'\n    healthy_when: { at_least: 100 }\n",
      },
      input:
        '{"kind":"log","time":"2026-01-01T00:00:00.000Z","message":"TFLOPs: 120.5"}\n{"kind":"log","time":"2026-01-01T00:00:01.000Z","rank":3,"message":"TFLOPs: 61.0"}\n',
      output:
        '{"kind":"match","time":"2026-01-01T00:00:00.000Z","rule":"throughput","verdict":"ok","value":120.5,"threshold":100,"streak":0,"message":"TFLOPs: 120.5"}\n' +
        '{"kind":"match","time":"2026-01-01T00:00:01.000Z","rank":3,"rule":"throughput","verdict":"slow","value":61,"threshold":100,"streak":1,"reason":"value 61 is not at least 100","message":"TFLOPs: 61.0"}\n',
    },
  ],
  epilogue:
    'Without a job file, or with one that has no rules, it looks for a loss that is not finite, and for steps that take ' +
    'more than 1.5 x the mean of those before (--without loss, --without slow).',
  settle: (options, { config }): RulesSettings => ({
    ...rulesSettings(rulesOf(config, options.without), options['max-ranks']),
    isBuiltIn: config?.rules === undefined,
    exported: options.loki ? config : undefined,
  }),
  start: settings => perJob({ stage: 'rules', make: () => rulesMachine(settings) }),
})

/** `logmon-rules -c job.yaml export --loki`. */
async function exportRules(
  { exported }: RulesSettings,
  words: readonly string[],
  { print }: Talk,
): Promise<number | readonly Problem[]> {
  if (words.length !== 1 || words[0] !== 'export')
    return [{ place: words.join(' '), reason: 'the only argument is "export"; records come on standard input' }]
  if (exported === undefined)
    return [{ place: 'export', reason: 'needs -c job.yaml, and --loki for whom the rules are written' }]
  await print(rulerText(rulerFile(exported), 'a job file'))
  return 0
}

export function rulesSettings(configs: readonly RuleConfig[], maxRanks: number): RulesSettings {
  return { rules: configs.map(compileRule), maxRanks }
}

/** One rule at work. */
interface RunningRule {
  readonly rule: Rule
  job: Track
  /** For a rule of scope rank; the rank silent longest first. */
  readonly byRank: RecencyMap<string, Track>
  /** Of a rule that judges a metric. */
  readonly presence: Presence | undefined
  /** True once it, or its stop pattern, has matched. */
  hasMatched: boolean
}

interface Judging {
  readonly rules: readonly RunningRule[]
  readonly isBuiltIn: boolean
  readonly maxRanks: number
  /** True once a log record came. */
  hasInput: boolean
  /** True while nothing is judged. */
  isSuspended: boolean
  /** Lines that were longer than a pattern may look at. */
  cutTexts: number
  forgottenRanks: number
}

/** Emits one match for each rule that a log record matches. Holds at most `maxRanks` tracks per rule. */
export function rulesMachine({
  rules,
  isBuiltIn = false,
  maxRanks,
}: RulesSettings): Machine<AnyRecord | string, MatchRecord | NoticeRecord> {
  const judging: Judging = {
    rules: rules.map(rule => ({
      rule,
      job: startTrack(rule),
      byRank: recencyMap(),
      presence: rule.metric === undefined || rule.startJudge === undefined ? undefined : watchPresence(rule.metric),
      hasMatched: false,
    })),
    isBuiltIn,
    maxRanks,
    hasInput: false,
    isSuspended: false,
    cutTexts: 0,
    forgottenRanks: 0,
  }
  return {
    onRecord(record, now) {
      if (typeof record === 'string') return NONE
      if (record.kind === 'notice') judging.isSuspended = suspends(record) ?? judging.isSuspended
      return record.kind !== 'log' || judging.isSuspended ? NONE : judge(judging, record, now)
    },
    formOf: record => (record.kind === 'match' ? 'match' : undefined),
    onEnd: now => totals(judging, now),
    save: () => savedJudging(judging),
    restore: saved => restoreJudging(judging, saved as SavedJudging),
  }
}

interface SavedRule {
  readonly source: string
  readonly job: unknown
  readonly byRank: readonly (readonly [string, unknown])[]
  readonly presence?: unknown
  readonly hasMatched: boolean
}
interface SavedJudging extends Pick<Judging, 'hasInput' | 'isSuspended' | 'cutTexts' | 'forgottenRanks'> {
  readonly rules: readonly SavedRule[]
}

function savedJudging({ rules, hasInput, isSuspended, cutTexts, forgottenRanks }: Judging): SavedJudging {
  return {
    rules: rules.map(({ rule, job, byRank, presence, hasMatched }) => ({
      source: rule.source,
      job: savedTrack(job),
      byRank: byRank.entries().map(([key, track]) => [key, savedTrack(track)] as const),
      ...(presence === undefined ? {} : { presence: presence.save() }),
      hasMatched,
    })),
    hasInput,
    isSuspended,
    cutTexts,
    forgottenRanks,
  }
}

/** A rule that says something else than it did begins anew; the others go on. */
function restoreJudging(judging: Judging, { rules, ...counts }: SavedJudging): void {
  const bySource = new Map(rules.map(rule => [rule.source, rule]))
  for (const running of judging.rules) {
    const saved = bySource.get(running.rule.source)
    if (saved === undefined) continue
    running.job = restoredTrack(running.rule, saved.job)
    for (const [key, track] of saved.byRank) running.byRank.set(key, restoredTrack(running.rule, track))
    running.presence?.restore(saved.presence)
    running.hasMatched = saved.hasMatched
  }
  Object.assign(judging, counts)
}

function judge(judging: Judging, record: LogRecord, now: number): readonly (MatchRecord | NoticeRecord)[] {
  const out: (MatchRecord | NoticeRecord)[] = []
  const forgottenBefore = judging.forgottenRanks
  judging.hasInput = true
  let isCut = false
  for (const running of judging.rules) {
    const { rule } = running
    if (!rule.looksAt(record)) continue
    isCut ||= rule.pattern !== undefined && record.message.length > rule.pattern.maxChars
    const sighting = sight(rule, record)
    const gone = running.presence?.take(record)
    if (gone !== undefined) out.push(...tellGone(rule, record, gone, now))
    if (sighting === undefined) continue
    running.hasMatched = true
    const judgement = judgeRecord(rule, trackOf(judging, running, record), record, sighting)
    if (judgement !== undefined) out.push(matchRecord(rule, record, judgement, now))
  }
  if (isCut && ++judging.cutTexts === 1)
    out.push(
      notice(
        'text_cut',
        'A line is longer than patterns may look at; only its first 16384 characters, or fewer, are matched.',
        now,
      ),
    )
  if (forgottenBefore === 0 && judging.forgottenRanks > 0) {
    const message = `More than ${judging.maxRanks} ranks match one rule; those silent longest are forgotten.`
    out.push(notice('ranks_forgotten', message, now))
  }
  return out.length === 0 ? NONE : out
}

/** A notice, and where a value that is not finite would be bad, that. */
function tellGone(rule: Rule, record: LogRecord, gone: string, now: number): readonly (MatchRecord | NoticeRecord)[] {
  const goneNotice = { ...notice('metric_gone', `rule ${rule.name}: ${gone}`, now), ...originOf(record) }
  const judgement = judgeGone(rule, gone)
  return judgement === undefined ? [goneNotice] : [goneNotice, matchRecord(rule, record, judgement, now)]
}

/** Returns the track of a record's rank; may forget another rank for it. */
function trackOf(judging: Judging, { rule, job, byRank }: RunningRule, record: LogRecord): Track {
  if (!rule.isPerRank) return job
  const key = rankKey(record)
  let track = byRank.get(key)
  if (track === undefined) {
    track = startTrack(rule)
    if (byRank.size() >= judging.maxRanks) {
      byRank.takeOldest()
      judging.forgottenRanks++
    }
  }
  byRank.set(key, track)
  return track
}

/** Returns the counts of what was said once, where there was more than one. */
function totals({ cutTexts, forgottenRanks, ...judging }: Judging, now: number): readonly NoticeRecord[] {
  const out: NoticeRecord[] = neverMatched(judging, now)
  if (cutTexts > 1)
    out.push({
      ...notice('text_cut', `${cutTexts} lines were longer than patterns may look at.`, now),
      count: cutTexts,
    })
  if (forgottenRanks > 1)
    out.push({
      ...notice('ranks_forgotten', `${forgottenRanks} ranks were forgotten.`, now),
      count: forgottenRanks,
    })
  return out
}

/** A rule that never matched may be misspelt; one that waits for a fault is glad of it. */
function neverMatched({ rules, isBuiltIn, hasInput }: Omit<Judging, 'cutTexts' | 'forgottenRanks'>, now: number) {
  if (isBuiltIn || !hasInput) return []
  return rules
    .filter(({ rule, hasMatched }) => !hasMatched && rule.polarity !== 'fault')
    .slice(0, MAX_NAMED)
    .map(({ rule: { name, metric } }) =>
      notice(
        'rule_never_matched',
        `rule ${name} never matched: ${metric === undefined ? 'no line is like its pattern' : `no line gave ${metric}`}`,
        now,
      ),
    )
}

/**
 * Returns the match as one literal with all keys, as for log records: one shape is what keeps every later stage, and
 * JSON, fast. JSON leaves undefined out. The keys are those of the form `match`, in its order.
 */
function matchRecord(rule: Rule, record: LogRecord, judgement: Judgement, now: number): MatchRecord {
  const { message } = record
  return {
    kind: 'match',
    time: record.time ?? formatTime(now),
    job: record.job,
    run: record.run,
    attempt: record.attempt,
    node: record.node,
    rank: record.rank,
    local_rank: record.local_rank,
    task: record.task,
    stream: record.stream,
    file: record.file,
    rule: rule.name,
    verdict: judgement.verdict,
    value: judgement.value,
    threshold: judgement.threshold,
    streak: judgement.streak,
    consecutive: judgement.consecutive,
    reason: judgement.reason,
    step: record.step,
    message: message.length > MAX_MESSAGE_CHARS ? message.slice(0, MAX_MESSAGE_CHARS) : message,
  } as MatchRecord
}

function notice(code: string, message: string, now: number): NoticeRecord {
  const time = formatTime(now)
  return { kind: 'notice', ...(time === undefined ? {} : { time }), code, message, stage: 'rules' }
}
