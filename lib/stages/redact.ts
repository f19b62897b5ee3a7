// Takes secrets out of every record on its way: before alerts, models and shipping.
import { redactSecrets } from '../record/secrets.ts'
import type { AnyRecord, LogRecord } from '../record/types.generated.ts'
import { compilePattern, isPatternProblem, type Pattern } from '../rules/pattern.ts'
import { defineStage, type Machine, type Problem } from '../stage.ts'

interface RedactSettings {
  readonly patterns: readonly Pattern[]
  readonly emails: boolean
}

/** Fields whose values are words of ours: nothing in them can be a secret, and another program matches on them. */
const OUR_WORDS: ReadonlySet<string> = new Set(['kind', 'time', 'first', 'last', 'time_from', 'format', 'level'])
const USER_MARK = '[redacted-pattern]'
/** Text that a pattern sees twice where a longer text is looked at piece by piece. */
const OVERLAP_CHARS = 1024

function redactText(text: string, { patterns, emails }: RedactSettings): string {
  let redacted = redactSecrets(text, { emails })
  for (const pattern of patterns) redacted = withoutPattern(redacted, pattern)
  return redacted
}

/** Replaces every match, also beyond the text that the pattern sees at once. */
function withoutPattern(text: string, pattern: Pattern): string {
  let done = ''
  let rest = text
  while (rest.length > 0) {
    const found = pattern.match(rest)?.[0]
    const at = found === undefined || found === '' ? -1 : rest.indexOf(found)
    if (found !== undefined && at >= 0) {
      done += `${rest.slice(0, at)}${USER_MARK}`
      rest = rest.slice(at + found.length)
    } else if (rest.length <= pattern.maxChars) break
    else {
      const seen = Math.max(1, pattern.maxChars - OVERLAP_CHARS)
      done += rest.slice(0, seen)
      rest = rest.slice(seen)
    }
  }
  return done + rest
}

/** Returns the value with every text in it redacted, names of keys included; the same value where nothing was in it. */
function redactValue(value: unknown, key: string, settings: RedactSettings): unknown {
  if (typeof value === 'string') return OUR_WORDS.has(key) ? value : redactText(value, settings)
  if (Array.isArray(value)) {
    const items = value.map(item => redactValue(item, key, settings))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  if (typeof value !== 'object' || value === null) return value
  let changed = false
  const entries = Object.entries(value).map(([name, inner]) => {
    const redacted = redactNamed(name, inner, settings)
    const safeName = redactText(name, settings)
    if (redacted !== inner || safeName !== name) changed = true
    return [safeName, redacted] as const
  })
  return changed ? Object.fromEntries(entries) : value
}

/** A value under a name such as `password` is a secret whatever it looks like. */
function redactNamed(name: string, value: unknown, settings: RedactSettings): unknown {
  if (typeof value !== 'string' || OUR_WORDS.has(name)) return redactValue(value, name, settings)
  const told = `${name}=`
  const together = redactSecrets(told + value.replaceAll(/\s/g, '_'), { emails: settings.emails })
  return together === `${told}[redacted]` ? '[redacted]' : redactText(value, settings)
}

function redactMachine(settings: RedactSettings): Machine<AnyRecord | string> {
  return {
    onRecord(input) {
      if (typeof input !== 'string') return [redactValue(input, '', settings) as AnyRecord]
      return [redactLine(input, settings)]
    },
  }
}

/** A line that is no record of ours: somebody's JSON object keeps its shape, anything else becomes a raw record. */
function redactLine(line: string, settings: RedactSettings): AnyRecord {
  if (line.startsWith('{')) {
    try {
      return redactValue(JSON.parse(line), '', settings) as AnyRecord
    } catch {
      // Not JSON: a log line that begins with a brace.
    }
  }
  return { kind: 'log', format: 'raw', message: redactText(line, settings) } satisfies LogRecord
}

export const redact = defineStage({
  name: 'redact',
  summary: 'Take secrets out of records: keys, tokens, passwords, mail addresses.',
  reads: 'lines',
  writes: ['log', 'match', 'status', 'failure', 'verdict', 'alert', 'delivery', 'notice'],
  passes: false,
  configured: false,
  options: {
    pattern: { type: 'strings', alias: 'e', placeholder: 'REGEX', describe: 'take out what this matches, too' },
    'keep-mail': { type: 'flag', describe: 'leave mail addresses as they are' },
  },
  examples: [
    {
      describe: 'records that may leave the machine',
      args: "-e 'employee-\\d+'",
      input: '{"kind":"log","message":"employee-77 set WANDB_API_KEY=0123456789abcdef0123456789abcdef01234567"}\n',
      output: '{"kind":"log","message":"[redacted-pattern] set WANDB_API_KEY=[redacted]"}\n',
    },
  ],
  settle(options) {
    const compiled = options.pattern.map(source => ({ source, pattern: compilePattern(source) }))
    const problems: Problem[] = compiled.flatMap(({ source, pattern }) =>
      isPatternProblem(pattern) ? [{ place: '--pattern', reason: `"${source}": ${pattern.reason} (at character ${pattern.position})` }] : [],
    )
    if (problems.length > 0) return problems
    return { patterns: compiled.flatMap(({ pattern }) => (isPatternProblem(pattern) ? [] : [pattern])), emails: !options['keep-mail'] } satisfies RedactSettings
  },
  start: redactMachine,
})
