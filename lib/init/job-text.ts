// What was found in a log -> the text of a job file, with a comment on every choice.
import { formatDuration, type Millis } from '../record/time.ts'
import type { Spread, Survey } from './survey.ts'

export interface JobTextSettings {
  readonly job: string
  /** Of the log that was looked at, for the first comment. */
  readonly log: string
  /** Where editors find the schema; a path or an address. */
  readonly schema: string
}

/** Numbers that tell a slow job by being low, where the log has no step time. The most telling first. */
const THROUGHPUTS = ['tokens_per_second', 'tokens_per_second_per_gpu', 'samples_per_second', 'tflops_per_gpu']
const MINUTE = 60_000
/** A hang is told no sooner, and a first step has at least so long. */
const LEAST_FLOOR_MS = MINUTE
const LEAST_FIRST_STEP_MS = 10 * MINUTE
const FIRST_STEP_FACTOR = 3
const FLOOR_FACTOR = 3
/** Steps that are slower than so many times the mean are SLOW, unless the log itself has steps that are. */
const SLOW_FACTOR = 1.5

/** Returns a job file (YAML) for the job that a log is of. */
export function jobText(survey: Survey, { job, log, schema }: JobTextSettings): string {
  return [
    `# yaml-language-server: $schema=${oneLine(schema)}`,
    `# Made by logmon init from ${oneLine(log)}: ${foundWords(survey)}.`,
    '# docs/rules.md says what rules can do, docs/alert.md whom to tell.',
    `job: ${JSON.stringify(job)}`,
    ...(survey.hasTimes
      ? ['parse:', '  # Times that name no zone are read as UTC. Another one: tz: Asia/Kolkata', '  tz: UTC']
      : ['# No line states a time: what is told goes by when lines arrive.']),
    ...ruleLines(survey),
    ...hangLines(survey),
    '# What made it fail, who caused it, and whether to restart it.',
    'classify: {}',
    ...CHANNELS,
    '',
  ].join('\n')
}

const CHANNELS = [
  'alert:',
  '  # Told once per episode. Without a channel alerts are records on standard output alone.',
  '  channels: []',
  '  # channels:',
  '  #   - type: email',
  '  #     to: oncall@example.org',
  '  #     from: logmon@example.org',
  '  #     smtp: { host: mail.example.org, user: logmon, password_file: /run/secrets/smtp }',
  '  #   - type: webhook',
  '  #     url_env: TEAM_WEBHOOK',
]

/** A comment is one line, whatever a path holds. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')

function foundWords({ entries, steps, lastStep, totalSteps, format, ranks }: Survey): string {
  if (steps === 0) return `${entries} entries, and no training step in them`
  const total = totalSteps === undefined ? '' : ` of ${totalSteps}`
  return `${entries} entries, ${steps} steps up to ${lastStep}${total} (format ${format})${ranks > 1 ? `, ${ranks} ranks` : ''}`
}

function ruleLines(survey: Survey): readonly string[] {
  const { metrics, nonFinite } = survey
  const rules: string[] = []
  const time = metrics.get('step_time_ms')
  const through = THROUGHPUTS.find(name => metrics.has(name))
  if (time !== undefined) rules.push(...slowRule(time))
  else if (through !== undefined) rules.push(...lowRule(through, metrics.get(through) as Spread))
  if (metrics.has('loss') || nonFinite.includes('loss'))
    rules.push(
      `  # ${nonFinite.includes('loss') ? 'It was nan or inf in this log.' : spreadWords(metrics.get('loss') as Spread, number)}`,
      '  - name: loss',
      '    metric: loss',
      '    fault_when: { non_finite: true }',
    )
  const others = [...metrics.keys()].filter(name => !['step_time_ms', 'loss', through].includes(name)).sort()
  if (others.length > 0) rules.push(`  # Rules can look at these, too: ${oneLine(others.slice(0, 20).join(', '))}`)
  if (rules.length === 0) return ['# The log tells no numbers of steps to judge.', 'rules: []']
  return rules.some(line => line.startsWith('  - ')) ? ['rules:', ...rules] : ['rules: []', ...rules]
}

const slowRule = (time: Spread): readonly string[] => [
  `  # ${spreadWords(time, formatDuration)}`,
  '  - name: step time',
  '    metric: step_time_ms',
  `    slow_when: { above_mean: { factor: ${SLOW_FACTOR}, min_history: 10 } } # against the mean of all before`,
  '    consecutive: 3 # in a row, so that one checkpoint is none',
]

const lowRule = (name: string, spread: Spread): readonly string[] => [
  `  # ${spreadWords(spread, number)}`,
  '  - name: throughput',
  `    metric: ${name}`,
  '    slow_when: { below_mean: { factor: 0.67, min_history: 10 } } # against the mean of all before',
  '    consecutive: 3',
]

const number = (value: number): string => `${Number(value.toPrecision(4))}`
const spreadWords = ({ count, middle, least, most }: Spread, words: (value: number) => string): string =>
  `In this log: ${words(middle)} as a rule, from ${words(least)} to ${words(most)} (${count} values).`

function hangLines({ gapMs, isRedrawn, firstStepMs }: Survey): readonly string[] {
  if (gapMs === undefined)
    return [
      'hang:',
      '  # No step for twice the time that is to be expected, and for this long.',
      '  step_gap: { factor: 2, floor: 10m }',
    ]
  const floor = Math.max(LEAST_FLOOR_MS, FLOOR_FACTOR * gapMs.middle)
  return [
    'hang:',
    isRedrawn
      ? `  # The bar was drawn anew at each step, which took ${formatDuration(gapMs.middle)} as a rule, and ${formatDuration(gapMs.most)} at most.`
      : `  # Lines with a step came every ${formatDuration(gapMs.middle)} as a rule; the longest gap was ${formatDuration(gapMs.most)}.`,
    `  step_gap: { factor: 2, floor: ${duration(floor)} } # no step for twice the usual time, and for this long`,
    ...(firstStepMs === undefined
      ? []
      : [
          `  # The first step came ${formatDuration(firstStepMs)} after the first line.`,
          `  first_step_within: ${duration(Math.max(LEAST_FIRST_STEP_MS, FIRST_STEP_FACTOR * firstStepMs))}`,
        ]),
  ]
}

/** Rounded up to whole seconds, or to minutes from ten on. */
function duration(millis: Millis): string {
  return millis >= 10 * MINUTE ? `${Math.ceil(millis / MINUTE)}m` : `${Math.ceil(millis / 1000)}s`
}
